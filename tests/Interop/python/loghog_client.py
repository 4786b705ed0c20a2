#!/usr/bin/env python
# -*- coding: utf-8 -*-
"""A LogHog client as programs of old have it, with the standard library only (Python 2.7 and 3.6 or newer).

For tests: it speaks version 1 as the first LogHog's handler did, and version 2 as docs/protocol.md describes it, so that
the server is checked against something that shares no code with it.

    loghog_client.py --port 5566 --app shop --module web "a message"   sends it
    loghog_client.py --count 1000 ...                                  sends it so many times, each with its number
    loghog_client.py --frames < cases.json > frames                    writes the frames of the cases (see frames_of)
"""
from __future__ import print_function

import argparse
import base64
import hashlib
import hmac
import json
import logging
import logging.handlers
import os
import socket
import struct
import sys
import time
import zlib

FLAG_ZLIB = 0x01
SURROGATES = 'surrogatepass' if sys.version_info[0] > 2 else 'strict'


def to_text(value):
    """Text of anything, as str() of an integer prints it; bytes of Python 2 are UTF-8."""
    if isinstance(value, bytes):
        return value.decode('utf-8')
    return value if isinstance(value, type(u'')) else to_text(str(value))


def to_utf8(value):
    return to_text(value).encode('utf-8', SURROGATES)


def frame_of(payload, compress=False):
    if compress:
        payload = zlib.compress(payload)
    return struct.pack('>II', len(payload), FLAG_ZLIB if compress else 0) + payload


def sign_v1(secret, data):
    text = u''.join(to_text(data[key]) for key in ('app_id', 'module', 'stamp', 'nsecs', 'body'))
    return to_text(hmac.new(to_utf8(secret), to_utf8(text), hashlib.md5).hexdigest())


def sign_v2(secret, data):
    covered = b''
    for key in ('key_id', 'app_id', 'module', 'stamp', 'nsecs', 'hostname', 'nonce', 'body'):
        piece = to_utf8(data.get(key) or u'') if key not in ('stamp', 'nsecs') else to_utf8(data[key])
        covered += struct.pack('>I', len(piece)) + piece
    return to_text(hmac.new(to_utf8(secret), covered, hashlib.sha256).hexdigest())


class LoghogHandler(logging.handlers.SocketHandler):
    """Sends every record as one frame, over TCP (stream=True) or as one UDP datagram."""

    def __init__(self, app_name, host='localhost', port=5566, stream=True, secret=None, compression=False,
                 hostname=None, version=1, key_id=u'default', nonce=None, fields=None):
        logging.handlers.SocketHandler.__init__(self, host, port)
        self.app_name = app_name
        self.stream = stream
        self.secret = secret
        self.compression = compression
        self.hostname = socket.gethostname() if hostname is None else hostname
        self.version = version
        self.key_id = key_id
        self.nonce = nonce
        self.fields = fields or {}

    def makeSocket(self, timeout=5):
        kind = socket.SOCK_STREAM if self.stream else socket.SOCK_DGRAM
        family, kind, proto, _, address = socket.getaddrinfo(self.host, self.port, 0, kind)[0]
        result = socket.socket(family, kind, proto)
        result.settimeout(timeout)
        result.connect(address)
        return result

    def makePickle(self, record):
        """The bytes that SocketHandler sends."""
        data = dict(self.fields)
        data.update({
            'version': self.version,
            'app_id': to_text(self.app_name),
            'module': to_text(record.name),
            'stamp': int(record.created),
            'nsecs': int(record.msecs * 10 ** 6),
            'hostname': self.hostname,
            'body': to_text(self.format(record)),
        })
        if self.version == 2:
            data['key_id'] = self.key_id
            data['nonce'] = self.nonce or to_text(base64.urlsafe_b64encode(os.urandom(16))).rstrip('=')
            data['signature'] = sign_v2(self.secret, data)
        elif self.secret:
            data['signature'] = sign_v1(self.secret, data)
        return frame_of(json.dumps(data).encode('utf-8'), self.compression)


def record_of(module, body, created):
    record = logging.LogRecord(module, logging.INFO, __file__, 0, body, None, None)
    record.created = created
    record.msecs = (created - int(created)) * 1000
    return record


def frames_of(cases):
    """Frames of cases such as {"app": "a", "module": "m", "body": "b", "created": 1.5, "options": {"compression": true}}."""
    for case in cases:
        handler = LoghogHandler(case['app'], **{str(key): value for key, value in case.get('options', {}).items()})
        yield handler.makePickle(record_of(case['module'], case['body'], case['created']))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--frames', action='store_true')
    parser.add_argument('--host', default='127.0.0.1')
    parser.add_argument('--port', type=int, default=5566)
    parser.add_argument('--udp', action='store_true')
    parser.add_argument('--app', default='shop')
    parser.add_argument('--module', default='root')
    parser.add_argument('--hostname')
    parser.add_argument('--secret')
    parser.add_argument('--v2', action='store_true')
    parser.add_argument('--key-id', default='default')
    parser.add_argument('--compress', action='store_true')
    parser.add_argument('--count', type=int, default=0)
    parser.add_argument('message', nargs='?', default='hello')
    options = parser.parse_args()
    if options.frames:
        output = getattr(sys.stdout, 'buffer', sys.stdout)
        for frame in frames_of(json.loads(to_text(getattr(sys.stdin, 'buffer', sys.stdin).read()))):
            output.write(frame)
        return
    handler = LoghogHandler(
        options.app, options.host, options.port, not options.udp, options.secret, options.compress, options.hostname,
        2 if options.v2 else 1, to_text(options.key_id))
    connection = handler.makeSocket()
    for number in range(max(options.count, 1)):
        body = '%s %d' % (options.message, number) if options.count else options.message
        connection.sendall(handler.makePickle(record_of(options.module, body, time.time())))
    connection.close()


if __name__ == '__main__':
    main()
