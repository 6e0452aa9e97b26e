"""The mail inside a mail, as programs in Chinese and English pass it on."""

from __future__ import annotations

import time
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from backend.systemize.mail_forwards import forwarded_in, written_moment
from backend.systemize.mail_text import Person, ReadMail, read_mail
from tests.mail.posting import mail

WHO = "zhang@client.example.com"
WHEN = datetime(2026, 11, 20, 10, 5, tzinfo=ZoneInfo("Asia/Shanghai"))
FORMS = {
    "gmail": (
        "Fwd: 续约",
        ("请看。\n\n---------- Forwarded message ---------\nFrom: 张三 <zhang@client.example.com>\n"
         "Date: Fri, Nov 20, 2026 at 10:05 AM\nSubject: 续约\nTo: 周 <zhou@firm.example.com>\n\n\n我想续约。\n"),
    ),
    "outlook zh": (
        "转发: 续约",
        ("请看。\n\n发件人: 张三 <zhang@client.example.com>\n发送时间: 2026年11月20日 10:05\n"
         "收件人: 周 <zhou@firm.example.com>\n主题: 续约\n\n我想续约。\n"),
    ),
    "outlook en": (
        "FW: 续约",
        ("请看。\n\n________________________________\nFrom: 张三 [mailto:zhang@client.example.com]\n"
         "Sent: Friday, November 20, 2026 10:05 AM\nTo: 周 <zhou@firm.example.com>; x@firm.example.com\n"
         "Subject: 续约\n\n我想续约。\n"),
    ),
    "qq": (
        "转发：续约",
        ('请看。\n\n\n------------------ 原始邮件 ------------------\n发件人: "张三" <zhang@client.example.com>;\n'
         '发送时间: 2026年11月20日(星期五) 上午10:05\n收件人: "周"<zhou@firm.example.com>;\n\n'
         '主题: 续约\n\n我想续约。\n'),
    ),
    "163": (
        "Fw:续约",
        ("请看。\n\n---- 转发的邮件 ----\n| 发件人 | 张三<zhang@client.example.com> |\n"
         "| 发送日期 | 2026-11-20 10:05:00 |\n"
         "| 收件人 | 周<zhou@firm.example.com> |\n| 主题 | 续约 |\n\n我想续约。\n"),
    ),
    "apple": (
        "Fwd: 续约",
        ("请看。\n\nBegin forwarded message:\n\n> From: 张三 <zhang@client.example.com>\n> Subject: 续约\n"
         "> Date: 20 November 2026 at 10:05:00 GMT+8\n> To: zhou@firm.example.com\n>\n> 我想续约。\n"),
    ),
    "thunderbird": (
        "Fwd: 续约",
        ("请看。\n\n-------- Forwarded Message --------\nSubject: \t续约\nDate: \tFri, 20 Nov 2026 10:05:00 +0800\n"
         "From: \t张三 <zhang@client.example.com>\nTo: \tzhou@firm.example.com\n\n我想续约。\n"),
    ),
}  # fmt: skip


def _read(content: bytes) -> ReadMail:
    found = read_mail(content)
    assert found is not None
    return found


@pytest.mark.parametrize("form", FORMS)
def test_a_mail_written_below_a_forward_is_found(form: str) -> None:
    subject, text = FORMS[form]
    found = forwarded_in(_read(mail(text, Subject=subject).as_bytes()))
    assert found is not None
    assert (found.subject, found.sender.address) == ("续约", WHO)
    assert "zhou@firm.example.com" in [person.address for person in found.recipients]
    if form != "apple":
        assert found.at == WHEN
    assert found.text.startswith("请看。")
    assert "我想续约。" in found.text
    assert WHO not in found.text


def test_a_forward_in_html_alone_is_found() -> None:
    message = mail(Subject="转发: 续约")
    message.set_content(
        "<div>请看。</div><hr><p><b>发件人:</b> 张三 &lt;zhang@client.example.com&gt;<br>"
        "<b>发送时间:</b> 2026年11月20日 10:05<br><b>收件人:</b> zhou@firm.example.com<br><b>主题:</b> 续约</p>"
        "<p>我想续约。</p>",
        subtype="html",
    )
    found = forwarded_in(_read(message.as_bytes()))
    assert found is not None
    assert (found.sender.address, found.at) == (WHO, WHEN)


def test_an_attached_mail_is_found_with_what_hangs_on_it() -> None:
    inner = mail(
        "我想续约。\n", From=f"张三 <{WHO}>", Subject="续约", Message_ID="<inner@client.example.com>"
    )
    inner.add_attachment(b"a,b\n", maintype="text", subtype="csv", filename="表.csv")
    outer = mail("请看。\n", Subject="Fwd: 续约")
    outer.add_attachment(inner)
    found = forwarded_in(_read(outer.as_bytes()))
    assert found is not None
    assert (found.message_id, found.sender.address) == ("inner@client.example.com", WHO)
    assert [each.name for each in found.attachments] == ["表.csv"]
    assert found.text == "请看。\n\n我想续约。"


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("续约", "我想续约。\n"),
        ("回复: 续约", "好的。\n\n发件人: 周 <zhou@firm.example.com>\n发送时间: 2026年11月20日 10:05\n\n您好\n"),
        ("Re: fwd", "-----Original Message-----\nFrom: Zhou <zhou@firm.example.com>\nSubject: x\n\nhi\n"),
        ("Fwd: 续约", "没有引文。\n"),
        ("Fwd: 续约", "From: 不是地址\nSubject: 续约\n\n文字\n"),
        ("Fwd: 续约", "From: 张三 <zhang@client.example.com>\n只有一行\n\n\n\n"),
    ],
)  # fmt: skip
def test_an_answer_or_a_plain_mail_passes_nothing_on(subject: str, text: str) -> None:
    assert forwarded_in(_read(mail(text, Subject=subject).as_bytes())) is None


def test_of_several_attached_mails_none_is_meant() -> None:
    outer = mail(Subject="Fwd: 两封")
    for _ in range(2):
        outer.add_attachment(mail(From=WHO))
    assert forwarded_in(_read(outer.as_bytes())) is None


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("2026年11月20日 下午2:05", 14), ("2026/11/20 14:05", 14), ("2026-11-20 14:05:33", 14),
        ("Fri, Nov 20, 2026 at 2:05 PM", 14), ("November 20, 2026 12:05 AM", 0), ("2026年11月20日(五) 晚上11:05", 23),
        ("Fri, 20 Nov 2026 06:05:00 +0000", 14),
    ],
)  # fmt: skip
def test_moments_are_read_as_programs_write_them(text: str, hour: int) -> None:
    found = written_moment(text)
    assert found is not None
    assert (found.day, found.hour, found.minute) == (20, hour, 5)


@pytest.mark.parametrize(
    "text", ["", "昨天", "2026-13-45 10:00", "2026-11-20", "Nov 99, 2026 10:00", "2026-11-20 77:00"]
)
def test_what_is_no_moment_is_none(text: str) -> None:
    assert written_moment(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "From: " + " " * 400_000 + "x",
        "From: a\n" + "To: [mailto:" * 50_000,
        "\n" * 400_000,
        "From: " + "*|" * 200_000 + "x",
    ],
)
def test_a_text_made_to_take_long_does_not(text: str) -> None:
    begun = time.process_time()
    assert forwarded_in(ReadMail("", "Fwd: x", Person("", ""), (), None, text, ())) is None
    assert time.process_time() - begun < 2
