"""Logs to a SocketHandler and, through logging.Formatter, to a file of its own: what LogHog writes must be the same bytes."""
import json
import logging
import logging.handlers
import sys

port, expected, spec = int(sys.argv[1]), sys.argv[2], json.loads(sys.argv[3])

logging.addLevelName(25, "NOTICE")
keywords = {"style": spec["style"]}
if spec["defaults"]:
    keywords["defaults"] = spec["defaults"]
formatter = logging.Formatter(spec["format"], spec["datefmt"] or None, **keywords)
own = logging.FileHandler(expected, encoding="utf-8")
own.setFormatter(formatter)
root = logging.getLogger()
root.setLevel(1)
# The socket comes first: it merges the message and formats the traceback in a copy of its own.
root.addHandler(logging.handlers.SocketHandler("127.0.0.1", port))
root.addHandler(own)


def charge(order):
    raise ValueError("Größe %d {order} $x" % order)


class Record(logging.LogRecord):
    """Whole microseconds: a float of the time holds no more, so that at the edge of a millisecond created and msecs may disagree."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        microseconds = int(self.created * 1000000)
        self.created = microseconds / 1e6
        self.msecs = float(microseconds % 1000000 // 1000)


logging.setLogRecordFactory(Record)
log = logging.getLogger("shop.pay")
for number in range(40):
    extra = {"ident": "Client #%d" % number, "order": number, "ratio": number / 7, "flag": number % 2 == 0, "tags": ["a", number], "user": {"id": number}}
    log.info("Order %d of %s", number, "Ana María → 東京 😀", extra=extra)
    log.log(25, "a notice", extra=extra)
    log.warning("two\nlines, 100%% {x} $y '%s'", "it's", extra=extra, stack_info=number % 10 == 0)
    root.critical("root %r", {"a": 1}, extra=extra)
    try:
        charge(number)
    except ValueError:
        log.exception("failed\n" if number % 3 == 0 else "failed", extra=extra)
logging.shutdown()
