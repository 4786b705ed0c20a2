#!/usr/bin/env python3
"""Writes messages.jsonl: syslog messages of many senders, and the event that each must become.

Every message is put together from parts that are known (a time, a host, a program ...) in the spelling that its sender's
documentation shows, so what must be found in it is known without reading it. Nothing here knows how LogHog reads them.
Addresses and names are those that RFC 5737, RFC 3849, RFC 7042 and RFC 2606 keep for documents.

    generate.py             prints the corpus
"""
import datetime
import json
import random
import zoneinfo

ZONE = "Europe/Berlin"
RECEIVED = datetime.datetime(2026, 11, 20, 11, 30, tzinfo=datetime.timezone.utc)
EACH = 14

FACILITIES = ("kern user mail daemon auth syslog lpr news uucp cron authpriv ftp ntp audit alert clock "
              "local0 local1 local2 local3 local4 local5 local6 local7").split()
# OpenTelemetry's log data model, appendix B: emergency to debug.
SEVERITIES = [21, 19, 18, 17, 13, 10, 9, 5]
LEVELS = "emerg alert crit err warning notice info debug".split()
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
DAYS = "Mon Tue Wed Thu Fri Sat Sun".split()
UTC = datetime.timezone.utc

rnd = random.Random(5424)
out = []


# --- parts -----------------------------------------------------------------------------------------------------------

def ip():
    return rnd.choice(["192.0.2.", "198.51.100.", "203.0.113."]) + str(rnd.randint(1, 254))


def mac(separator=":"):
    return separator.join(["00", "00", "5e", "00", "53", f"{rnd.randint(0, 255):02x}"])


def port():
    return rnd.randint(1024, 65535)


def host():
    return rnd.choice(["web01", "db-2", "mx1.example.net", "app-eu-1.example.com", "fw01", "core_sw-3", ip(), "2001:db8::17", "LAPTOP-7", "gw"])


def user():
    return rnd.choice(["alice", "bob", "root", "deploy", "www-data", "Ana", "o'neil"])


def pid():
    return rnd.randint(1, 99999)


def moment(micro=0):
    """A time within the hours before the corpus is received; no finer than asked."""
    stamp = RECEIVED - datetime.timedelta(seconds=rnd.randint(0, 50_000))
    return stamp.replace(microsecond={0: 0, 3: rnd.randint(1, 999) * 1000, 6: rnd.randint(1, 999999)}[micro])


def ns(when):
    delta = when - datetime.datetime(1970, 1, 1, tzinfo=UTC)
    return (delta.days * 86400 + delta.seconds) * 10**9 + delta.microseconds * 1000


def local(when, zone=ZONE):
    return when.astimezone(zoneinfo.ZoneInfo(zone))


def bsd(when, day="{:2d}"):
    """Mmm dd hh:mm:ss"""
    return f"{MONTHS[when.month - 1]} {day.format(when.day)} {when:%H:%M:%S}"


def iso(when, digits=6, zone=None):
    text = f"{when:%Y-%m-%dT%H:%M:%S}"
    if digits:
        text += "." + f"{when.microsecond:06d}"[:digits].ljust(digits, "0")
    return text + ("Z" if zone is None else zone)


def pri(facility, severity):
    return f"<{FACILITIES.index(facility) * 8 + severity}>"


def add(sender, message, *, facility=None, severity=None, time=None, host="", app="", pid=None, procid=None, body="", fields=(),
        received=RECEIVED, zone=ZONE, level=None):
    """time None = the time of receipt; severity = syslog's number; level = OpenTelemetry's, where there is no number."""
    expected = []
    if pid is not None:
        expected.append(["process.pid", "number", str(pid)])
    if procid is not None:
        expected.append(["syslog.procid", "text", procid])
    if facility is not None:
        expected.append(["syslog.facility", "text", facility])
    expected += [list(field) for field in fields]
    record = {
        "sender": sender, "zone": zone, "received": ns(received),
        "time": ns(time if time is not None else received), "host": host, "app": app,
        "severity": level if level is not None else 0 if severity is None else SEVERITIES[severity],
        "fields": expected,
    }
    if isinstance(message, bytes):
        # Bytes that are no UTF-8 stand in texts as U+DCNN, each of three bytes.
        record["bytes"] = message.hex()
        record["body_bytes"] = body.encode("utf-8", "surrogatepass").hex()
    else:
        record["message"] = message
        record["body"] = body
    out.append(record)


def text(name, value):
    return (name, "text", value)


def number(name, value):
    return (name, "number", str(value))


SENDERS = []


def sender(function):
    SENDERS.append(function)
    return function


def prefix(facility, severity, when, name):
    return f"{pri(facility, severity)}{bsd(local(when))} {name} "


# --- Unix programs by RFC 3164 ---------------------------------------------------------------------------------------

@sender
def openssh(i):
    t, h, p = moment(), host(), pid()
    body = rnd.choice([
        f"Accepted publickey for {user()} from {ip()} port {port()} ssh2: ED25519 SHA256:0123456789abcdefghijklmnopqrstuvwxyzABCDEFG",
        f"Failed password for invalid user {user()} from {ip()} port {port()} ssh2",
        f"Connection closed by authenticating user {user()} {ip()} port {port()} [preauth]",
        "error: kex_exchange_identification: Connection closed by remote host",
        f"pam_unix(sshd:session): session opened for user {user()}(uid=1000) by (uid=0)",
        f"Received disconnect from {ip()} port {port()}:11: disconnected by user"])
    s = rnd.choice([6, 5, 3])
    add("openssh", prefix("auth", s, t, h) + f"sshd[{p}]: {body}", facility="auth", severity=s, time=t, host=h, app="sshd", pid=p, body=body)


@sender
def postfix(i):
    t, h, p = moment(), host(), pid()
    program = rnd.choice(["postfix/smtpd", "postfix/qmgr", "postfix/cleanup", "postfix/submission/smtpd", "postfix/smtp"])
    body = rnd.choice([
        f"connect from mail.example.org[{ip()}]",
        f"4BZ1xM3fyRz9s: to=<ana@example.com>, relay=mx.example.com[{ip()}]:25, delay=1.2, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 12AB)",
        f"4BZ1xM3fyRz9s: message-id=<20261120@example.net>",
        "warning: hostname mail.example.org does not resolve to address 192.0.2.4: Name or service not known"])
    add("postfix", prefix("mail", 6, t, h) + f"{program}[{p}]: {body}", facility="mail", severity=6, time=t, host=h, app=program, pid=p, body=body)


@sender
def systemd(i):
    t, h = moment(), host()
    body = rnd.choice(["Started Daily apt download activities.", "Stopped target Timers.", "nginx.service: Main process exited, code=exited, status=1/FAILURE",
                       "user@1000.service: Deactivated successfully.", "Starting Rotate log files..."])
    s = 6 if "FAIL" not in body else 4
    add("systemd", prefix("daemon", s, t, h) + f"systemd[1]: {body}", facility="daemon", severity=s, time=t, host=h, app="systemd", pid=1, body=body)


@sender
def systemd_local(i):
    # systemd's forwarding to /run/systemd/journal/syslog, and glibc's syslog(3): no host.
    t, p = moment(), pid()
    app = rnd.choice(["NetworkManager", "systemd-logind", "dbus-daemon", "systemd-resolved", "polkitd"])
    body = rnd.choice([f"New session {i} of user {user()}.", "<info>  [1795177116.4643] dhcp4 (eth0): state changed new lease", "Using degraded feature set UDP instead of UDP+EDNS0"])
    add("systemd (local socket)", f"{pri('daemon', 6)}{bsd(local(t))} {app}[{p}]: {body}", facility="daemon", severity=6, time=t, app=app, pid=p, body=body)


