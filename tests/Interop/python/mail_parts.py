"""What Python's own library makes of a mail, as JSON: mail_parts.py <FILE."""
import email
import email.policy
import json
import sys


def parts(content):
    mail = email.message_from_bytes(content, policy=email.policy.default)
    return {
        "headers": [[name, str(value)] for name, value in mail.items()],
        "text": mail.get_body(("plain",)).get_content(), "html": mail.get_body(("html",)).get_content(),
        "defects": [repr(defect) for part in mail.walk() for defect in part.defects],
        "longest": max(len(line) for line in content.splitlines()),
    }


if __name__ == "__main__":
    print(json.dumps(parts(sys.stdin.buffer.read())))
