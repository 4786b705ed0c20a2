"""Logs through the standard library's SysLogHandler.

Usage: syslog_handlers.py udp|tcp HOST PORT IDENT, syslog_handlers.py unix PATH IDENT. Runs under Python 2.7 and 3.6 to 3.13.
"""
# -*- coding: utf-8 -*-
from __future__ import unicode_literals

import logging
import logging.handlers
import socket
import sys

MESSAGES = [
    (logging.DEBUG, 'starting'), (logging.INFO, 'Order 42 of Ana Mar\u00eda'), (logging.WARNING, 'slow: 1.5 s'), (logging.ERROR, 'failed {order=42}'),
    (logging.CRITICAL, 'two\nlines'),
]


def main():
    kind, ident = sys.argv[1], sys.argv[-1]
    if kind == 'unix':
        handler = logging.handlers.SysLogHandler(str(sys.argv[2]), logging.handlers.SysLogHandler.LOG_LOCAL3)
    else:
        handler = logging.handlers.SysLogHandler(
            (sys.argv[2], int(sys.argv[3])), logging.handlers.SysLogHandler.LOG_LOCAL3, socket.SOCK_DGRAM if kind == 'udp' else socket.SOCK_STREAM)
    # As the documentation has it; `ident` is of Python 3.3.
    handler.setFormatter(logging.Formatter(ident + '[%(process)d]: %(message)s'))
    logging.raiseExceptions = True
    logger = logging.getLogger('shop')
    logger.setLevel(logging.DEBUG)
    logger.addHandler(handler)
    for level, message in MESSAGES:
        logger.log(level, message)
    logging.shutdown()


main()