@sender
def glibc(i):
    # syslog(3) without LOG_PID; the name may be a path.
    t = moment()
    app = rnd.choice(["su", "myapp", "/usr/sbin/backup", "-bash", "logger", "my_daemon.bin"])
    body = rnd.choice(["'su root' failed for lonvick on /dev/pts/8", "backup done: 42 files", "a  b   c", "100% of 5 {x=1}"])
    add("glibc syslog(3)", f"{pri('user', 5)}{bsd(local(t))} {app}: {body}", facility="user", severity=5, time=t, app=app, body=body)


@sender
def musl(i):
    t, p = moment(), pid()
    body = rnd.choice(["listening on port 22", "shutting down", "(null)"])
    add("musl syslog(3)", f"{pri('daemon', 6)}{bsd(local(t))} crond[{p}]: {body}", facility="daemon", severity=6, time=t, app="crond", pid=p, body=body)


@sender
def cron(i):
    t, h, p = moment(), host(), pid()
    app, body = rnd.choice([("CRON", f"({user()}) CMD (   cd / && run-parts --report /etc/cron.hourly)"), ("/USR/SBIN/CRON", f"({user()}) CMD (test -x /usr/sbin/anacron)"),
                            ("anacron", "Job `cron.daily' terminated"), ("crontab", f"({user()}) LIST ({user()})")])
    add("cron", prefix("cron", 6, t, h) + f"{app}[{p}]: {body}", facility="cron", severity=6, time=t, host=h, app=app, pid=p, body=body)


@sender
def linux_kernel(i):
    t, h = moment(), host()
    clock = f"[{rnd.randint(0, 99999):5d}.{rnd.randint(0, 999999):06d}]"
    body = rnd.choice([f"{clock} usb 1-1: new high-speed USB device number {i} using xhci_hcd", f"{clock} eth0: Link is Up - 1Gbps/Full - flow control rx/tx",
                       f"{clock} Out of memory: Killed process {pid()} (java) total-vm:8388608kB, anon-rss:4194304kB",
                       f"{clock} EXT4-fs (sda1): mounted filesystem with ordered data mode. Opts: (null)",
                       f"{clock} audit: type=1400 audit(1795177116.464:42): apparmor=\"DENIED\" operation=\"open\""])
    s = rnd.choice([6, 4, 3])
    add("linux kernel", prefix("kern", s, t, h) + f"kernel: {body}", facility="kern", severity=s, time=t, host=h, app="kernel", body=body)


@sender
def kernel_untimed(i):
    # As in /dev/kmsg, and as klogd of small systems forwards it.
    body = f"[{rnd.randint(0, 99999):5d}.{rnd.randint(0, 999999):06d}] random: crng init done {i}"
    add("kernel, no time", f"<{i % 8}>{body}", facility="kern", severity=i % 8, body=body)


@sender
def iptables(i):
    t, h = moment(), host()
    body = f"[UFW BLOCK] IN=eth0 OUT= MAC={mac()} SRC={ip()} DST={ip()} LEN=40 TOS=0x00 TTL=242 ID={pid()} PROTO=TCP SPT={port()} DPT=23 WINDOW=1024 RES=0x00 SYN URGP=0"
    add("iptables", prefix("kern", 4, t, h) + f"kernel: {body}", facility="kern", severity=4, time=t, host=h, app="kernel", body=body)


@sender
def nginx(i):
    t, h = moment(), host()
    when = local(t)
    s, body = rnd.choice([
        (6, f"{ip()} - {user()} [{when:%d/%b/%Y:%H:%M:%S %z}] \"GET /cart?id={i} HTTP/1.1\" 200 {port()} \"-\" \"Mozilla/5.0 (X11; Linux x86_64)\""),
        (3, f"{when:%Y/%m/%d %H:%M:%S} [error] 4711#4711: *{i} open() \"/var/www/favicon.ico\" failed (2: No such file or directory), client: {ip()}")])
    add("nginx", prefix("local7", s, t, h) + f"nginx: {body}", facility="local7", severity=s, time=t, host=h, app="nginx", body=body)


@sender
def apache(i):
    t, h, p = moment(), host(), pid()
    body = f"{ip()} - - [{local(t):%d/%b/%Y:%H:%M:%S %z}] \"POST /login HTTP/1.1\" 302 {i}"
    add("apache by logger", prefix("local6", 6, t, h) + f"httpd[{p}]: {body}", facility="local6", severity=6, time=t, host=h, app="httpd", pid=p, body=body)


@sender
def haproxy(i):
    # Without log-send-hostname there is no host.
    t, p = moment(), pid()
    body = f"{ip()}:{port()} [{local(t):%d/%b/%Y:%H:%M:%S}.123] http-in static/srv1 10/0/30/69/109 200 2750 - - ---- 1/1/1/1/0 0/0 {{1wt.eu}} {{}} \"GET /index.html HTTP/1.1\""
    add("haproxy", f"{pri('local0', 6)}{bsd(local(t))} haproxy[{p}]: {body}", facility="local0", severity=6, time=t, app="haproxy", pid=p, body=body)


@sender
def haproxy_5424(i):
    t, p, h = moment(6), pid(), host()
    body = f"Server be/srv{i} is DOWN, reason: Layer4 connection problem, info: \"Connection refused\""
    add("haproxy rfc5424", f"{pri('local0', 1)}1 {iso(t)} {h} haproxy {p} - - {body}", facility="local0", severity=1, time=t, host=h, app="haproxy", pid=p, body=body)


@sender
def dovecot(i):
    t, h = moment(), host()
    body = f"imap-login: Login: user=<{user()}@example.com>, method=PLAIN, rip={ip()}, lip={ip()}, mpid={pid()}, TLS, session=<abc>"
    add("dovecot", prefix("mail", 6, t, h) + f"dovecot: {body}", facility="mail", severity=6, time=t, host=h, app="dovecot", body=body)


@sender
def named(i):
    t, h, p = moment(), host(), pid()
    body = f"client @0x7f3c {ip()}#{port()} (example.org): query (cache) 'example.org/A/IN' denied"
    add("bind", prefix("daemon", 5, t, h) + f"named[{p}]: {body}", facility="daemon", severity=5, time=t, host=h, app="named", pid=p, body=body)


@sender
def dhcpd(i):
    t, h, p = moment(), host(), pid()
    body = f"DHCPACK on {ip()} to {mac()} (LAPTOP-{i}) via eth0"
    add("isc dhcpd", prefix("local7", 6, t, h) + f"dhcpd[{p}]: {body}", facility="local7", severity=6, time=t, host=h, app="dhcpd", pid=p, body=body)


@sender
def dnsmasq(i):
    # OpenWrt's logd.
    t, h, p = moment(), "OpenWrt", pid()
    body = f"query[A] example.org from {ip()}"
    add("openwrt dnsmasq", prefix("daemon", 6, t, h) + f"dnsmasq[{p}]: {i} {body}", facility="daemon", severity=6, time=t, host=h, app="dnsmasq", pid=p, body=f"{i} {body}")


@sender
def busybox(i):
    t = moment()
    body = f"hello from a router {i}"
    add("busybox syslogd -R", f"{pri('user', 5)}{bsd(local(t))} root: {body}", facility="user", severity=5, time=t, app="root", body=body)


@sender
def busybox_word(i):
    # Its own line, with facility and level in words, forwarded by a shell script.
    t, h = moment(), "router"
    add("busybox line", f"{bsd(local(t))} {h} daemon.warn dropbear[{(pid_ := pid())}]: Exit before auth {i}", time=t, host=h, app="dropbear", pid=pid_,
        facility="daemon", severity=4, body=f"Exit before auth {i}")


