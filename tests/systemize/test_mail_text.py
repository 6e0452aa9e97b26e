"""E-mails as files: read whole whatever their charset and shape, and never a fault."""

from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.systemize.mail_text import Person, read_mail, text_of_html


def mail(**more: str) -> EmailMessage:
    """A mail with the usual head."""
    message = EmailMessage()
    head = {
        "From": "张三 <zhang@example.com>",
        "To": "周经理 <zhou@firm.example.com>, li@firm.example.com",
        "Subject": "关于净值 的问题",
        "Date": "Fri, 20 Nov 2026 10:00:00 +0800",
        "Message-ID": "<abc@example.com>",
        **more,
    }
    for name, value in head.items():
        message[name] = value
    message.set_content("您好，\n\n请问净值多少？\n")
    return message


def test_head_text_and_attachments_are_read() -> None:
    message = mail(Cc="王 <wang@example.com>")
    message.add_attachment(b"%PDF-1.4 x", maintype="application", subtype="pdf", filename="对账单.pdf")
    found = read_mail(message.as_bytes())
    assert found is not None
    assert (found.message_id, found.subject) == ("abc@example.com", "关于净值 的问题")
    assert found.sender == Person("张三", "zhang@example.com")
    assert [person.address for person in found.recipients] == [
        "zhou@firm.example.com", "li@firm.example.com", "wang@example.com"
    ]  # fmt: skip
    assert found.at == datetime(2026, 11, 20, 2, tzinfo=UTC)
    assert found.text == "您好，\n\n请问净值多少？"
    assert [(each.name, each.content) for each in found.attachments] == [("对账单.pdf", b"%PDF-1.4 x")]


def test_the_plain_text_is_preferred_and_html_is_read_without_what_does_not_show() -> None:
    message = mail()
    message.add_alternative("<p>另一份</p>", subtype="html")
    found = read_mail(message.as_bytes())
    assert found is not None
    assert found.text == "您好，\n\n请问净值多少？"
    html = "<html><head><style>p{}</style></head><body><p>第一  行</p><script>x()</script><div>甲&amp;乙</div></body>"
    assert text_of_html(html) == "第一 行\n\n甲&乙"


@pytest.mark.parametrize("charset", ["gb2312", "gbk", "gb18030", "big5", "utf-8"])
def test_chinese_charsets_are_read(charset: str) -> None:
    raw = (
        b"From: a@example.com\r\nSubject: x\r\nContent-Type: text/plain; charset=" + charset.encode()
        + b"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + "你好".encode(charset)
    )  # fmt: skip
    found = read_mail(raw)
    assert found is not None
    assert found.text == "你好"


def test_a_wrong_charset_or_date_does_not_hide_the_rest() -> None:
    raw = (
        b"From: a@example.com\r\nDate: soon\r\nContent-Type: text/plain; charset=klingon\r\n\r\n"
        + "好".encode()
    )
    found = read_mail(raw)
    assert found is not None
    assert (found.at, found.text, found.message_id) == (None, "好", "")


def test_what_is_no_mail_is_none() -> None:
    assert read_mail(b"just a text") is None
    assert read_mail(b"") is None


@given(st.binary(max_size=400))
def test_no_bytes_make_a_fault(content: bytes) -> None:
    read_mail(content)
    read_mail(b"From: a@b.c\r\nMIME-Version: 1.0\r\nContent-Type: " + content)
