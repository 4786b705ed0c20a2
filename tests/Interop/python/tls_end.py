#!/usr/bin/env python3
"""Connects over TLS, sends what it gets on standard input, and then only reads: how a server ends a connection.

    tls_end.py PORT PEM

It writes what was read, and on the last line: `closed` (close_notify came before the end), `cut` (an end without it) or `reset`.
"""
import socket
import ssl
import sys

context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
context.check_hostname = False
context.verify_mode = ssl.CERT_NONE
context.load_cert_chain(sys.argv[2])

end = 'closed'
with socket.create_connection(('127.0.0.1', int(sys.argv[1])), timeout=60) as plain:
    with context.wrap_socket(plain, server_hostname='localhost', suppress_ragged_eofs=False) as tls:
        tls.sendall(sys.stdin.buffer.read())
        try:
            while True:
                read = tls.recv(65536)
                if not read:
                    break
                sys.stdout.write(read.decode('latin-1'))
        except ssl.SSLEOFError:
            end = 'cut'
        except ConnectionError:
            end = 'reset'
print('\n' + end)