@sender
def freebsd(i):
    # FreeBSD's syslogd sends no host unless told to; newer ones RFC 5424.
    t, p = moment(6), pid()
    body = f"login on ttyv0 as {user()}"
    add("freebsd rfc5424", f"{pri('auth', 5)}1 {iso(local(t), 6, '+01:00')} bsd1.example.org login {p} - - {body}",
        facility="auth", severity=5, time=t, host="bsd1.example.org", app="login", pid=p, body=body)


@sender
def openbsd(i):
    t, h = moment(), "puffy"
    body = "upd0: sensor \"Temperature\" value changed"
    add("openbsd", prefix("kern", 6, t, h) + f"/bsd: {body}", facility="kern", severity=6, time=t, host=h, app="/bsd", body=body)


@sender
def repeated(i):
    t, h, p = moment(), host(), pid()
    n = i + 2
    if i % 2:
        add("bsd repeated", f"{pri('auth', 6)}{bsd(local(t))} last message repeated {n} times", facility="auth", severity=6, time=t, body=f"last message repeated {n} times")
    else:
        body = f"message repeated {n} times: [ Failed password for root from {ip()} port 22 ssh2]"
        add("rsyslog repeated", prefix("auth", 6, t, h) + f"sshd[{p}]: {body}", facility="auth", severity=6, time=t, host=h, app="sshd", pid=p, body=body)


@sender
def mark(i):
    t, h = moment(), host()
    add("rsyslog mark", prefix("syslog", 6, t, h) + "-- MARK --", facility="syslog", severity=6, time=t, host=h, body="-- MARK --")


@sender
def solaris(i):
    t, h, p, number_ = moment(), "sol11", pid(), rnd.randint(100000, 999999)
    body = f"[ID {number_} auth.info] Accepted keyboard-interactive for {user()} from {ip()} port {port()} ssh2"
    add("solaris", prefix("auth", 6, t, h) + f"sshd[{p}]: {body}", facility="auth", severity=6, time=t, host=h, app="sshd", pid=p, body=body,
        fields=[text("syslog.msgid", str(number_))])


@sender
def aix(i):
    t, h, p = moment(), f"aix0{i % 9}", pid()
    body = f"Accepted publickey for {user()} from {ip()} port {port()} ssh2"
    add("aix", f"{pri('auth', 6)}{bsd(local(t))} Message forwarded from {h}: sshd[{p}]: {body}", facility="auth", severity=6, time=t, host=h, app="sshd", pid=p, body=body)


@sender
def macos(i):
    t, h = moment(), "mac01"
    body = f"(com.apple.mdworker.shared.{i}[{pid()}]): Service exited due to SIGKILL"
    add("macos", prefix("syslog", 5, t, h) + f"com.apple.xpc.launchd[1] {body}", facility="syslog", severity=5, time=t, host=h, app="com.apple.xpc.launchd", pid=1, body=body)


@sender
def postgres(i):
    t, h, p = moment(), host(), pid()
    body = f"[{i}-1] 2026-11-20 12:18:36.464 CET [{p}] app@shop ERROR:  duplicate key value violates unique constraint \"orders_pkey\""
    add("postgresql", prefix("local0", 3, t, h) + f"postgres[{p}]: {body}", facility="local0", severity=3, time=t, host=h, app="postgres", pid=p, body=body)


@sender
def sudo(i):
    t, h = moment(), host()
    body = f"   alice : TTY=pts/{i} ; PWD=/home/alice ; USER=root ; COMMAND=/usr/bin/apt update"
    add("sudo", prefix("authpriv", 5, t, h) + f"sudo: {body}", facility="authpriv", severity=5, time=t, host=h, app="sudo", body=body)


@sender
def logger_3164(i):
    t, h = moment(), host()
    if i % 2:
        p = pid()
        add("util-linux logger --rfc3164", prefix("user", 5, t, h) + f"job[{p}]: done {i}", facility="user", severity=5, time=t, host=h, app="job", pid=p, body=f"done {i}")
    else:
        add("util-linux logger --rfc3164", prefix("user", 5, t, h) + f"alice: done {i}", facility="user", severity=5, time=t, host=h, app="alice", body=f"done {i}")


@sender
def logger_5424(i):
    t, h = moment(6), host()
    offset = rnd.choice([("+01:00", 60), ("+00:00", 0), ("-05:00", -300), ("+05:30", 330)])
    shown = t.astimezone(datetime.timezone(datetime.timedelta(minutes=offset[1])))
    body = rnd.choice(["hello", "Überweisung 42 €", "ok [not data]", ""])
    sd = '[timeQuality tzKnown="1" isSynced="1" syncAccuracy="351500"]'
    add("util-linux logger --rfc5424", f"{pri('user', 5)}1 {iso(shown, 6, offset[0])} {h} alice - - {sd}" + (f" {body}" if body or i % 2 else ""),
        facility="user", severity=5, time=t, host=h, app="alice", body=body,
        fields=[number("timeQuality.tzKnown", 1), number("timeQuality.isSynced", 1), number("timeQuality.syncAccuracy", 351500)])


@sender
def python_handler(i):
    # logging.handlers.SysLogHandler: priority and message, and a NUL.
    s, word = rnd.choice([(7, "DEBUG"), (6, "INFO"), (4, "WARNING"), (3, "ERROR"), (2, "CRITICAL")])
    if i % 2:
        body = f"Order {i} failed for user Ana Mar\u00eda"
        add("python SysLogHandler", f"{pri('user', s)}{body}\0", facility="user", severity=s, body=body)
    else:
        body = f"{word} Order {i} failed"
        add("python SysLogHandler with ident", f"{pri('local1', s)}shop: {body}\0", facility="local1", severity=s, app="shop", body=body)


@sender
def docker(i):
    t, p = moment(), pid()
    container = "3f4e5d6c7b8a"
    body = rnd.choice(['{"level":"info","msg":"started"}', "GET / 200", "\ttabbed\ttext"])
    add("docker syslog driver", f"{pri('daemon', 6)}{bsd(local(t))} {container}[{p}]: {body}", facility="daemon", severity=6, time=t, app=container, pid=p, body=body)


@sender
def docker_5424(i):
    t, p, h = moment(6), pid(), host()
    add("docker rfc5424micro", f"{pri('daemon', 3)}1 {iso(t)} {h} shop/web {p} shop/web - oops {i}", facility="daemon", severity=3, time=t, host=h,
        app="shop/web", pid=p, body=f"oops {i}", fields=[text("syslog.msgid", "shop/web")])


@sender
def go_syslog(i):
    # Go's log/syslog over a network: RFC 3339 time, host, tag.
    t, h, p = moment(), host(), pid()
    add("go log/syslog", f"{pri('daemon', 6)}{iso(local(t), 0, '+01:00')} {h} worker[{p}]: job {i} done\n", facility="daemon", severity=6, time=t, host=h,
        app="worker", pid=p, body=f"job {i} done")


@sender
def rsyslog_forward(i):
    # RSYSLOG_ForwardFormat.
    t, h, p = moment(6), host(), pid()
    add("rsyslog forward format", f"{pri('daemon', 6)}{iso(local(t), 6, '+01:00')} {h} worker[{p}]: job {i} done", facility="daemon", severity=6, time=t, host=h,
        app="worker", pid=p, body=f"job {i} done")


@sender
def rsyslog_file(i):
    # A file of another machine, sent with netcat: no priority.
    t, h, p = moment(6), host(), pid()
    add("rsyslog file format, no PRI", f"{iso(local(t), 6, '+01:00')} {h} CRON[{p}]: (root) CMD (job {i})", time=t, host=h, app="CRON", pid=p, body=f"(root) CMD (job {i})")


@sender
def traditional_file(i):
    t, h = moment(), host()
    add("traditional file, no PRI", f"{bsd(local(t))} {h} kernel: Linux version 6.1.{i}", time=t, host=h, app="kernel", body=f"Linux version 6.1.{i}")


