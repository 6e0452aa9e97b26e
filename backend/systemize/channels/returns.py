"""Mails that come back: what a delivery status notification says of the mail it answers.

Pure. Source: RFC 3464; of machines that write none the null sender alone is no proof, and nothing follows from it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.policy import default
from typing import Final

from backend.systemize.channels.outcomes import shortened

STATUS: Final = re.compile(r"([245])\.\d{1,3}\.\d{1,3}")
MOST_PARTS: Final = 50


@dataclass(frozen=True, slots=True)
class Return:
    """What became of a mail. kind: bounced, delivered, delayed; dead: the address itself is no good."""

    kind: str
    dead: bool
    reply: str | None


def read_return(content: bytes) -> Return | None:
    """What a notification says; None for anything else, an answering machine's mail among them."""
    mail = message_from_bytes(content, policy=default)
    for n, part in enumerate(mail.walk()):
        if n > MOST_PARTS:
            return None
        if part.get_content_type() != "message/delivery-status":
            continue
        for block in _blocks(part):
            action = str(block.get("Action", "")).strip().lower()
            status = STATUS.search(str(block.get("Status", "")))
            if not action or status is None:
                continue
            reply = shortened(str(block.get("Diagnostic-Code", "")) or status[0])
            if action == "failed":
                dead = status[0].startswith("5.1.") or status[0] in ("5.2.1", "5.4.4")
                return Return("bounced", dead, reply)
            if action in ("delivered", "relayed", "expanded"):
                return Return("delivered", False, reply)
            if action == "delayed":
                return Return("delayed", False, reply)
    return None


def _blocks(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [each for each in payload if isinstance(each, Message)] if isinstance(payload, list) else []
