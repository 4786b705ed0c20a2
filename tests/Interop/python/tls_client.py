#!/usr/bin/env python3
"""A client over TLS as the first LogHog's handler is, with every check of its own side off, for tests of the server's.

It reads lines of JSON from standard input and answers each with one:

    {"port": 5577, "pem": "/path/client.pem" or null, "ca": null, "max": "TLSv1_2" or null, "payload": "..." }
    {"handshake": true or false, "version": "TLSv1.3", "error": "..."}

`error` is empty when the server read everything and closed the connection in the ordinary way.
"""
import json
import socket
import ssl
import struct
import sys


def context_of(case):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    if case.get('ca'):
        context.load_verify_locations(case['ca'])
        context.verify_mode = ssl.CERT_REQUIRED
        context.check_hostname = True
    # Weak keys and signatures must reach the server, so that it is the server that refuses them.
    context.set_ciphers(case.get('ciphers') or 'ALL:@SECLEVEL=0')
    if case.get('max'):
        context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
        context.maximum_version = getattr(ssl.TLSVersion, case['max'])
    if case.get('pem'):
        context.load_cert_chain(case['pem'])
    return context


def run(case):
    answer = {'handshake': False, 'version': None, 'error': ''}
    try:
        with socket.create_connection(('127.0.0.1', case['port']), timeout=30) as plain:
            with context_of(case).wrap_socket(plain, server_hostname='localhost') as tls:
                answer['handshake'] = True
                answer['version'] = tls.version()
                payload = case.get('payload', '').encode('utf-8')
                if payload:
                    tls.sendall(struct.pack('>II', len(payload), 0) + payload)
                try:
                    tls.unwrap()
                except ssl.SSLError as failure:
                    # A server that has nothing against us closes without a word of farewell, or with one.
                    if 'ALERT' in str(failure).upper():
                        raise
                except OSError as failure:
                    if not isinstance(failure, ssl.SSLError) and failure.errno is not None:
                        raise
    except (OSError, ValueError) as failure:
        answer['error'] = '%s: %s' % (type(failure).__name__, failure)
    return answer


for line in sys.stdin:
    print(json.dumps(run(json.loads(line))), flush=True)