@sender
def syslog_ng(i):
    t, h, p = moment(3), host(), pid()
    add("syslog-ng ts-format(iso)", f"{pri('mail', 6)}{iso(local(t), 3, '+01:00')} {h} exim[{p}]: {i} queued", facility="mail", severity=6, time=t, host=h, app="exim", pid=p,
        body=f"{i} queued")


# --- RFC 5424 --------------------------------------------------------------------------------------------------------

@sender
def rfc5424_examples(i):
    t = datetime.datetime(2003, 10, 11, 22, 14, 15, 3000, tzinfo=UTC)
    sd = '[exampleSDID@32473 iut="3" eventSource="Application" eventID="1011"]'
    f1 = [number("exampleSDID@32473.iut", 3), text("exampleSDID@32473.eventSource", "Application"), number("exampleSDID@32473.eventID", 1011)]
    cases = [
        (f"<34>1 2003-10-11T22:14:15.003Z mymachine.example.com su - ID47 - \ufeff'su root' failed for lonvick on /dev/pts/8",
         dict(facility="auth", severity=2, time=t, host="mymachine.example.com", app="su", body="'su root' failed for lonvick on /dev/pts/8", fields=[text("syslog.msgid", "ID47")])),
        ("<165>1 2003-08-24T05:14:15.000003-07:00 192.0.2.1 myproc 8710 - - %% It's time to make the do-nuts.",
         dict(facility="local4", severity=5, time=datetime.datetime(2003, 8, 24, 12, 14, 15, 3, tzinfo=UTC), host="192.0.2.1", app="myproc", pid=8710,
              body="%% It's time to make the do-nuts.")),
        (f"<165>1 2003-10-11T22:14:15.003Z mymachine.example.com evntslog - ID47 {sd} \ufeffAn application event log entry...",
         dict(facility="local4", severity=5, time=t, host="mymachine.example.com", app="evntslog", body="An application event log entry...", fields=[text("syslog.msgid", "ID47")] + f1)),
        (f'<165>1 2003-10-11T22:14:15.003Z mymachine.example.com evntslog - ID47 {sd}[examplePriority@32473 class="high"]',
         dict(facility="local4", severity=5, time=t, host="mymachine.example.com", app="evntslog", body="",
              fields=[text("syslog.msgid", "ID47")] + f1 + [text("examplePriority@32473.class", "high")])),
        ("<34>1 - - - - - -", dict(facility="auth", severity=2)),
        ("<0>1 - - - - - - x", dict(facility="kern", severity=0, body="x")),
        ("<191>1 - - - - - - x", dict(facility="local7", severity=7, body="x")),
        ('<14>1 - h a p-7 m [x@1 a="\\"q\\" \\\\ \\] \\n ]" b="" c="true" d="1e3" e="007"] text',
         dict(facility="user", severity=6, host="h", app="a", procid="p-7", body="text",
              fields=[text("syslog.msgid", "m"), text("x@1.a", '"q" \\ ] \\n ]'), text("x@1.b", ""), ("x@1.c", "bool", "true"), number("x@1.d", "1e3"), text("x@1.e", "007")])),
        ('<14>1 - h a - - [empty@1][origin ip="192.0.2.1" ip="192.0.2.2"] - text',
         dict(facility="user", severity=6, host="h", app="a", body="- text", fields=[text("origin.ip", "192.0.2.1"), text("origin.ip", "192.0.2.2")])),
    ]
    message, expected = cases[i % len(cases)]
    add("rfc 5424's examples", message, **expected)


@sender
def structured(i):
    t, h, p = moment(6), host(), pid()
    values = [("order", str(rnd.randint(1, 9999)), "number"), ("user", user(), "text"), ("note", "a ]\"\\ b", "text"), ("ok", "false", "bool"), ("ratio", "0.25", "number")]
    rnd.shuffle(values)
    escaped = " ".join(f'{n}="' + v.replace("\\", "\\\\").replace('"', '\\"').replace("]", "\\]") + '"' for n, v, _ in values)
    add("rfc 5424 structured data", f"{pri('local3', 6)}1 {iso(t)} {h} shop {p} ORDER [shop@32473 {escaped}] Order done", facility="local3", severity=6, time=t, host=h,
        app="shop", pid=p, body="Order done", fields=[text("syslog.msgid", "ORDER")] + [(f"shop@32473.{n}", k, v) for n, v, k in values])


@sender
def heroku(i):
    # Logplex leaves the structured data out.
    t, h = moment(), "host"
    add("heroku logplex", f"{pri('syslog', 6)}1 {iso(t, 0, '+00:00')} {h} app web.{i} - State changed from starting to up", facility="syslog", severity=6, time=t, host=h,
        app="app", procid=f"web.{i}", body="State changed from starting to up", fields=[text("syslog.malformed", "structured_data")])


@sender
def nxlog(i):
    t, h, p = moment(6), "WIN01.example.com", pid()
    body = "An account was successfully logged on.\r\n\r\nSubject:\r\n\tSecurity ID:\t\tS-1-5-18"
    add("nxlog windows", f'{pri("user", 6)}1 {iso(t)} {h} Microsoft-Windows-Security-Auditing {p} - [NXLOG@14506 Keywords="-9214364837600034816" EventType="AUDIT_SUCCESS" '
        f'EventID="4624" Channel="Security" RecordNumber="{i}"] {body}', facility="user", severity=6, time=t, host=h, app="Microsoft-Windows-Security-Auditing", pid=p, body=body,
        fields=[number("NXLOG@14506.Keywords", "-9214364837600034816"), text("NXLOG@14506.EventType", "AUDIT_SUCCESS"), number("NXLOG@14506.EventID", 4624),
                text("NXLOG@14506.Channel", "Security"), number("NXLOG@14506.RecordNumber", i)])


@sender
def junos_structured(i):
    t, h, p = moment(3), "mx1", pid()
    add("junos structured", f'{pri("local4", 5)}1 {iso(t, 3)} {h} mgd {p} UI_DBASE_LOGOUT_EVENT [junos@2636.1.1.1.2.18 username="{(user_ := user())}"] User \'{user_}\' exiting configuration mode',
        facility="local4", severity=5, time=t, host=h, app="mgd", pid=p, body=f"User '{user_}' exiting configuration mode",
        fields=[text("syslog.msgid", "UI_DBASE_LOGOUT_EVENT"), text("junos@2636.1.1.1.2.18.username", user_)])


@sender
def vmware_5424(i):
    t, h, p = moment(3), "esx01.example.com", pid()
    add("vmware esxi 8", f"{pri('local4', 6)}1 {iso(t, 3)} {h} Hostd {p} - - info hostd[2099999] [Originator@6876 sub=Vimsvc.TaskManager opID=esxui-{i}] Task Completed", facility="local4",
        severity=6, time=t, host=h, app="Hostd", pid=p, body=f"info hostd[2099999] [Originator@6876 sub=Vimsvc.TaskManager opID=esxui-{i}] Task Completed")


@sender
def trace_context(i):
    # Not a field: the event's own.
    t, h = moment(6), host()
    add("rfc 5424 with nanoseconds", f"{pri('user', 6)}1 {t:%Y-%m-%dT%H:%M:%S}.{t.microsecond:06d}789Z {h} svc - - - tick {i}", facility="user", severity=6,
        time=t, host=h, app="svc", body=f"tick {i}")
    out[-1]["time"] += 789


# --- network devices -------------------------------------------------------------------------------------------------

CISCO = [("SYS-5-CONFIG_I", "Configured from console by {user} on vty0 ({ip})", 5), ("LINK-3-UPDOWN", "Interface GigabitEthernet0/1, changed state to up", 3),
         ("LINEPROTO-5-UPDOWN", "Line protocol on Interface Vlan10, changed state to down", 5), ("SEC_LOGIN-4-LOGIN_FAILED", "Login failed [user: {user}] [Source: {ip}] [localport: 22]", 4),
         ("OSPF-5-ADJCHG", "Process 1, Nbr {ip} on Vlan20 from FULL to DOWN, Neighbor Down: Dead timer expired", 5)]


