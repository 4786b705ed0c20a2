"""Frames of LogRecords, made by the standard library's own handler, and what this Python itself sees in them.

Runs under Python 2.7 and 3.6 to 3.13. Prints one JSON object a line: the case's name, the frame in hexadecimal, and for each
attribute of the record the kind and text that an event has to show. Everything is ASCII.
"""
from __future__ import print_function, unicode_literals

import binascii
import collections
import datetime
import decimal
import json
import logging
import logging.handlers
import math
import pickle
import struct
import sys
import uuid

PY2 = sys.version_info[0] == 2
if PY2:
    text_type, integers = unicode, (int, long)  # noqa: F821
else:
    import enum
    import pathlib
    text_type, integers = str, (int,)

# What the program's own attributes are called in an event, where that is not Python's name.
NAMES = {
    'process': 'process.pid', 'pathname': 'code.file.path', 'lineno': 'code.line.number', 'funcName': 'code.function.name',
    'stack_info': 'code.stacktrace', 'module': 'code.module', 'thread': 'thread.id', 'threadName': 'thread.name',
}
OWN_PLACE = ('name', 'msg', 'args', 'message', 'levelname', 'levelno', 'created', 'msecs', 'exc_info', 'exc_text')
STANDARD_LEVELS = {50: 'CRITICAL', 40: 'ERROR', 30: 'WARNING', 20: 'INFO', 10: 'DEBUG', 0: 'NOTSET'}

Point = collections.namedtuple('Point', 'x y')


class Thing(object):
    def __init__(self):
        self.colour = 'red'
        self.size = [1, 2]

    class Inner(object):
        pass


if not PY2:
    class Colour(enum.Enum):
        RED = 1


class Shown(object):
    """A value and the text that is to be seen, where this Python's own str() is another one than 3.13's."""

    def __init__(self, value, text, kind='text'):
        self.value, self.text, self.kind = value, text, kind


