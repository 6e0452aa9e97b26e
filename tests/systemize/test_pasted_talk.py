"""Conversations as they are copied: each form is understood, and no line is ever lost."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.platform.clock import BUSINESS_ZONE
from backend.systemize.pasted_talk import Said, read_talk, speakers_of

ON = date(2026, 11, 20)  # a Friday


def _written(talk: list[Said]) -> list[tuple[str | None, str | None, str]]:
    return [
        (
            said.speaker,
            None if said.at is None else f"{said.at.astimezone(BUSINESS_ZONE):%m-%d %H:%M}",
            said.text,
        )
        for said in talk
    ]


FORMS = {
    "desktop WeChat": (
        "张三 2026/11/19 14:03:22\n您好，想问下净值\n\n李经理 2026/11/19 14:05:01\n今天 1.2034\n比上周涨了一点 🎉\n",
        [("张三", "11-19 14:03", "您好，想问下净值"), ("李经理", "11-19 14:05", "今天 1.2034\n比上周涨了一点 🎉")],
    ),
    "month and day": (
        "张三 11-19 14:03:22\n在吗\n李经理 12-31 09:00\n在",
        [("张三", "11-19 14:03", "在吗"), ("李经理", "12-31 09:00", "在")],
    ),
    "words for days": (
        "张三 昨天 14:03\n[图片]\n李经理 今天 上午9:30\n收到\n张三 星期三 20:15\n[语音]",
        [
            ("张三", "11-19 14:03", "[图片]"),
            ("李经理", "11-20 09:30", "收到"),
            ("张三", "11-18 20:15", "[语音]"),
        ],
    ),
    "forwarded by mail from a phone": (
        ('Dear:\n\t"张三"和"李经理"的聊天记录如下:\n\n—————  2026-11-18  —————\n\n\n张三  14:03\n\n你好\n\n'
        "李经理  14:04\n\n会议改到 15:30\n\n—————  2026-11-19  —————\n\n张三  下午2:05\n\n好"),
        [
            (None, None, 'Dear:\n\t"张三"和"李经理"的聊天记录如下:'),
            ("张三", "11-18 14:03", "你好"),
            ("李经理", "11-18 14:04", "会议改到 15:30"),
            ("张三", "11-19 14:05", "好"),
        ],
    ),
    "WeCom export": (
        "2026-11-19 14:03:22 张三\n合同收到了\n2026-11-19 14:04:00 李经理@企业微信\n好的",
        [("张三", "11-19 14:03", "合同收到了"), ("李经理@企业微信", "11-19 14:04", "好的")],
    ),
    "on one line": (
        "[2026-11-19 14:03:22] 张三: 合同收到了: 两份\n[2026-11-19 14:04] 李经理：好",
        [("张三", "11-19 14:03", "合同收到了: 两份"), ("李经理", "11-19 14:04", "好")],
    ),
    "English": (
        "Zhang San 11/19/2026 2:03 PM\nHello\nLi Yesterday 14:05\nHi, see you 14:30\nLi Nov 18, 2026 9:00 am\nok",
        [
            ("Zhang San", "11-19 14:03", "Hello"),
            ("Li", "11-19 14:05", "Hi, see you 14:30"),
            ("Li", "11-18 09:00", "ok"),
        ],
    ),
    "names alone": (
        "张三:\n你好\n李经理:\n您好，链接 https://example.com:8080/a\n备注: 见附件",
        [
            ("张三", None, "你好"),
            ("李经理", None, "您好，链接 https://example.com:8080/a\n备注: 见附件"),
        ],
    ),
    "names alone on one line": (
        "张三：你好\n李经理：您好\n张三：再见\n李经理：再见",
        [("张三", None, "你好"), ("李经理", None, "您好"), ("张三", None, "再见"), ("李经理", None, "再见")],
    ),
    "nothing known": ("只是一段话\n第二行", [(None, None, "只是一段话\n第二行")]),
    "an appointment is no header": (
        "张三 2026/11/19 14:03\n我们约 2026-11-25 14:00\n可以吗",
        [("张三", "11-19 14:03", "我们约 2026-11-25 14:00\n可以吗")],
    ),
    "a date that answers": (
        "张三 2026/11/19 14:03\n哪天？\n\n李经理 2026/11/19 14:04\n2026-11-18\n14:00",
        [("张三", "11-19 14:03", "哪天？"), ("李经理", "11-19 14:04", "2026-11-18\n14:00")],
    ),
    "a header without words": (
        "张三 2026/11/19 14:03\n李经理 2026/11/19 14:04\n?",
        [("张三", "11-19 14:03", ""), ("李经理", "11-19 14:04", "?")],
    ),
    "blank": (" \n\n", []),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_each_form_of_a_copied_conversation_is_understood(form: str) -> None:
    text, expected = FORMS[form]
    assert _written(read_talk(text, ON)) == expected
    assert _written(read_talk(text.replace("\n", "\r\n"), ON)) == expected


_WORDS = st.text(alphabet="张三李 a1:：.-/—[]🎉年月日\t", max_size=12)
_LINES = st.lists(
    st.one_of(
        _WORDS,
        st.sampled_from(
            ["张三 2026/11/19 14:03", "李 昨天 25:00", "—— 2026-11-18 ——", "张三  14:03", "李: 好", "14:03"]
        ),
    ),
    max_size=30,
)


@given(_LINES)
def test_whatever_is_pasted_every_line_that_is_no_date_is_in_a_message_once_and_in_order(
    lines: list[str],
) -> None:
    talk = read_talk("\n".join(lines), ON)
    told = "\n".join(f"{said.speaker or ''}\n{said.text}" for said in talk)
    at = 0
    for line in lines:
        # Times and dates become the instant; every other letter stays, in the order of the text.
        for part in line.split():
            if (
                any(c.isdigit() for c in part)
                or not any(c.isalpha() for c in part)
                or ":" in part
                or "：" in part
            ):
                continue
            if part in {"昨天", "年", "月", "日"}:
                continue
            found = told.find(part, at)
            assert found >= 0, (line, told)
            at = found
    assert all(said.at is None or said.at.astimezone(BUSINESS_ZONE).date() <= ON for said in talk)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["张三", "李经理", "Zhang San"]),
            st.datetimes(datetime(2026, 1, 1), datetime(2026, 11, 19)),  # noqa: DTZ001  wall clock
            st.sampled_from(["你好", "第一行\n第二行", "[图片]", "见 http://a.b/c", "1.2034", "好 🎉"]),
        ),
        max_size=20,
    )
)
def test_what_is_written_in_the_desktops_form_is_read_back(said: list[tuple[str, datetime, str]]) -> None:
    text = "\n".join(f"{who} {at:%Y/%m/%d %H:%M:%S}\n{words}\n" for who, at, words in said)
    read = read_talk(text, ON)
    assert [(each.speaker, each.text) for each in read] == [(who, words) for who, _, words in said]
    assert [each.at for each in read] == [
        at.replace(microsecond=0, tzinfo=BUSINESS_ZONE) for _, at, _ in said
    ]
    assert speakers_of(read) == list(dict.fromkeys(who for who, _, _ in said))