def cisco_text():
    name, template, severity = rnd.choice(CISCO)
    return name, f"%{name}: " + template.format(user=user(), ip=ip()), severity


@sender
def cisco_ios(i):
    t = moment(3)
    name, body, s = cisco_text()
    sequence, mark_ = str(rnd.randint(1, 999)), rnd.choice(["*", ".", ""])
    when = local(t)
    stamp = f"{bsd(when)}.{when.microsecond // 1000:03d}"
    zone = rnd.choice(["", " CET", " UTC"])
    if zone == " UTC":
        stamp = f"{bsd(t)}.{t.microsecond // 1000:03d}"
    fields = [text("syslog.sequence", sequence)] + ([text("syslog.time_mark", mark_)] if mark_ else []) + [text("syslog.msgid", name)]
    add("cisco ios", f"{pri('local7', s)}{sequence}: {mark_}{stamp}{zone}: {body}", facility="local7", severity=s, time=t, body=body, fields=fields)


@sender
def cisco_ios_service_sequence(i):
    t, h = moment(3), "router1"
    name, body, s = cisco_text()
    stamp = f"{bsd(t)}.{t.microsecond // 1000:03d} UTC"
    add("cisco ios with origin and sequence numbers", f"{pri('local7', s)}{i + 1}: 0000{i + 30}: {h}: *{stamp}: {body}",
        facility="local7", severity=s, time=t, host=h, body=body,
        fields=[text("syslog.sequence", str(i + 1)), text("syslog.sequence", f"0000{i + 30}"), text("syslog.time_mark", "*"), text("syslog.msgid", name)])


@sender
def cisco_ios_uptime(i):
    name, body, s = cisco_text()
    uptime = rnd.choice(["00:01:15", "1w2d", "2d03h", "1y3w", "23:59:59"])
    add("cisco ios, uptime", f"{pri('local7', s)}{i + 1}: {uptime}: {body}", facility="local7", severity=s, body=body,
        fields=[text("syslog.sequence", str(i + 1)), text("syslog.uptime", uptime), text("syslog.msgid", name)])


@sender
def cisco_plain(i):
    # Through a relay, which has put time and host before it.
    t, h = moment(), "sw1"
    name, body, s = cisco_text()
    with_colon = i % 2
    add("cisco by a relay", f"{pri('local7', s)}{bsd(local(t))} {h}{':' if with_colon else ''} {body}", facility="local7", severity=s, time=t, host=h, body=body,
        fields=[text("syslog.msgid", name)])


@sender
def cisco_nxos(i):
    t = moment()
    zone = rnd.choice(["UTC", "CET", "EST"])
    offset = {"UTC": 0, "CET": 60, "EST": -300}[zone]
    when = t + datetime.timedelta(minutes=offset)
    body = f"%ETHPORT-5-IF_UP: Interface Ethernet1/{i} is up in mode trunk"
    add("cisco nx-os", f"{pri('local7', 5)}: {when.year} {MONTHS[when.month - 1]} {when.day:2d} {when:%H:%M:%S} {zone}: {body}", facility="local7", severity=5, time=t, body=body,
        fields=[text("syslog.msgid", "ETHPORT-5-IF_UP")])


@sender
def cisco_xr(i):
    t, p = moment(3), pid()
    body = f"%PKT_INFRA-LINK-3-UPDOWN : Interface GigabitEthernet0/0/0/{i}, changed state to Down"
    add("cisco ios xr", f"{pri('local7', 3)}{i + 100}: RP/0/RSP0/CPU0:{bsd(t)}.{t.microsecond // 1000:03d} UTC: ifmgr[{p}]: {body}", facility="local7", severity=3, time=t,
        host="RP/0/RSP0/CPU0", app="ifmgr", pid=p, body=body, fields=[text("syslog.sequence", str(i + 100)), text("syslog.msgid", "PKT_INFRA-LINK-3-UPDOWN")])


@sender
def cisco_asa(i):
    t = moment()
    when = local(t)
    body = f"%ASA-6-302013: Built inbound TCP connection {port()} for outside:{ip()}/{port()} ({ip()}/443) to inside:{ip()}/443 ({ip()}/443)"
    msgid = [text("syslog.msgid", "ASA-6-302013")]
    dated = f"{MONTHS[when.month - 1]} {when.day:02d} {when.year} {when:%H:%M:%S}"
    shapes = [
        (f"{dated}: {body}", dict(time=t)),
        (f"{dated} fw01 : {body}", dict(time=t, host="fw01")),
        (f"{dated} fw01.example.com : {body}", dict(time=t, host="fw01.example.com")),
        (body, {}),
        (f":{bsd(t)} UTC: {body}", dict(time=t)),
    ]
    message, known = shapes[i % len(shapes)]
    add("cisco asa", pri("local4", 6) + message, facility="local4", severity=6, body=body, fields=msgid, **known)


@sender
def cisco_meraki(i):
    t = moment(6)
    seconds = ns(t) // 10**9
    body = f"urls src={ip()}:{port()} dst={ip()}:80 mac={mac()} request: GET http://example.com/{i}"
    add("cisco meraki", f"{pri('local0', 6)}1 {seconds}.{t.microsecond:06d}000 MX84 {body}", facility="local0", severity=6, time=t, host="MX84", body=body)


@sender
def arista(i):
    t, h = moment(), "switch1"
    body = f"%LINEPROTO-5-UPDOWN: Line protocol on Interface Ethernet{i}, changed state to up"
    add("arista eos", prefix("local4", 5, t, h) + f"Ebra: {body}", facility="local4", severity=5, time=t, host=h, app="Ebra", body=body, fields=[text("syslog.msgid", "LINEPROTO-5-UPDOWN")])


@sender
def junos(i):
    t, h, p = moment(), "mx1", pid()
    body = f"RPD_BGP_NEIGHBOR_STATE_CHANGED: BGP peer {ip()} (External AS 64500) changed state from Established to Idle (event RecvNotify)"
    double = " " if i % 2 else ""
    add("junos", f"{pri('daemon', 4)}{bsd(local(t))} {double}{h} rpd[{p}]: {body}", facility="daemon", severity=4, time=t, host=h, app="rpd", pid=p, body=body)


@sender
def junos_kernel(i):
    t, h = moment(), "ex2"
    add("junos kernel", prefix("kern", 3, t, h) + f"/kernel: KERNEL_MEMORY_CRITICAL: System low on free memory, notifying init (#{i})", facility="kern", severity=3, time=t, host=h, app="/kernel",
        body=f"KERNEL_MEMORY_CRITICAL: System low on free memory, notifying init (#{i})")


@sender
def mikrotik(i):
    body = rnd.choice([f"system,info,account user {user()} logged in from {ip()} via ssh", f"firewall,info forward: in:bridge out:ether1, src-mac {mac()}, proto TCP (SYN), {ip()}:{port()}->{ip()}:443, len 60",
                       f"dhcp,info dhcp1 assigned {ip()} to {mac()}"])
    add("mikrotik", f"{pri('daemon', 6)}{body}", facility="daemon", severity=6, body=body)


@sender
def mikrotik_bsd(i):
    t, h = moment(), "MikroTik"
    body = f"system,info,account user {user()} logged in from {ip()} via winbox"
    add("mikrotik bsd-syslog", prefix("daemon", 6, t, h) + body, facility="daemon", severity=6, time=t, host=h, body=body)