def extras():
    utc_plus = []
    if not PY2:
        zone = datetime.timezone(datetime.timedelta(hours=5, minutes=30))
        utc_plus = [
            ('when_utc', datetime.datetime(2026, 11, 20, 12, 18, 36, 464316, datetime.timezone.utc)),
            ('when_zone', datetime.datetime(2026, 11, 20, 12, 18, 36, 0, zone)),
            ('when_named', [datetime.datetime(2026, 1, 2, 3, 4, 0, 0, datetime.timezone(datetime.timedelta(0), 'Zulu'))]),
            ('when_fold', [datetime.datetime(2026, 10, 25, 2, 30, fold=1), datetime.time(2, 30, fold=1)]),
            ('zone', zone),
            ('zone_utc', datetime.timezone.utc),
            ('zones', [Shown(zone, 'datetime.timezone(datetime.timedelta(seconds=19800))'),
                       Shown(datetime.timezone.utc, 'datetime.timezone.utc'),
                       Shown(datetime.timezone(datetime.timedelta(hours=-3), 'BRT'),
                             "datetime.timezone(datetime.timedelta(days=-1, seconds=75600), 'BRT')")]),
            ('path', pathlib.PurePosixPath('/srv/app/pay.py')),
            ('path_relative', pathlib.PurePosixPath('app/x y')),
            ('path_empty', pathlib.PurePosixPath('')),
            ('path_windows', pathlib.PureWindowsPath('C:\\Users\\ana')),
            ('paths', [pathlib.PosixPath('/srv'), pathlib.PureWindowsPath('C:\\x\\y'), pathlib.PurePosixPath("it's")]),
            ('blob', b'\x00\xff abc\'"\n\\'),
            ('blob_empty', b''),
            ('blobs', [b'a', bytearray(b'\x80'), b"it's"]),
            # Python 3.11 pickles a member by its name, all others by its value.
            ('colour', Shown(Colour.RED, '<%s.Colour%s>' % (__name__, '.RED' if b'getattr' in pickle.dumps(Colour.RED, 2) else '(1)'))),
            ('a_set', {17}),
            ('a_frozenset', frozenset([17])),
            ('sets', [set(), frozenset(), {1}, frozenset('x')]),
            ('an_error', Shown(ValueError('boom', 3), "<builtins.ValueError('boom', 3)>")),
            ('a_function', Shown(len, '<builtins.len>')),
            ('a_class', Shown(decimal.Decimal, '<decimal.Decimal>')),
            ('a_nested_class', Shown(Thing.Inner, '<%s.Thing.Inner>' % __name__)),
            ('a_thing', Shown(Thing(), "<%s.Thing(colour='red', size=[1, 2])>" % __name__)),
            ('dict_like', Shown(collections.defaultdict(list, a=[1]), "defaultdict(<builtins.list>, {'a': [1]})")),
            ('huge', 3 ** 2000),
        ]
    recursive = [1]
    recursive.append(recursive)
    recursive.append({'me': recursive})
    knot = ([],)
    knot[0].append(knot)
    shared = ['s']
    deep = 'x'
    for _ in range(50):
        deep = [deep]
    return utc_plus + [
        ('when', datetime.datetime(2026, 11, 20, 12, 18, 36, 464316)),
        ('whole', datetime.datetime(2026, 11, 20, 0, 0)),
        ('day', datetime.date(1, 1, 1)),
        ('clock', datetime.time(23, 59, 59, 1)),
        ('dates', [datetime.datetime(2026, 11, 20, 12, 18, 36, 464316), datetime.datetime(2026, 11, 20, 0, 0),
                   datetime.datetime(2026, 11, 20, 0, 0, 9), datetime.date(9999, 12, 31), datetime.time(0, 0), datetime.time(1, 2, 3)]),
        ('took', datetime.timedelta(days=1, seconds=7384, microseconds=5)),
        ('took_back', datetime.timedelta(microseconds=-1)),
        ('took_all', [Shown(datetime.timedelta(0), 'datetime.timedelta(0)'),
                      Shown(datetime.timedelta(-1, 3), 'datetime.timedelta(days=-1, seconds=3)')]),
        ('price', Shown(decimal.Decimal('1.50'), '1.50', 'number')),
        ('not_a_price', Shown(decimal.Decimal('NaN'), 'NaN')),
        ('prices', [decimal.Decimal('1.50'), decimal.Decimal('-1E+3')]),
        ('id', uuid.UUID('4bf92f35-77b3-4da6-a3ce-929d0e0e4736')),
        ('ids', [uuid.UUID(int=1)]),
        ('point', Shown(Point(1, 'b'), "<%s.Point(1, 'b')>" % __name__)),
        ('ordered', Shown(collections.OrderedDict([('b', 1), ('a', [2])]), "OrderedDict({'b': 1, 'a': [2]})")),
        ('ordered_empty', Shown(collections.OrderedDict(), 'OrderedDict()')),
        ('queue', collections.deque([1, 2], maxlen=3)),
        ('complexes', [1j, 1 + 2j, complex(0.0, -1.5), complex(-0.0, 1), complex(float('inf'), float('nan'))]),
        ('a_complex', complex(1.5, -2)),
        ('yes', True), ('no', False), ('nothing', None),
        ('small', 0), ('byte', 255), ('word', 65535), ('int', -2147483648), ('long', 2 ** 31), ('longer', -2 ** 63), ('longest', 2 ** 64),
        ('googol', 10 ** 100), ('minus_googol', -10 ** 100),
        ('floats', [0.1, 1e16, 1e15, 1e-4, 1e-5, 123456789.123, -0.0, 1.0, 5e-324, 1.7976931348623157e308, 1e22, 100.0]),
        ('a_float', 2.5), ('big_float', 1e300), ('infinite', float('-inf')), ('nan', float('nan')),
        ('text', 'Ana Mar\xeda \u2192 \u6771\u4eac \U0001f600'),
        ('empty', ''),
        ('quotes', ["it's", 'say "x"', 'both \' and "', 'back\\slash', 'tab\tnl\ncr\r\x00\x7f\x85\xa0\xad\u2028\ue000', '\U0001f600\U000e0001']),
        ('lines', 'one\ntwo\r\n\ttab'),
        ('tuple', (1,)), ('tuples', [(), (1, 2), (1, 2, 3), (1, 2, 3, 4, [5])]),
        ('nested', {'a': {'b': [1, (2, None, True)]}, 1: 'one', None: 0.5, (1, 2): 't'}),
        ('recursive', recursive), ('knot', knot), ('shared', [shared, shared, shared]), ('deep', deep),
        ('many', list(range(2500))), ('pairs', dict((i, str(i)) for i in range(1500))),
    ]


def plain(value):
    """The value without the hints about what is shown."""
    if isinstance(value, Shown):
        return value.value
    if type(value) is list and any(isinstance(item, Shown) for item in value):
        return [plain(item) for item in value]
    return value


def shown(value):
    """Kind and text of a field that holds the value."""
    if isinstance(value, Shown):
        return value.kind, value.text
    if type(value) is list and any(isinstance(item, Shown) for item in value):
        return 'text', '[' + ', '.join(item.text for item in value) + ']'
    if isinstance(value, bool):
        return 'bool', 'true' if value else 'false'
    if isinstance(value, integers):
        return 'number', str(value)
    if isinstance(value, float):
        return ('number' if value - value == 0 else 'text'), repr(value)
    if isinstance(value, text_type):
        return 'text', value
    if PY2 and isinstance(value, bytes):
        return 'text', value.decode('utf-8')
    if PY2 and isinstance(value, (list, tuple, dict)):
        return 'text', repr3(value)
    return 'text', text_type(value)


