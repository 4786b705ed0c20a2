"""A web application that logs much, for gunicorn: each request writes LINES lines, each of which can be told from all others.

HANDLER says where to: "loghog HOST PORT", or "file PATH MAXBYTES BACKUPCOUNT" for what people do without a log server.
"""
import logging
import logging.handlers
import os

from flask import Flask

LINES = 100


def handler():
    kind, *rest = os.environ['HANDLER'].split()
    if kind == 'loghog':
        return logging.handlers.SocketHandler(rest[0], int(rest[1]))
    made = logging.handlers.RotatingFileHandler(rest[0], maxBytes=int(rest[1]), backupCount=int(rest[2]))
    made.setFormatter(logging.Formatter('%(asctime)s %(process)d %(message)s'))
    return made


logging.basicConfig(level=logging.INFO, handlers=[handler()])
app = Flask(__name__)


@app.get('/request/<int:number>')
def request(number):
    for line in range(LINES):
        app.logger.info('request %d line %d %s end', number, line, 'x' * 80)
    return 'ok\n'
