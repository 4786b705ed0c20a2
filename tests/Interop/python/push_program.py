"""A running program that takes pushed configurations: push_program.py FOLDER-OF-LOGHOG_VERIFY stdlib|own STATE-FILE KEY-FILE...

Each line of its input is a logger's name, and is answered with a line of JSON: its level, and what came in so far.
"""
import json
import logging
import logging.config
import sys

sys.path.insert(0, sys.argv[1])
import loghog_verify

logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
logging.getLogger("shop").setLevel(logging.INFO)
logging.getLogger("loghog.config").setLevel(logging.INFO)
verifier = loghog_verify.Verifier("shop", key_file=sys.argv[4:], state_file=sys.argv[3])
seen = {"accepted": 0, "refused": 0}


def verify(data):
    config = verifier(data)
    seen["refused" if config is None else "accepted"] += 1
    return config


if sys.argv[2] == "stdlib":
    listener = logging.config.listen(0, verify=verify)
    listener.daemon = True
    listener.start()
    listener.ready.wait()
else:
    listener = loghog_verify.listen(0, verifier, timeout=5)
    listener.start()
print("port", listener.port, flush=True)
for line in sys.stdin:
    logger = logging.getLogger(line.strip())
    print(json.dumps(dict(seen, level=logging.getLevelName(logger.getEffectiveLevel()), version=sys.version.split()[0])), flush=True)