def repr3(value, inside=()):
    """Python 3's repr() of what differs in Python 2: texts and long integers."""
    if any(value is outer for outer in inside):
        return {list: '[...]', dict: '{...}', tuple: '(...)'}[type(value)]
    inner = inside + (value,)
    if isinstance(value, bytes):
        value = value.decode('utf-8')
    if isinstance(value, text_type):
        quote = '"' if "'" in value and '"' not in value else "'"
        out = []
        for c in value:
            if c in (quote, '\\'):
                out.append('\\' + c)
            elif ' ' <= c < '\x7f' or ('\xa0' < c and c not in '\xad\u2028\ue000\U000e0001'):
                out.append(c)
            else:
                out.append(repr(c)[2:-1])
        return quote + ''.join(out) + quote
    if isinstance(value, integers) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, list):
        return '[' + ', '.join(repr3(v, inner) for v in value) + ']'
    if isinstance(value, tuple):
        return '(' + ', '.join(repr3(v, inner) for v in value) + (',)' if len(value) == 1 else ')')
    if isinstance(value, dict):
        return '{' + ', '.join(repr3(k, inner) + ': ' + repr3(v, inner) for k, v in value.items()) + '}'
    return repr(value)


def record(message='Order 42 failed', level=logging.WARNING, name='web.requests', extra=None, **attributes):
    made = logging.LogRecord(name, level, '/srv/app/pay.py', 42, message, attributes.pop('args', ()), None, 'charge')
    made.__dict__.update(attributes)
    for key, value in extra or ():
        made.__dict__[key] = plain(value)
    return made


def look(frame, extra=(), body=None):
    """What this Python sees in a frame."""
    seen = pickle.loads(frame[4:])
    fields = []
    hints = dict(extra)
    for key, value in seen.items():
        if key in OWN_PLACE or (value is None and key not in hints):
            continue
        hint = hints.get(key)
        kind, text = shown(value if plain(hint) is hint else hint)
        fields.append([NAMES.get(key, key), kind, text])
    if STANDARD_LEVELS.get(seen['levelno']) != seen['levelname']:
        fields += [['levelname', 'text', seen['levelname']], ['levelno', 'number', str(seen['levelno'])]]
    if math.floor(seen['msecs']) != decimal.Decimal(repr(seen['created'])) % 1 * 1000 // 1:
        # Pythons before 3.13 compute the milliseconds in doubles, which may give one less than the time's decimals say.
        fields.append(['msecs', 'number', repr(seen['msecs'])])
    if 'message' in seen and seen['message'] != seen['msg']:
        fields.append(['message', 'text', seen['message']])
    exception = seen['exc_text']
    message = seen['msg']
    return {
        'logger': seen['name'],
        'created': repr(seen['created']),
        'levelno': seen['levelno'],
        'body': body if body is not None else message if isinstance(message, text_type) else message.decode('utf-8'),
        'exception': '' if exception is None else exception if isinstance(exception, text_type) else exception.decode('utf-8'),
        'fields': fields,
    }


def case(name, made, extra=(), protocol=None, body=None):
    frame = logging.handlers.SocketHandler('localhost', 0).makePickle(made)
    if protocol is not None:
        pickled = pickle.dumps(pickle.loads(frame[4:]), protocol)
        frame = struct.pack('>L', len(pickled)) + pickled
    seen = look(frame, extra, body)
    seen.update(name=name, frame=binascii.hexlify(frame).decode('ascii'))
    print(json.dumps(seen))


def traceback_record():
    try:
        {}['no such key \xe9']
    except KeyError:
        made = record('with a traceback', logging.ERROR)
        made.exc_info = sys.exc_info()
        return made


def main():
    highest = pickle.HIGHEST_PROTOCOL
    case('stock', record())
    case('merged', record('Order %d of %s', args=(42, 'Ana')))
    for level in (0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 60):
        case('level %d' % level, record(level=level))
    case('renamed level', record(levelname='NOTICE'))
    case('root logger', record(name='root'))
    case('long message', record('x' * 60000))
    case('long unicode message', record('\u6771\u4eac' * 10000))
    case('lines', record('one\ntwo\n\nfour'))
    case('control characters', record('\x00\x1b[31m\x7f\u2028'))
    if not PY2:
        case('lone surrogates', record('a\udce9b\ud800', extra=[('odd', '\udcff')]), [('odd', '\udcff')])
    case('traceback', traceback_record())
    case('stack', record(stack_info='Stack (most recent call last):\n  File "x.py", line 3', taskName='Task-7'))
    made = record('%s again', args=('once',))
    logging.Formatter('%(asctime)s %(message)s').format(made)
    case('formatted before', made)
    for created in (0.0, 1.5, 1479632316.464316, 1795875791.9349735, 2147483648.0000005, 4102444800.123457):
        case('created %r' % created, record(created=created, msecs=(created - int(created)) * 1000))
    case('rounded milliseconds', record(created=1795875791.145, msecs=144.0))
    known = extras()
    for protocol in [None] + list(range(highest + 1)):
        case('extras, protocol %s' % protocol, record(extra=known), known, protocol)
        case('stock, protocol %s' % protocol, record(), protocol=protocol)
        for key, value in known if protocol is not None else ():
            case('extra %s, protocol %s' % (key, protocol), record(extra=[(key, value)]), [(key, value)], protocol)


if __name__ == '__main__':
    main()
