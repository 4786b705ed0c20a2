"""Logs through the standard library's own handlers, and says what was logged: one JSON object a line for each record.

Usage: stock_handlers.py tcp|udp HOST PORT, stock_handlers.py unix|unix_dgram PATH. Runs under Python 2.7 and 3.6 to 3.13.
"""
from __future__ import unicode_literals

import json
import logging
import logging.handlers
import sys

import record_frames as frames


class Telling(object):
    """Sees each frame on its way."""

    def __init__(self, handler, extra):
        send = handler.send

        def tell(frame):
            seen = frames.look(frame, extra.get(pickled_name(frame), ()))
            print(json.dumps(seen))
            send(frame)
        handler.send = tell


def pickled_name(frame):
    return frames.pickle.loads(frame[4:])['name']


def main():
    kind, host = sys.argv[1:3]
    port = int(sys.argv[3]) if len(sys.argv) > 3 else None
    make = logging.handlers.DatagramHandler if kind in ('udp', 'unix_dgram') else logging.handlers.SocketHandler
    handler = make(host, port)
    known = frames.extras()
    extra = dict(('case.extra.%s' % name, [(name, value)]) for name, value in known)
    Telling(handler, extra)
    logging.raiseExceptions = True
    failed = []
    handler.handleError = lambda record: failed.append(sys.exc_info()[1])

    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(1)
    logging.getLogger('case.plain').warning('Order %d of %s failed', 42, 'Ana Mar\xeda')
    for level in (5, 10, 20, 25, 30, 40, 50):
        logging.getLogger('case.level.%d' % level).log(level, 'at level %d', level)
    logging.getLogger('case.long').info('x' * 60000)
    logging.getLogger('case.lines').info('one\ntwo\n\nfour\x1b[31m')
    try:
        {}['no such key']
    except KeyError:
        logging.getLogger('case.traceback').exception('with a traceback')
    if sys.version_info[0] > 2:
        logging.getLogger('case.stack').info('with a stack', stack_info=True)
    root.info('of the root logger')
    for name, value in known:
        logging.getLogger('case.extra.%s' % name).info('with %s', name, extra={name: frames.plain(value)})
    handler.close()
    if failed:
        raise failed[0]


if __name__ == '__main__':
    main()