@sender
def huawei(i):
    t = moment()
    when = local(t)
    body = f"%%01IFNET/4/IF_STATE(l)[{i}]:Interface GigabitEthernet0/0/{i} has turned into UP state."
    add("huawei vrp", f"{pri('local7', 4)}{MONTHS[when.month - 1]} {when.day:2d} {when.year} {when:%H:%M:%S} HUAWEI {body}", facility="local7", severity=4, time=t, host="HUAWEI", body=body)


@sender
def comware(i):
    t = moment()
    body = f"%%10IFNET/3/LINK_UPDOWN: GigabitEthernet1/0/{i} link status is UP."
    add("h3c comware", f"{pri('local7', 3)}{bsd(local(t))} {local(t).year} H3C {body}", facility="local7", severity=3, time=t, host="H3C", body=body)


@sender
def aruba(i):
    t, p = moment(), pid()
    body = f"<522008> <NOTI> <aruba1 {ip()}>  User Authentication Successful: username={user()} MAC={mac()}"
    add("aruba", f"{pri('local1', 5)}{bsd(local(t))} {local(t).year} aruba1 authmgr[{p}]: {body}", facility="local1", severity=5, time=t, host="aruba1", app="authmgr", pid=p, body=body)


@sender
def procurve(i):
    t, h = moment(), ip()
    add("hp procurve", prefix("user", 6, t, h) + f"00076 ports: port A{i} is now on-line", facility="user", severity=6, time=t, host=h, app="ports", body=f"port A{i} is now on-line",
        fields=[text("syslog.msgid", "00076")])


@sender
def extreme(i):
    t, h = moment(), "EXOS1"
    body = f"<Info:vlan.msgs.portLinkStateUp> Port {i} link UP at speed 1 Gbps and full-duplex"
    add("extreme exos", prefix("local0", 6, t, h) + f"vlan: {body}", facility="local0", severity=6, time=t, host=h, app="vlan", body=body)


@sender
def dell_os(i):
    t, h, p = moment(), ip() + "-1", pid()
    body = f"traputil.c(696) {i} %% Link Up: 1/0/{i}"
    add("dell networking", prefix("local7", 5, t, h) + f"TRAPMGR[{p}]: {body}", facility="local7", severity=5, time=t, host=h, app="TRAPMGR", pid=p, body=body)


@sender
def brocade(i):
    t, h = moment(), "san1"
    body = f"{local(t):%Y/%m/%d-%H:%M:%S}, [SEC-3020], {i}, WWN 10:00:00:00:5e:00:53:01 | FID 128, INFO, san1, Event: login, Status: success"
    add("brocade fabric os", prefix("local7", 6, t, h) + f"raslogd: {body}", facility="local7", severity=6, time=t, host=h, app="raslogd", body=body)


@sender
def unifi_ap(i):
    t = moment()
    h, quoted = "U7PG2,00005e005301,v4.3.20", i % 2
    written = f"(\"{h}\")" if quoted else f"{h}:"
    body = f"ath0: STA {mac()} IEEE 802.11: associated"
    add("ubiquiti unifi ap", f"{pri('daemon', 6)}{bsd(local(t))} {written} hostapd: {body}", facility="daemon", severity=6, time=t, host=written.rstrip(":"), app="hostapd", body=body)


@sender
def edgeos(i):
    t, h = moment(), "ubnt"
    body = f"[WAN_LOCAL-default-D]IN=eth0 OUT= MAC={mac()} SRC={ip()} DST={ip()} LEN=40 PROTO=TCP SPT={port()} DPT=22"
    add("ubiquiti edgeos", prefix("kern", 4, t, h) + f"kernel: {body}", facility="kern", severity=4, time=t, host=h, app="kernel", body=body)


# --- firewalls and appliances ----------------------------------------------------------------------------------------

@sender
def fortigate(i):
    body = f'date=2026-11-20 time=12:18:36 devname="FGT60E" devid="FGT60E0000000000" logid="0000000013" type="traffic" subtype="forward" level="notice" srcip={ip()} srcport={port()} dstip={ip()} action="close"'
    add("fortinet fortigate", f"{pri('local7', 5)}{body}", facility="local7", severity=5, body=body)


@sender
def fortigate_5424(i):
    t = moment()
    body = ""
    add("fortinet fortigate rfc5424", f'{pri("local7", 5)}1 {iso(t, 0)} FGT60E - - - [fortigate@12356 type="traffic" srcip="{(a := ip())}" action="accept" policyid="{i}"]', facility="local7",
        severity=5, time=t, host="FGT60E", body=body, fields=[text("fortigate@12356.type", "traffic"), text("fortigate@12356.srcip", a), text("fortigate@12356.action", "accept"),
                                                           number("fortigate@12356.policyid", i)])


@sender
def sonicwall(i):
    body = f'id=firewall sn=00005E005301 time="2026-11-20 12:18:36 UTC" fw={ip()} pri=6 c=262144 m=98 msg="Connection Opened" n={i} src={ip()}:{port()}:X0 dst={ip()}:53:X1 proto=udp/dns'
    spaced = " " if i % 2 else ""
    add("sonicwall", f"{pri('local0', 6)}{spaced}{' ' if spaced else ''}{body}", facility="local0", severity=6, body=body)


@sender
def paloalto(i):
    t, h = moment(), "PA-220"
    body = f"1,{local(t):%Y/%m/%d %H:%M:%S},000000000001,TRAFFIC,end,2305,{local(t):%Y/%m/%d %H:%M:%S},{ip()},{ip()},0.0.0.0,0.0.0.0,allow-out,,,ssl,vsys1,trust,untrust,ethernet1/2,ethernet1/1,{i}"
    add("palo alto", prefix("user", 6, t, h) + body, facility="user", severity=6, time=t, host=h, body=body)


@sender
def checkpoint(i):
    t, h, p = moment(), "fw-mgmt", pid()
    body = f'[action:"Accept"; flags:"{i}"; ifdir:"inbound"; src:"{ip()}"; dst:"{ip()}"; proto:"6"]'
    add("check point log exporter", f"{pri('local0', 6)}1 {iso(t, 0)} {h} CheckPoint {p} - {body}", facility="local0", severity=6, time=t, host=h, app="CheckPoint", pid=p, body=body,
        fields=[text("syslog.malformed", "structured_data")])


@sender
def checkpoint_spaced(i):
    t, h, p = moment(), "MDS-72", pid()
    body = f'[action:"Update"; flags:"150784"; ifdir:"inbound"; loguid:"{{0x5ab25{i:03d}}}"]'
    add("check point, spaced time", f"{pri('local0', 6)}1 {local(t):%Y-%m-%d %H:%M:%S} {h} CheckPoint {p} - {body}", facility="local0", severity=6, time=t, host=h, app="CheckPoint",
        pid=p, body=body, fields=[text("syslog.malformed", "structured_data")])


@sender
def sophos_xg(i):
    body = f'device="SFW" date=2026-11-20 time=12:18:36 timezone="CET" device_name="XG125" device_id=C000000000000 log_id=010101600001 log_type="Firewall" status="Allow" src_ip={ip()} dst_ip={ip()} seq={i}'
    add("sophos xg", f"{pri('daemon', 6)}{body}", facility="daemon", severity=6, body=body)


@sender
def sophos_utm(i):
    t, h, p = moment(), "asg", pid()
    body = f'id="2001" severity="info" sys="SecureNet" sub="packetfilter" name="Packet dropped" action="drop" fwrule="60001" srcip="{ip()}" dstip="{ip()}"'
    add("sophos utm", f"{pri('daemon', 6)}{local(t):%Y:%m:%d-%H:%M:%S} {h} ulogd[{p}]: {body}", facility="daemon", severity=6, time=t, host=h, app="ulogd", pid=p, body=body)


