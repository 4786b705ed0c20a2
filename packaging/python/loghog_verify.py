# Copyright the LogHog authors. Apache License 2.0.
"""Lets a running program take its logging configuration from ``loghog config push``, and from nobody else.

    import logging.config, loghog_verify
    verify = loghog_verify.Verifier("shop", key_file="/etc/shop/push.key", state_file="/var/lib/shop/push.state")
    logging.config.listen(9030, verify=verify).start()

One file, Python 3.8 or newer, nothing but the standard library (``cryptography`` for ECDSA keys only). It refuses what is not
signed with one of its keys, is for another program, expired, not yet valid, replayed or older, is INI (which Python would
evaluate), or would import or call anything: factories ``()``, classes outside of ``logging``, ``ext://`` and ``cfg://``. Whatever
it refuses, and why, stands in the program's log, logger ``loghog.config``. It never raises.

``loghog_verify.listen(9030, verify).start()`` is Python's own listener made safe: it refuses a long input before reading it, has a
deadline, can listen on another address than loopback, and answers the sender. docs/config-push.md says more.
"""

import base64
import contextlib
import hashlib
import hmac
import inspect
import json
import logging
import logging.config
import logging.handlers
import os
import re
import socketserver
import struct
import tempfile
import threading
import time

try:
    import fcntl
except ImportError:  # Windows: several processes must not share a state file there
    fcntl = None

__all__ = ["Verifier", "listen"]

MAX_BYTES = 1 << 20  # what loghog sends at most
MAX_DEPTH = 32
MAX_VERSION = (1 << 53) - 1
_DOMAIN = b"LogHog config push 1\n"
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}", re.ASCII)
_STREAMS = ("ext://sys.stdout", "ext://sys.stderr")
_HANDLERS = {
    module.__name__ + "." + name: getattr(module, name)
    for module, names in (
        (logging, "StreamHandler FileHandler NullHandler"),
        (logging.handlers, "RotatingFileHandler TimedRotatingFileHandler WatchedFileHandler SocketHandler DatagramHandler "
         "SysLogHandler SMTPHandler NTEventLogHandler HTTPHandler BufferingHandler MemoryHandler QueueHandler"),
    )
    for name in names.split()
}
_log = logging.getLogger("loghog.config")


class Refused(Exception):
    """Why an input is not taken: a word for programs, a sentence for people."""

    def __init__(self, status, reason):
        super().__init__(reason)
        self.status = status


