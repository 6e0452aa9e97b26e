"""A mail as it goes out: plain text and the same as HTML in the firm's dress, and the headers a good sender sets.

Source: RFC 5322 (headers), RFC 8058 (unsubscribing with one click), RFC 3834 (not to be answered by machines).
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final

COLOUR: Final = "#1f3a5f"
LINK: Final = re.compile(r"https?://[^\s<>\"'，。；！？（）【】]+")
LEAVE: Final = {
    "zh-CN": ("如不希望再收到此类邮件，可", "退订"),
    "en": ("If you do not want mails of this kind any more,", "unsubscribe"),
}


@dataclass(frozen=True, slots=True)
class Letter:
    """What a mail is made of. key: its idempotency key, which becomes the Message-ID; domain: of the sender;
    unsubscribe: the page and the address of one click, where the reader may leave."""

    key: str
    domain: str
    sender: str
    sender_name: str
    to: str
    subject: str
    body: str
    language: str
    at: datetime
    unsubscribe: tuple[str, str] | None = None
    reply_to: str | None = None
    colour: str = COLOUR


def message_id(key: str, domain: str) -> str:
    """The Message-ID of a key: the same however often it is tried, so that the receiver knows a second delivery."""
    return f"<{key}@{domain}>"


def built(letter: Letter) -> EmailMessage:
    """The mail. Words in any script; no line of a header is the caller's to break."""
    mail = EmailMessage(policy=SMTP)
    name = " ".join(letter.sender_name.split())
    user, _, domain = letter.sender.rpartition("@")
    mail["From"] = Address(display_name=name, username=user, domain=domain)
    mail["To"] = letter.to
    if letter.reply_to:
        mail["Reply-To"] = letter.reply_to
    mail["Subject"] = " ".join(letter.subject.split())
    mail["Date"] = format_datetime(letter.at)
    mail["Message-ID"] = message_id(letter.key, letter.domain)
    mail["Content-Language"] = letter.language
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    text = letter.body.strip() + "\n"
    if letter.unsubscribe is not None:
        page, click = letter.unsubscribe
        mail["List-Unsubscribe"] = f"<{click}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        lead, word = LEAVE[letter.language]
        text += f"\n--\n{name}\n{lead} {word}: {page}\n"
    mail.set_content(text, charset="utf-8", cte="base64")
    mail.add_alternative(_dressed(letter, name), subtype="html", charset="utf-8", cte="base64")
    return mail


def _dressed(letter: Letter, name: str) -> str:
    """The text as HTML: paragraphs and links, nothing that is fetched from anywhere."""
    parts = re.split(r"\n{2,}", letter.body.strip())
    paragraphs = "".join(f'<p style="margin:0 0 16px">{_lines(part)}</p>' for part in parts)
    foot = ""
    if letter.unsubscribe is not None:
        lead, word = LEAVE[letter.language]
        page = html.escape(letter.unsubscribe[0], quote=True)
        foot = f'<p style="margin:8px 0 0">{lead} <a href="{page}" style="color:#5b6472">{word}</a></p>'
    face = "-apple-system,'Segoe UI','PingFang SC','Microsoft YaHei',sans-serif"
    return (
        f'<!doctype html><html lang="{letter.language}"><head><meta charset="utf-8">'
        f"<title>{html.escape(letter.subject)}</title></head>"
        '<body style="margin:0;background:#f4f6f8"><div style="max-width:640px;margin:0 auto;padding:24px">'
        f'<div style="background:#ffffff;border-top:4px solid {letter.colour};padding:32px;'
        f'font:16px/1.7 {face};color:#1c2430">'
        f'<div style="font-weight:600;color:{letter.colour};margin:0 0 24px">{html.escape(name)}</div>'
        f"{paragraphs}</div>"
        f'<div style="padding:16px 32px;font:12px/1.6 {face};color:#5b6472">{html.escape(name)}{foot}</div>'
        "</div></body></html>"
    )


def _lines(part: str) -> str:
    """A paragraph with its breaks, and addresses as links."""
    found: list[str] = []
    at = 0
    for match in LINK.finditer(part):
        found.append(html.escape(part[at : match.start()]))
        link = html.escape(match[0], quote=True)
        found.append(f'<a href="{link}" style="color:#1f5fbf">{link}</a>')
        at = match.end()
    found.append(html.escape(part[at:]))
    return "".join(found).replace("\n", "<br>")
