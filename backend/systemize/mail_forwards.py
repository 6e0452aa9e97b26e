"""Mails that were passed on: the first mail inside the one that came, attached or written below it. Pure functions."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from email.utils import getaddresses, parsedate_to_datetime
from typing import Final

from backend.platform.clock import BUSINESS_ZONE
from backend.systemize.mail_text import Person, ReadMail, read_mail

MOST_LINES, LONGEST_LINE, MOST_NAMED = 5_000, 500, 4_000
"""Of a text, of a line and of the people in it, so far is looked: mails come from anybody."""
_PREFIX: Final = re.compile(
    r"^\s*(?:(?:re|回复|答复|回覆)\s*[:：]\s*)*(?:fwd?|转发|轉寄|轉發)\s*[:：]\s*", re.IGNORECASE
)
_MARK: Final = re.compile(
    r"^[\s>*-]*(?:forwarded message|begin forwarded message|转发的?邮件(?:信息)?|已转发邮件|轉寄的郵件)[\s:：*-]*$",
    re.IGNORECASE,
)
_NAMES: Final = {
    **dict.fromkeys(("from", "发件人", "寄件者", "寄件人"), "from"),
    **dict.fromkeys(("sent", "date", "发送时间", "发送日期", "日期", "时间", "寄件日期", "傳送時間"), "at"),
    **dict.fromkeys(("to", "收件人", "收件者"), "to"),
    **dict.fromkeys(("cc", "抄送", "副本", "抄送人"), "cc"),
    **dict.fromkeys(("subject", "主题", "主旨", "标题"), "subject"),
    **dict.fromkeys(("reply-to", "回复", "回复地址", "bcc", "密送", "importance", "重要性"), "other"),
}
_HEAD: Final = re.compile(
    rf"^[\s>|*]*({'|'.join(sorted(map(re.escape, _NAMES), key=len, reverse=True))})[\s*]*[:：|][\s*|]*(.*?)[\s|*]*$",
    re.IGNORECASE,
)
_DAY: Final = re.compile(r"(\d{4})\s*[年/.-]\s*(\d{1,2})\s*[月/.-]\s*(\d{1,2})")
_TIME: Final = re.compile(
    r"(上午|下午|中午|晚上|凌晨|早上)?\s*(\d{1,2}):(\d{2})(?::\d{2})?\s*([AP]M)?", re.IGNORECASE
)
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WESTERN: Final = re.compile(rf"\b({'|'.join(_MONTHS)})[a-z]*\.?\s+(\d{{1,2}}),?\s+(\d{{4}})", re.IGNORECASE)
_ZONED: Final = re.compile(r"[+-]\d{4}\b|\bGMT\b|\bUTC\b")
_LATE: Final = frozenset({"下午", "晚上", "pm"})


def forwarded_in(mail: ReadMail) -> ReadMail | None:
    """The mail that a mail passes on; None when it passes on none, or several.

    Its text is all that was written, a note above it as well, without the lines that tell who and when; what hangs on
    either hangs on it.
    """
    attached = [each for each in mail.attachments if each.is_mail]
    if len(attached) == 1:
        return _attached(mail, attached[0].content)
    return _written_below(mail) if not attached else None


def _attached(mail: ReadMail, content: bytes) -> ReadMail | None:
    inner = read_mail(content)
    if inner is None:
        return None
    others = tuple(each for each in mail.attachments if not each.is_mail)
    return replace(
        inner,
        message_id=inner.message_id or mail.message_id,
        subject=inner.subject or mail.subject,
        at=inner.at or mail.at,
        text="\n\n".join(text for text in (mail.text, inner.text) if text),
        attachments=(*others, *inner.attachments),
    )


def _written_below(mail: ReadMail) -> ReadMail | None:
    lines = mail.text.splitlines()
    marked = next((n for n, line in enumerate(lines[:MOST_LINES]) if _MARK.match(line[:LONGEST_LINE])), None)
    # An answer quotes a head, too; only what says that it passes something on is read so.
    if marked is None and not _PREFIX.match(mail.subject):
        return None
    head, place = _head(lines, marked or 0)
    sender = _people(head.get("from", ""))
    if not sender:
        return None
    return replace(
        mail,
        subject=head.get("subject") or _PREFIX.sub("", mail.subject).strip() or mail.subject,
        sender=sender[0],
        recipients=(*_people(head.get("to", "")), *_people(head.get("cc", ""))),
        at=written_moment(head.get("at", "")) or mail.at,
        text=_without(lines, place if marked is None else range(marked, place.stop)),
    )


def _head(lines: list[str], start: int) -> tuple[dict[str, str], range]:
    """The first lines that say who, to whom and when, and their place: a run that tells a sender and one thing more."""
    found: dict[str, str] = {}
    last, gap, first, end = "", 0, start, start
    for number, line in enumerate(lines[start : start + MOST_LINES], start):
        named = _HEAD.match(line[:LONGEST_LINE])
        if named is not None:
            first = first if found else number
            last, gap, end = _NAMES[named[1].lower()], 0, number + 1
            found.setdefault(last, named[2])
        elif found and line.strip() and last in {"to", "cc"} and "@" in line:
            found[last] = f"{found[last]} {line.strip()}"[:MOST_NAMED]
            end = number + 1
        elif found:
            gap += 1 if not line.strip() else 3
        if gap > 2:
            if len(found) > 1 and "from" in found:
                break
            found, last, gap = {}, "", 0
    return (found if len(found) > 1 else {}), range(first, end)


def _without(lines: list[str], place: range) -> str:
    above, below = ("\n".join(part).strip() for part in (lines[: place.start], lines[place.stop :]))
    return "\n\n".join(part for part in (above, below) if part)


def _people(text: str) -> list[Person]:
    """Who is named; Outlook and QQ part people by semicolons and write `a@b [mailto:a@b]`."""
    plain = (
        re.sub(r"\[mailto:([^\]]*)\]", r"<\1>", text, flags=re.IGNORECASE)
        .replace("；", ";")
        .replace(";", ",")
    )
    found = [Person(name.strip(), address.strip()) for name, address in getaddresses([plain.strip(", ")])]
    return [each for each in found if "@" in each.address]


def written_moment(text: str) -> datetime | None:
    """A moment as mail programs write it in Chinese and English; of Shanghai where it names no zone."""
    try:
        if _ZONED.search(text):
            return parsedate_to_datetime(text).astimezone(BUSINESS_ZONE)
    except (ValueError, TypeError, OverflowError):
        pass
    day, western, time = _DAY.search(text), _WESTERN.search(text), _TIME.search(text)
    if time is None or (day is None and western is None):
        return None
    hour, half = int(time[2]), (time[1] or time[4] or "").lower()
    if half in _LATE and hour < 12:
        hour += 12
    if half in {"am", "凌晨"} and hour == 12:
        hour = 0
    try:
        if day is not None:
            date = (int(day[1]), int(day[2]), int(day[3]))
        else:
            assert western is not None
            date = (int(western[3]), _MONTHS.index(western[1].lower()) + 1, int(western[2]))
        return datetime(*date, hour, int(time[3]), tzinfo=BUSINESS_ZONE)
    except ValueError:
        return None
