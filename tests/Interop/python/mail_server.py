"""A mail server (aiosmtpd) that says on standard output what it has taken: one JSON object a line.

mail_server.py tls|starttls|plain [--pem FILE] [--login-only] [--user USER PASSWORD] [--no-utf8]
Recipients that begin with "unknown" are refused for ever, those that begin with "busy" for now.
"""
import argparse
import json
import socket
import ssl
import sys
import time

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from mail_parts import parts


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("unknown"):
            return "550 5.1.1 no such mailbox"
        if address.startswith("busy"):
            return "450 4.2.1 try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        say({
            "from": envelope.mail_from, "to": envelope.rcpt_tos, "options": envelope.mail_options,
            "tls": server.transport.get_extra_info("sslcontext") is not None, "signed_in": session.authenticated,
            **parts(envelope.content),
        })
        return "250 2.0.0 taken"


def say(what):
    print(json.dumps(what), flush=True)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def main():
    options = argparse.ArgumentParser()
    options.add_argument("mode", choices=["tls", "starttls", "plain"])
    options.add_argument("--pem")
    options.add_argument("--login-only", action="store_true")
    options.add_argument("--user", nargs=2)
    options.add_argument("--no-utf8", action="store_true")
    asked = options.parse_args()
    more = {"enable_SMTPUTF8": not asked.no_utf8}
    if asked.pem:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(asked.pem)
        if asked.mode == "tls":
            more["ssl_context"] = context
        else:
            more["tls_context"] = context
            more["require_starttls"] = True
    if asked.user:
        def check(server, session, envelope, mechanism, data):
            good = (data.login, data.password) == tuple(word.encode() for word in asked.user)
            return AuthResult(success=good, handled=False)
        more.update(authenticator=check, auth_required=True, auth_require_tls=asked.mode == "starttls")
        if asked.login_only:
            more["auth_exclude_mechanism"] = ["PLAIN"]
    for last in range(20):
        try:
            controller = Controller(Handler(), hostname="127.0.0.1", port=free_port(), ready_timeout=30, **more)
            controller.start()
            break
        except OSError:
            if last == 19:
                raise
    say({"port": controller.port})
    sys.stdin.read()
    controller.stop()


main()