@sender
def f5(i):
    t, h, p = moment(), "bigip1.example.com", pid()
    s = rnd.choice([5, 4, 6])
    word = {4: "warning", 5: "notice", 6: "info"}[s]
    body = f"01070417:{s}: AUDIT - client tmui, user {user()} - transaction #{i}-2 - object 0 - modify"
    add("f5 big-ip", prefix("local0", s, t, h) + f"{word} mcpd[{p}]: {body}", facility="local0", severity=s, time=t, host=h, app="mcpd", pid=p, body=body)


@sender
def netscaler(i):
    t = moment()
    body = f"0-PPE-0 : default SSLVPN LOGIN {i} 0 : Context {user()}@{ip()} - SessionId: {i} - Client_ip {ip()}"
    add("citrix netscaler", f"{pri('local0', 6)} {t:%m/%d/%Y:%H:%M:%S} GMT ns1 {body}", facility="local0", severity=6, time=t, host="ns1", body=body)


@sender
def vmware(i):
    t, h = moment(3), "esx01"
    app, body = rnd.choice([("Hostd", f"info hostd[2099999] [Originator@6876 sub=Vimsvc opID=esxui-{i}] Event {i}: User root logged in"), ("vmkernel", f"cpu3:2097{i:03d})ScsiDeviceIO: 3001: Cmd(0x45) 0x1a"),
                            ("Vpxa", "verbose vpxa[2B8B70] [Originator@6876 sub=hostdcnx] done")])
    add("vmware esxi 6", f"{pri('local4', 6)}{iso(t, 3)} {h} {app}: {body}", facility="local4", severity=6, time=t, host=h, app=app, body=body)


@sender
def vcenter(i):
    t, h = moment(3), "vcsa.example.com"
    body = f"{iso(t, 3)} info vpxd[07125] [Originator@6876 sub=vpxLro opID={i}] [VpxLRO] -- BEGIN lro"
    add("vmware vcenter", f"{pri('local0', 6)}1 {iso(t, 3)} {h} vpxd - - - {body}", facility="local0", severity=6, time=t, host=h, app="vpxd", body=body)


@sender
def netapp(i):
    t = moment()
    body = f"[netapp1:raid.scrub.done:notice]: Scrub of aggregate aggr{i} done"
    add("netapp ontap", f"{pri('user', 5)}{bsd(local(t))} {body}", facility="user", severity=5, time=t, body=body)


@sender
def synology(i):
    t, h = moment(), "NAS01"
    app, body = rnd.choice([("Connection", f"User [{user()}] from [{ip()}] logged in successfully via [DSM]."), ("System", f"System started counting down to reboot {i}."),
                            ("WinFileService", f"Event: write, Path: /share/a b.txt, File/Folder: File, Size: 4.00 KB, User: {user()}, IP: {ip()}")])
    add("synology dsm", prefix("user", 6, t, h) + f"{app}: {body}", facility="user", severity=6, time=t, host=h, app=app, body=body)


@sender
def qnap(i):
    t, h, p = moment(), "NAS02", pid()
    body = f"conn log: Users: {user()}, Source IP: {ip()}, Computer name: ---, Connection type: SAMBA, Accessed resources: Public, Action: Login OK"
    add("qnap", prefix("user", 6, t, h) + f"qlogd[{p}]: {body}", facility="user", severity=6, time=t, host=h, app="qlogd", pid=p, body=body)


@sender
def printer(i):
    body = rnd.choice(["ready to print", "paper out", f"peripheral low-power state {i}"])
    add("hp printer", f"{pri('lpr', 6)}printer: {body}", facility="lpr", severity=6, app="printer", body=body)


@sender
def apc(i):
    t, h = moment(), ip()
    add("apc ups", prefix("local3", 6, t, h) + f"UPS: Passed a self-test. 0x{i:04x}", facility="local3", severity=6, time=t, host=h, app="UPS", body=f"Passed a self-test. 0x{i:04x}")


@sender
def idrac(i):
    t, h = moment(), "idrac-0000001"
    body = f"Severity: Critical, Category: System Health, MessageID: PSU0003, Message: The power input for power supply {i} is lost."
    add("dell idrac", prefix("local5", 2, t, h) + f": {body}", facility="local5", severity=2, time=t, host=h, body=body)


@sender
def supermicro(i):
    add("supermicro ipmi", f"{pri('local7', 4)}IPMI: Fan {i} Lower Critical - Going Low - Asserted", facility="local7", severity=4, app="IPMI", body=f"Fan {i} Lower Critical - Going Low - Asserted")


@sender
def snare(i):
    t, h = moment(), "WIN01"
    body = f"MSWinEventLog\t1\tSecurity\t{i}\t{DAYS[local(t).weekday()]} {bsd(local(t))} 2026\t4624\tMicrosoft-Windows-Security-Auditing\tEXAMPLE\\{user()}\tN/A\tSuccess Audit\tWIN01.example.com\tLogon\t\tAn account was successfully logged on."
    add("snare windows", prefix("user", 5, t, h) + body, facility="user", severity=5, time=t, host=h, body=body)


@sender
def cef(i):
    t, h = moment(), host()
    body = f"CEF:0|Example|Firewall|1.0|100|worm successfully stopped|10|src={ip()} dst={ip()} spt={port()} msg=a \\= b"
    add("arcsight cef", prefix("local4", 3, t, h) + body, facility="local4", severity=3, time=t, host=h, body=body)


@sender
def cef_hostless(i):
    t = moment()
    body = f"CEF:0|Trend Micro|Deep Security Agent|20.0|4000000|Eicar_test_file|6|cn1={i} dvc={ip()} act=Delete"
    add("cef without host", f"{pri('local4', 3)}{bsd(local(t))} {body}", facility="local4", severity=3, time=t, body=body)


@sender
def leef(i):
    t, h = moment(), host()
    body = f"LEEF:1.0|Example|IDS|2.1|{i}|cat=auth\tdevTime={bsd(t)}\tsev=5\tsrc={ip()}\tusrName={user()}"
    add("qradar leef", prefix("local5", 6, t, h) + body, facility="local5", severity=6, time=t, host=h, body=body)


@sender
def windows_evtsys(i):
    t, h = moment(), "WIN02"
    body = f"7036: The Windows Update service entered the running state. {i}"
    add("windows evtsys", prefix("daemon", 6, t, h) + f"Service_Control_Manager: {body}", facility="daemon", severity=6, time=t, host=h, app="Service_Control_Manager", body=body)


# --- spellings -------------------------------------------------------------------------------------------------------

@sender
def day_spellings(i):
    t = datetime.datetime(2026, 11, 2, 8, rnd.randint(0, 59), rnd.randint(0, 59), tzinfo=UTC)
    h = host()
    spelling = ["{:2d}", "{:02d}", "{:d}"][i % 3]
    add("days of one digit", f"{pri('user', 6)}{bsd(local(t), spelling)} {h} app: x{i}", facility="user", severity=6, time=t, host=h, app="app", body=f"x{i}")


@sender
def new_year(i):
    h = host()
    received, sent = [
        (datetime.datetime(2027, 1, 1, 0, 0, 5, tzinfo=UTC), datetime.datetime(2026, 12, 31, 23, 59, 58, tzinfo=UTC)),
        (datetime.datetime(2026, 12, 31, 23, 59, 58, tzinfo=UTC), datetime.datetime(2027, 1, 1, 0, 0, 5, tzinfo=UTC)),
        (datetime.datetime(2027, 1, 2, 7, 0, tzinfo=UTC), datetime.datetime(2026, 12, 20, 7, 0, tzinfo=UTC)),
        (datetime.datetime(2026, 12, 31, 12, 0, tzinfo=UTC), datetime.datetime(2027, 1, 2, 12, 0, tzinfo=UTC)),
        (datetime.datetime(2027, 1, 15, 12, 0, tzinfo=UTC), datetime.datetime(2026, 2, 14, 12, 0, tzinfo=UTC)),
        (datetime.datetime(2027, 6, 1, 12, 0, tzinfo=UTC), datetime.datetime(2027, 5, 31, 12, 0, tzinfo=UTC)),
        (datetime.datetime(2027, 3, 1, 12, 0, tzinfo=UTC), datetime.datetime(2024, 2, 29, 12, 0, tzinfo=UTC)),
        (datetime.datetime(2028, 2, 29, 12, 0, tzinfo=UTC), datetime.datetime(2028, 2, 29, 11, 0, tzinfo=UTC)),
    ][i % 8]
    zone = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Tokyo"][i % 4]
    add("years around new year", f"{pri('user', 6)}{bsd(local(sent, zone))} {h} app: x{i}", facility="user", severity=6, time=sent, host=h, app="app", body=f"x{i}", received=received, zone=zone)


