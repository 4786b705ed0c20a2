"""Frames of records whose arguments the sender left unmerged, and what Python's % makes of them. One JSON object a line."""
import binascii
import decimal
import itertools
import json
import logging
import math
import pickle
import random
import struct


def case(message, args, protocol=4):
    record = logging.LogRecord('x', 20, 'x.py', 1, message, (), None)
    record.args = args
    pickled = pickle.dumps(record.__dict__, protocol)
    try:
        body, error = str(message) % args if args else str(message), None
    except Exception as caught:
        body, error = str(message), type(caught).__name__
    print(json.dumps({
        'name': '%r %% %r' % (message, args),
        'frame': binascii.hexlify(struct.pack('>L', len(pickled)) + pickled).decode('ascii'),
        'body': body,
        'error': error,
    }))


def main():
    flags = ['', '-', '+', ' ', '#', '0', '-0', '+0', ' 0', '#0', '+ ', '-#', '0-+ #']
    sizes = ['', '7', '12', '.0', '.1', '.3', '12.5', '3.10', '.25']
    numbers = [0, 1, -1, 42, 255, -255, 10 ** 20, -10 ** 20, 0.0, -0.0, 0.5, 1.5, 2.5, -2.5, 0.125, 0.375, 1e-5, 123456.789, 1e15, 1e16, 1e17,
               9.9999999, 99999.95, 1e100, 5e-324, 1.7976931348623157e308, math.inf, -math.inf, math.nan, True, decimal.Decimal('3.75')]
    chosen = random.Random(1)
    for flag, size in itertools.product(flags, sizes):
        for conversion in 'diuoxXeEfFgG':
            case('<%' + flag + size + conversion + '>', (chosen.choice(numbers),))
        for conversion in 'sra':
            case('<%' + flag + size + conversion + '>', (chosen.choice(['abc', 'Ana Mar\xeda \u6771\u4eac', "it's\n", '', None, 3.5, [1, 'x'], {'k': ()}, b'\xff']),))
    for number in numbers:
        for conversion in ('d', 'x', 'o', 'e', 'f', 'g', '.0f', '.2f', '.0e', '.17g', '#g', '#.0f', '.50f', '#x', '#o', '08.3f', '+.1f'):
            case('%' + conversion, (number,))
    for character in (65, 0x1f600, 0x110000, -1, 'x', '\u6771', 'xy', '', 1.5, None):
        case('[%c]', (character,))
        case('[%5c|%-5c]', (character, 'y'))
    case('%(user)s has %(count)03d of %(cost).2f', {'user': 'Ana', 'count': 7, 'cost': 1.005})
    case('%(a(b)c)s', {'a(b)c': 1})
    case('%(missing)s', {'user': 1})
    case('%(user', {'user': 1})
    case('%(user)', {'user': 1})
    case('%s', {'user': 1})
    case('no arguments', {'user': 1})
    case('no arguments', ('x',))
    case('no arguments', [1])
    case('%s', [1])
    case('%s %s', ('x',))
    case('%s', ('x', 'y'))
    case('%(x)s', ('y',))
    case('%s', 'text')
    case('%d', 'text')
    case('100%', ('x',))
    case('100%%', ('x',))
    case('100%% of %s', ('x',))
    case('%5%', ('x',))
    case('%y', ('x',))
    case('%*d|%-*d|%.*f', (5, 42, 6, 7, 2, 1.005))
    case('%*d', ('x', 1))
    case('%*s', (-8, 'left'))
    case('%ld %hd %Ld', (1, 2, 3))
    case('%s', None)
    case('%s', ())
    case('%s', 0)
    case(42, ('x',))
    case(['%s'], ('x',))
    case('%s and %r', (ValueError('boom').args, decimal.Decimal('1.50')))
    for protocol in range(6):
        case('Ana Mar\xeda %s \u6771\u4eac %d', ('\xe9', 3), protocol)


if __name__ == '__main__':
    main()
