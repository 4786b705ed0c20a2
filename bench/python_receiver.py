"""Receives records as the logging cookbook of Python's documentation does, and writes them to a file: what loghogd is measured beside."""
import logging
import logging.handlers
import pickle
import socketserver
import struct
import sys


class LogRecordStreamHandler(socketserver.StreamRequestHandler):
    def handle(self):
        while True:
            chunk = self.rfile.read(4)
            if len(chunk) < 4:
                break
            length = struct.unpack('>L', chunk)[0]
            record = logging.makeLogRecord(pickle.loads(self.rfile.read(length)))
            logging.getLogger(record.name).handle(record)


if __name__ == '__main__':
    logging.basicConfig(filename=sys.argv[2], format='%(asctime)s %(processName)s %(name)s[%(process)d]: %(levelname)s %(message)s', level=1)
    socketserver.ThreadingTCPServer.allow_reuse_address = True
    with socketserver.ThreadingTCPServer(('127.0.0.1', int(sys.argv[1])), LogRecordStreamHandler) as server:
        server.serve_forever()