@sender
def zones(i):
    t, h = moment(), host()
    name, minutes = [("UTC", 0), ("GMT", 0), ("CET", 60), ("CEST", 120), ("EST", -300), ("EDT", -240), ("CST", -360), ("PST", -480), ("PDT", -420), ("JST", 540), ("AEST", 600),
                     ("+0100", 60), ("-05:00", -300), ("+05:30", 330)][i % 14]
    when = t + datetime.timedelta(minutes=minutes)
    add("zones behind the time", f"{pri('user', 6)}{bsd(when)} {name} {h} app: x{i}", facility="user", severity=6, time=t, host=h, app="app", body=f"x{i}")


@sender
def sender_zones(i):
    h = host()
    zone = ["America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC", "Pacific/Auckland", "America/St_Johns"][i % 6]
    t = datetime.datetime(2026, rnd.randint(1, 11), rnd.randint(1, 9), 12, 0, i, tzinfo=UTC)
    add("senders of other zones", f"{pri('user', 6)}{bsd(local(t, zone))} {h} app: x{i}", facility="user", severity=6, time=t, host=h, app="app", body=f"x{i}", zone=zone)


@sender
def fractions(i):
    t, h = moment(6), host()
    when = local(t)
    mark_ = [".", ","][i % 2]
    shown = [f"{bsd(when)}{mark_}{when.microsecond:06d}", f"{when:%Y-%m-%d %H:%M:%S}{mark_}{when.microsecond:06d}", f"{when:%Y/%m/%d %H:%M:%S}{mark_}{when.microsecond:06d}"][i % 3]
    add("fractions and spaces in times", f"{pri('user', 6)}{shown} {h} app: x{i}", facility="user", severity=6, time=t, host=h, app="app", body=f"x{i}")


@sender
def asctime(i):
    t, h = moment(), host()
    when = local(t)
    add("asctime", f"{pri('user', 6)}{DAYS[when.weekday()]} {bsd(when)} {when.year} {h} app: x{i}", facility="user", severity=6, time=t, host=h, app="app", body=f"x{i}")


@sender
def line_ends(i):
    t, h = moment(), host()
    end = ["\n", "\r\n", "\0", "\n\0", "\r\n\0", ""][i % 6]
    add("line ends in datagrams", prefix("user", 6, t, h) + f"app: x{i}{end}", facility="user", severity=6, time=t, host=h, app="app", body=f"x{i}")


@sender
def multi_line(i):
    t, h = moment(6), host()
    body = f"java.lang.IllegalStateException: {i}\n\tat com.example.Shop.pay(Shop.java:42)\n\tat com.example.Shop.main(Shop.java:7)"
    add("several lines in a message", f"{pri('user', 3)}1 {iso(t)} {h} shop - - - {body}", facility="user", severity=3, time=t, host=h, app="shop", body=body)


@sender
def latin1(i):
    t, h = moment(), host()
    word = ["Stra\xdfe", "caf\xe9", "\xa3 5", "na\xefve"][i % 4]
    body = "".join(chr(0xDC00 + ord(c)) if ord(c) > 127 else c for c in word) + f" {i}"
    add("latin-1 bytes", (prefix("user", 6, t, h) + f"app: {word} {i}").encode("latin-1"), facility="user", severity=6, time=t, host=h, app="app", body=body)


@sender
def malformed(i):
    cases = [
        ("hello world", "priority", {}), ("<192>too large", "priority", {}), ("<1234>four digits", "priority", {}), ("<>empty", "priority", {}), ("<abc>letters", "priority", {}),
        ("<13", "priority", {}), ("\tat com.example.Shop.pay(Shop.java:42)", "priority", {}), ("GET / HTTP/1.1", "priority", {}), ("{\"json\": true}", "priority", {}),
        ("<14>1 2026-13-20T12:18:36Z h a - - - m", "timestamp", dict(facility="user", severity=6)),
        ("<14>1 2026-11-20T25:18:36Z h a - - - m", "timestamp", dict(facility="user", severity=6)),
        ("<14>1 2026-11-20T12:18:36Zulu h a - - - m", "timestamp", dict(facility="user", severity=6)),
        ("<14>1 2026-11-20T12:18:36Z h a", "header", dict(facility="user", severity=6)),
        ("<14>1 - h  - - - m", "header", dict(facility="user", severity=6)),
    ]
    message, fault, known = cases[i % len(cases)]
    add("malformed", message, body=message, fields=[text("syslog.malformed", fault)], **known)


@sender
def malformed_data(i):
    t, h = moment(6), host()
    rest = ["[x@1 a=\"1\" text", "[x@1 a=1] text", "[ a=\"1\"] text", "(none) text", "[x@1 a=\"1\"", "-text", "[x@1 a=\"\\\""][i % 7]
    add("malformed structured data", f"{pri('user', 6)}1 {iso(t)} {h} app - - {rest}", facility="user", severity=6, time=t, host=h, app="app", body=rest,
        fields=[text("syslog.malformed", "structured_data")])


@sender
def tight_tag(i):
    # Python's handler with ident = "shop:", and relays that write the tag so.
    s = rnd.randint(0, 7)
    body = ["Order 42 failed", "(root) CMD (run-parts)", '{"level":"info"}', "[error] no such file", "'su root' failed", '"GET / HTTP/1.1" 200', "<nil>"][i % 7]
    if i % 2:
        add("python SysLogHandler with a tight ident", f"{pri('user', s)}shop:{body}\0", facility="user", severity=s, app="shop", body=body)
    else:
        t, h = moment(), host()
        add("tag without a space", f"{prefix('local0', s, t, h)}shop.web:{body}", facility="local0", severity=s, time=t, host=h, app="shop.web", body=body)


@sender
def no_tag(i):
    # What looks like a tag without a space and is none.
    body = ["https://example.com/ is down", "12:18:36 late", "C:\\Temp full", "::1 is me", "CEF:0|a|b|1|2|c|3|", "eth0:1 down", "a:/b"][i % 7]
    t, h = moment(), host()
    add("text with a colon", f"{prefix('user', 6, t, h)}{body}", facility="user", severity=6, time=t, host=h, body=body)


@sender
def cisco_xr_unzoned(i):
    t, p = moment(3), pid()
    body = f"%PKT_INFRA-LINK-3-UPDOWN : Interface GigabitEthernet0/0/0/{i}, changed state to Down"
    add("cisco ios xr without a zone", f"{pri('local7', 3)}{i + 100}: RP/0/RSP0/CPU0:{bsd(local(t))}.{t.microsecond // 1000:03d} : ifmgr[{p}]: {body}", facility="local7",
        severity=3, time=t, host="RP/0/RSP0/CPU0", app="ifmgr", pid=p, body=body,
        fields=[text("syslog.sequence", str(i + 100)), text("syslog.msgid", "PKT_INFRA-LINK-3-UPDOWN")])


def main():
    for function in SENDERS:
        for i in range(EACH):
            function(i)
    for record in out:
        print(json.dumps(record, ensure_ascii=True, separators=(",", ":")))


if __name__ == "__main__":
    main()