class Verifier:
    """Give it to ``logging.config.listen`` as ``verify``.

    target      the name under which this program is pushed to
    key_file    the key that ``loghog config keys`` made, or a list of such files
    state_file  where the last version is kept over restarts; one for each process. Without it only what was issued
                since the start of this process counts.
    allow       further names that a configuration may use: classes and factories ("shop.JsonFormatter"), references
                ("ext://shop.stream"). Each is compared as a whole, and will be imported and called.
    levels_only take configurations with ``"incremental": true`` only: they change levels and nothing else
    skew        seconds that the sender's clock may be ahead
    """

    def __init__(self, target, key_file, state_file=None, allow=(), levels_only=False, skew=60, clock=time.time):
        if not _NAME.fullmatch(target):
            raise ValueError("target %r: write small letters, digits and . _ -" % (target,))
        files = [key_file] if isinstance(key_file, (str, bytes, os.PathLike)) else list(key_file)
        self._keys = {key.id: key for key in map(_read_key, files)}
        if not self._keys:
            raise ValueError("key_file names no key")
        self._target = target
        self._allow = frozenset(allow) | frozenset(_STREAMS)
        self._levels_only = levels_only
        self._skew = skew
        self._clock = clock
        self._started = int(clock())
        self._memory = _StateFile(os.fspath(state_file), target) if state_file is not None else _Memory()
        self._lock = threading.Lock()

    def __call__(self, data):
        """The configuration as JSON bytes, or None."""
        return self.judge(data)[0]

    def judge(self, data):
        """The configuration or None, and why: ("accepted" or the reason's name, a sentence)."""
        try:
            with self._lock:
                config, version, key = self._open(data)
        except Refused as refused:
            return self._refuse(refused.status, str(refused))
        except Exception as mistake:  # a mistake of ours must not let anything in, nor end the program's listener
            return self._refuse("not_kept", "%s: %s" % (type(mistake).__name__, mistake))
        _say(logging.INFO, "took configuration version %d for %s, signed with the key %s", version, self._target, key)
        return config, "accepted", "version %d" % version

    def _refuse(self, status, reason):
        _say(logging.WARNING, "refused a pushed configuration (%s): %s", status, reason)
        return None, status, reason

    def _open(self, data):
        key_id, body = _open_envelope(data, self._keys)
        config, version, issued, expires = self._read_body(body)
        now = self._clock()
        if issued > now + self._skew:
            raise Refused("not_yet_valid", "it was issued %d s from now; compare the clocks" % (issued - now))
        if expires <= now or expires <= issued:
            raise Refused("expired", "its time is over; push it again, and compare the clocks")
        with self._memory.open() as memory:
            if version <= memory.version:
                raise Refused("old_version", "version %d is not above %d, which was taken" % (version, memory.version))
            if memory.version == 0 and issued < self._started:
                raise Refused("old_version", "it was issued before this program started, which remembers no version; push it again")
            if self._levels_only and config.get("incremental") is not True:
                raise Refused("bad_configuration", '$.incremental: only levels may be pushed here; write "incremental": true')
            _Check(config, self._allow).run()
            # One line of ASCII: nothing that Python's listener could read as INI, should dictConfig fail.
            text = json.dumps(config).encode("ascii")
            memory.keep(version)
        return text, version, key_id

    def _read_body(self, body):
        value = _parse(body)
        if not isinstance(value, dict) or set(value) != {"target", "kind", "version", "issued", "expires", "config"}:
            raise Refused("bad_body", "the signed part is not what loghog config push writes")
        target, kind, config = value["target"], value["kind"], value["config"]
        numbers = [value["version"], value["issued"], value["expires"]]
        if (not isinstance(target, str) or not _NAME.fullmatch(target)
                or any(type(number) is not int or not 0 <= number <= MAX_VERSION for number in numbers) or numbers[0] == 0
                or not (kind == "dictConfig" and isinstance(config, dict) or kind == "facilities" and isinstance(config, str))):
            raise Refused("bad_body", "the signed part is not what loghog config push writes")
        if target != self._target:
            raise Refused("other_target", "it is for %s, this is %s" % (target, self._target))
        if kind != "dictConfig":
            raise Refused("other_kind", "it is %s, wanted is dictConfig" % kind)
        return (config, *numbers)


def _say(level, text, *values):
    _log.disabled = False  # dictConfig switches off what it does not name
    _log.log(level, text, *[value if isinstance(value, int) else _printable(value) for value in values])


def _printable(text):
    return "".join(letter if letter.isprintable() else "?" for letter in str(text))[:300]


def _open_envelope(data, keys):
    """The id of the key and the signed bytes."""
    if not isinstance(data, bytes):
        raise Refused("not_signed", "is not bytes")
    if len(data) > MAX_BYTES:
        raise Refused("too_long", "is longer than %d bytes" % MAX_BYTES)
    not_signed = Refused("not_signed", "is not signed by loghog config push")
    # One object without another inside: said before a parser, and a stack, sees what nobody signed.
    if data[:1] != b"{" or data[-1:] != b"}" or data.count(b"{") != 1 or b"[" in data:
        raise not_signed
    try:
        outer = _parse(data)
    except Refused:
        raise not_signed from None
    if set(outer) != {"loghog_push", "key", "body", "signature"} or not all(isinstance(part, str) for part in outer.values()):
        raise not_signed
    body, signature = _base64(outer["body"]), _base64(outer["signature"])
    if outer["loghog_push"] != "1" or not body or signature is None:
        raise not_signed
    key = keys.get(outer["key"])
    if key is None:
        raise Refused("unknown_key", "the key '%s' is not known here" % outer["key"][:64])
    signed = _DOMAIN + key.algorithm.encode("ascii") + b"\n" + key.id.encode("ascii") + b"\n" + body
    if not key.verify(signed, signature):
        raise Refused("wrong_signature", "the signature is not that of the key " + key.id)
    return key.id, body


def _parse(data):
    """JSON with one reading only."""
    def once(pairs):
        names = dict(pairs)
        if len(names) != len(pairs):
            raise ValueError("the same name twice in an object")
        return names

    def no_constant(text):
        raise ValueError(text + " is no JSON")

    try:
        value = json.loads(data.decode("utf-8"), object_pairs_hook=once, parse_constant=no_constant)
        json.dumps(value, ensure_ascii=False).encode("utf-8")  # fails for half of a surrogate pair
    except (ValueError, RecursionError, MemoryError) as wrong:
        raise Refused("bad_body", "the signed part is no JSON (%s)" % str(wrong)[:100]) from None
    return value


