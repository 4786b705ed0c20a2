"""Prints the frames of so many records, as SocketHandler sends them, in hexadecimal."""
import binascii
import logging.handlers
import sys

handler = logging.handlers.SocketHandler('localhost', 0)
extra = sys.argv[2:3] == ['extra']
frames = []
for number in range(int(sys.argv[1])):
    record = logging.LogRecord('web.requests', logging.INFO, '/srv/app/shop/requests.py', 42,
                               'GET /orders/%d 200 in %.1f ms', (number, number * 0.7), None, 'handle')
    if extra:
        record.__dict__.update(request_id='req-%d' % number, user='Ana Mar\xeda', items=[1, 2, 3], cached=True, cost=0.25)
    frames.append(handler.makePickle(record))
print(binascii.hexlify(b''.join(frames)).decode('ascii'))
