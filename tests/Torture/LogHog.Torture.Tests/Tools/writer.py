"""A program that logs to a file and notices a rotation in one of the ways that real ones have. Each line is one write, appended.

writer.py FILE NUMBER KIND

held     keeps its file and opens the name again after SIGHUP, before its next line: daemons that logrotate tells in postrotate
watched  looks before each line whether the name still means its file: Python's WatchedFileHandler
named    opens the name for each line: a shell's >>

It writes in bursts until its standard input ends, and then says how many lines it wrote.
"""
import os
import random
import select
import signal
import sys

PATH, NUMBER, KIND = sys.argv[1:4]
reopens = False


def told(_signal, _frame):
    global reopens
    reopens = True


def opened():
    return os.open(PATH, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)


def is_still(file):
    try:
        return os.path.samestat(os.stat(PATH), os.fstat(file))
    except FileNotFoundError:
        return False


def line(number):
    return f"w{NUMBER} {number:08} {chr(97 + number % 26) * (number % 90)}.\n".encode()


signal.signal(signal.SIGHUP, told)
file = opened()
print("ready", flush=True)
written = 0
while not select.select([sys.stdin], [], [], random.random() * 0.03)[0]:
    for _ in range(random.randrange(1, 10)):
        if KIND == "named" or (KIND == "watched" and not is_still(file)) or (KIND == "held" and reopens):
            reopens = False
            os.close(file)
            file = opened()
        written += 1
        text = line(written)
        assert os.write(file, text) == len(text)
print(written)