def _base64(text):
    """Base64 in its one spelling, else None."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except ValueError:
        return None
    return data if base64.b64encode(data).decode("ascii") == text else None


def _read_key(path):
    with open(path, "rb") as file:
        text = file.read(16 * 1024 + 1)
        if os.name == "posix" and b'"public"' not in text and os.fstat(file.fileno()).st_mode & 0o077:
            _say(logging.WARNING, "others can read the key in %s; run chmod 600 on it", path)
    problem = ValueError("%s is no key file of LogHog; make one with loghog config keys create NAME" % os.fsdecode(path))
    try:
        value = _parse(text)
        algorithm, key_id = value["algorithm"], value["id"]
        if len(value) != 4 or value["loghog_key"] != 1 or not _NAME.fullmatch(key_id):
            raise problem
        if algorithm == "hmac-sha256":
            return _HmacKey(key_id, _base64(value["secret"]))
        if algorithm == "ecdsa-p256":
            return _EcdsaKey(key_id, _base64(value["public"]))
    except (Refused, KeyError, TypeError, ValueError):
        raise problem from None
    raise problem


class _HmacKey:
    algorithm = "hmac-sha256"

    def __init__(self, key_id, secret):
        if secret is None or not 32 <= len(secret) <= 1024:
            raise ValueError("the secret has the wrong length")
        self.id, self._secret = key_id, secret

    def verify(self, signed, signature):
        return hmac.compare_digest(hmac.new(self._secret, signed, hashlib.sha256).digest(), signature)


class _EcdsaKey:
    algorithm = "ecdsa-p256"

    def __init__(self, key_id, public):
        from cryptography.hazmat.primitives.asymmetric import ec
        from cryptography.hazmat.primitives.serialization import load_der_public_key
        self._public = load_der_public_key(public)
        if not isinstance(self._public, ec.EllipticCurvePublicKey) or not isinstance(self._public.curve, ec.SECP256R1):
            raise ValueError("the key is not of the curve P-256")
        self.id = key_id

    def verify(self, signed, signature):
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import ec
        from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
        if len(signature) != 64:
            return False
        r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
        try:
            self._public.verify(encode_dss_signature(r, s), signed, ec.ECDSA(hashes.SHA256()))
            return True
        except InvalidSignature:
            return False


class _Memory:
    """The last version, as long as the process lives."""

    version = 0

    @contextlib.contextmanager
    def open(self):
        yield self

    def keep(self, version):
        self.version = version


class _StateFile:
    """The last version, over restarts. What cannot be read or written lets nothing in."""

    def __init__(self, path, target):
        self._path, self._target = os.path.abspath(path), target
        self.version = 0

    @contextlib.contextmanager
    def open(self):
        # Its own file for the lock: the state file itself is replaced.
        with open(self._path + ".lock", "a") as lock:
            if fcntl:
                fcntl.flock(lock, fcntl.LOCK_EX)
            self.version = self._read()
            yield self

    def _read(self):
        try:
            with open(self._path, "rb") as file:
                value = _parse(file.read(4096))
        except FileNotFoundError:
            return 0
        except Refused:
            value = None
        if not isinstance(value, dict) or value.get("target") != self._target or type(value.get("version")) is not int:
            raise Refused("not_kept", "the state file %s is damaged or another program's; mend it, or delete it and push again" % self._path)
        return value["version"]

    def keep(self, version):
        folder = os.path.dirname(self._path)
        descriptor, fresh = tempfile.mkstemp(prefix=os.path.basename(self._path) + ".", dir=folder)  # mode 0600
        try:
            with open(descriptor, "w") as file:
                json.dump({"target": self._target, "version": version}, file)
                file.flush()
                os.fsync(file.fileno())
            os.replace(fresh, self._path)
        except BaseException:
            os.unlink(fresh)
            raise
        if os.name == "posix":
            opened = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(opened)
            finally:
                os.close(opened)
        self.version = version


class _Check:
    """Whether dictConfig would take a configuration whole, and import or call nothing that is not allowed.

    dictConfig stops half way at an error, with the old handlers gone: so everything is looked at before.
    """

    def __init__(self, config, allow):
        self._config, self._allow = config, allow
        self._incremental = config.get("incremental") is True

    def run(self):
        self._references(self._config, "$", 1)
        if type(self._config.get("version")) is not int or self._config["version"] != 1:
            self._wrong("$.version", 'write "version": 1')
        for flag in ("incremental", "disable_existing_loggers"):
            self._flag(self._config, flag, "$")
        for section, look in (("formatters", self._formatter), ("filters", self._filter), ("handlers", self._handler), ("loggers", self._logger)):
            for name, member in self._section(section).items():
                at = "$.%s['%s']" % (section, name)
                if not isinstance(member, dict):
                    self._wrong(at, "write an object")
                look(member, at)
        root = self._config.get("root", {})
        if not isinstance(root, dict):
            self._wrong("$.root", "write an object")
        self._logger(root, "$.root")

    @staticmethod
    def _wrong(path, message):
        raise Refused("bad_configuration", "%s: %s" % (path, message))

    def _references(self, value, path, depth):
        """Whatever dictConfig would import or call, at any depth, must be allowed by its whole name."""
        if depth > MAX_DEPTH:
            self._wrong("$", "nests deeper than %d" % MAX_DEPTH)
        if isinstance(value, dict):
            for name, member in value.items():
                if name == "()" and not (isinstance(member, str) and member in self._allow):
                    self._wrong(path + "['()']", "a factory is called by the program, and this one is not allowed")
                self._references(member, "%s['%s']" % (path, name), depth + 1)
        elif isinstance(value, list):
            for index, member in enumerate(value):
                self._references(member, "%s[%d]" % (path, index), depth + 1)
        elif isinstance(value, str) and value[:6].lower() in ("ext://", "cfg://") and value not in self._allow:
            self._wrong(path, "'%s' is not allowed: the program would import or read it" % value)

    def _section(self, name):
        section = self._config.get(name, {})
        if not isinstance(section, dict):
            self._wrong("$." + name, "write an object of names")
        return section

    def _flag(self, holder, name, at):
        if not isinstance(holder.get(name, False), bool):
            self._wrong("%s.%s" % (at, name), "write true or false")

    def _text(self, holder, name, at):
        value = holder.get(name)
        if value is not None and not isinstance(value, str):
            self._wrong("%s.%s" % (at, name), "write a text")
        return value

    def _level(self, holder, name, at):
        level = holder.get(name)
        known = level is None or type(level) is int and 0 <= level <= 1000 or (
            isinstance(level, str) and isinstance(logging.getLevelName(level), int))
        if not known:
            self._wrong("%s.%s" % (at, name), "'%s' is no level here" % (level,))

    def _names(self, holder, name, section, at):
        names = holder.get(name)
        if names is None:
            return
        if not isinstance(names, list):
            self._wrong("%s.%s" % (at, name), "write a list of names")
        for one in names:
            if not isinstance(one, str) or (one not in self._section(section) and one not in self._allow):
                self._wrong("%s.%s" % (at, name), "$.%s has no '%s'" % (section, one))

    def _callable(self, holder, name, usual, at):
        """A class that dictConfig imports: the usual one, or an allowed one."""
        value = holder.get(name)
        if value is not None and value != usual and not (isinstance(value, str) and value in self._allow):
            self._wrong("%s.%s" % (at, name), "'%s' is not allowed: the program would import and call it" % (value,))
        return value is not None and value != usual

    def _formatter(self, formatter, at):
        if "()" in formatter or self._callable(formatter, "class", "logging.Formatter", at):
            return
        text, date, style = (self._text(formatter, name, at) for name in ("format", "datefmt", "style"))
        self._flag(formatter, "validate", at)
        if style == "{" and "__" in (text or ""):
            self._wrong(at + ".format", "reaches into the inside of a Python object")
        try:
            logging.Formatter(text, date, style or "%", formatter.get("validate", True))
        except ValueError as wrong:
            self._wrong(at + ".format", str(wrong))

    def _filter(self, one, at):
        if "()" not in one:
            self._text(one, "name", at)

    def _handler(self, handler, at):
        self._level(handler, "level", at)
        if self._incremental:
            return
        formatter = self._text(handler, "formatter", at)
        if formatter and formatter not in self._section("formatters"):
            self._wrong(at + ".formatter", "$.formatters has no '%s'" % formatter)
        self._names(handler, "filters", "filters", at)
        self._attributes(handler.get(".", {}), at)
        if "()" in handler:
            return
        name = handler.get("class")
        if isinstance(name, str) and name in _HANDLERS:
            self._arguments(handler, name, at)
        elif not isinstance(name, str) or name not in self._allow:
            self._wrong(at + ".class", "'%s' is not allowed: the program would import and call it" % (name,))

    def _attributes(self, attributes, at):
        if not isinstance(attributes, dict) or any(
                not name.isidentifier() or name.startswith("_") or isinstance(value, (dict, list)) for name, value in attributes.items()):
            self._wrong(at + "['.']", "only public attributes with plain values are set")

    def _arguments(self, handler, name, at):
        arguments = {key: value for key, value in handler.items()
                     if key not in ("class", "level", "formatter", "filters") and key.isidentifier()}
        if name.endswith(".MemoryHandler"):
            self._level(arguments, "flushLevel", at)
            target = self._text(arguments, "target", at)
            if target is not None and target not in self._section("handlers"):
                self._wrong(at + ".target", "$.handlers has no '%s'" % target)
        elif name.endswith(".QueueHandler"):
            self._names(arguments, "handlers", "handlers", at)
            for key in ("queue", "listener"):
                if not isinstance(arguments.get(key), dict):
                    self._callable(arguments, key, None, at)
            if hasattr(logging.config.DictConfigurator, "_configure_queue_handler"):
                return  # Python 3.12 makes the queue itself
        try:
            inspect.signature(_HANDLERS[name]).bind(**arguments)
        except TypeError as wrong:
            self._wrong(at, "%s: %s" % (name, wrong))

    def _logger(self, logger, at):
        self._level(logger, "level", at)
        self._flag(logger, "propagate", at)
        if not self._incremental:
            self._names(logger, "handlers", "handlers", at)
            self._names(logger, "filters", "filters", at)


def listen(port=logging.config.DEFAULT_LOGGING_CONFIG_PORT, verify=None, address="127.0.0.1", timeout=10):
    """As ``logging.config.listen``: a thread to ``start()`` and to ``stop()``. ``port`` 0 is chosen by the system; see ``thread.port``."""
    if not isinstance(verify, Verifier):
        raise TypeError("verify must be a loghog_verify.Verifier")
    return _Listener(address, port, verify, timeout)


class _Listener(threading.Thread):
    def __init__(self, address, port, verify, timeout):
        super().__init__(name="loghog-config", daemon=True)
        self._server = _Server((address, port), _Connection)
        self._server.verify, self._server.seconds = verify, timeout
        self.port = self._server.server_address[1]

    def run(self):
        self._server.serve_forever(poll_interval=0.5)
        self._server.server_close()

    def stop(self):
        self._server.shutdown()


class _Server(socketserver.TCPServer):
    """One connection after the other: each has a deadline, and pushes are rare."""

    allow_reuse_address = True

    def handle_error(self, request, client_address):
        _log.debug("the sender of a configuration did not wait for the answer", exc_info=True)


class _Connection(socketserver.BaseRequestHandler):
    def handle(self):
        status, reason = self._take()
        answer = {"accepted": status == "accepted", "status": status, "reason": _printable(reason)}
        self.request.settimeout(1)
        self.request.sendall(json.dumps(answer).encode("ascii") + b"\n")

    def _take(self):
        refuse = self.server.verify._refuse
        deadline = time.monotonic() + self.server.seconds
        try:
            length = struct.unpack(">L", self._read(4, deadline))[0]
            if length > MAX_BYTES:
                return refuse("too_long", "is longer than %d bytes" % MAX_BYTES)[1:]
            data = self._read(length, deadline)
        except (EOFError, OSError) as gone:
            return refuse("truncated", "did not come whole: %s" % gone)[1:]
        config, status, reason = self.server.verify.judge(data)
        if config is not None:
            try:
                logging.config.dictConfig(json.loads(config.decode("ascii")))
            except Exception as wrong:
                return refuse("not_kept", "dictConfig failed: %s (%s)" % (wrong, wrong.__cause__))[1:]
        return status, reason

    def _read(self, size, deadline):
        data = bytearray()
        while len(data) < size:
            self.request.settimeout(max(0.001, deadline - time.monotonic()))
            part = self.request.recv(min(65536, size - len(data)))
            if not part:
                raise EOFError("the peer closed after %d of %d bytes" % (len(data), size))
            data += part
        return bytes(data)
