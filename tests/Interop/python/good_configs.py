"""Each line of its input is a dictConfig: says whether loghog_verify and Python itself take it. good_configs.py FOLDER-OF-LOGHOG_VERIFY"""
import json
import logging.config
import sys

sys.path.insert(0, sys.argv[1])
import loghog_verify

for line in sys.stdin:
    config = json.loads(line)
    try:
        loghog_verify._Check(config, frozenset(loghog_verify._STREAMS)).run()
        logging.config.dictConfig(config)
        print("taken", flush=True)
    except Exception as wrong:
        print("%s: %s (%s)" % (type(wrong).__name__, wrong, wrong.__cause__), flush=True)
