"""Sheets of figures that pillars tell themselves: the funnel of the first journey template, and service."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from backend.analyze.papers import Line, Measured, Sheet, Told
from backend.schema import paper_documents as documents
from backend.schema.export_reading import Reader
from backend.schema.paper_words import PaperWords


async def funnel_sheet(
    reader: Reader, words: PaperWords, title: str, window: Mapping[str, str], filter: Mapping[str, str] | None
) -> Sheet:
    """How many journeys of the days entered each stage. Raises Refused(FORBIDDEN)."""
    templates = (await reader.ask(documents.TEMPLATES, {}))["rows"]
    if not templates:
        return Sheet(title, fault=words.say("还没有旅程模板。", "There is no journey template yet."))
    narrowed = {name: value for name, value in (filter or {}).items() if name in {"owner", "team", "tier"}}
    asked = {"template": templates[0]["id"], **window, "filter": narrowed or None}
    told = (await reader.ask(documents.FUNNEL, asked))["rows"]["window"]["conversions"]
    lines = [
        Line(words.title(each["stage"]), (_number(each["entered"]), _number(each["cohort"]["ratio"])))
        for each in told["stages"]
        if each["stage"] is not None
    ]
    return Sheet(
        title,
        (
            (words.say("期间", "Days"), words.days(window["from"], window["to"])),
            (words.say("旅程", "Journey"), words.title(templates[0])),
        ),
        "funnel",
        words.say("阶段", "Stage"),
        measures=(
            Measured(words.say("进入", "Entered"), "count"),
            Measured(words.say("转化率", "Conversion"), "ratio"),
        ),
        lines=tuple(lines),
    )


async def service_sheet(reader: Reader, words: PaperWords, title: str, window: Mapping[str, str]) -> Sheet:
    """Requests of the days by type: answered, in time, closed. Raises Refused(FORBIDDEN)."""
    told = (await reader.ask(documents.SERVICE, dict(window)))["rows"]
    complaints = told["complaints"]["received"]
    whole = words.say("合计", "Total")
    lines = [
        *(Line(_name(words, each), _times(each)) for each in told["rows"]),
        Line(whole, _times(told["whole"]), is_total=True),
    ]
    return Sheet(
        title,
        (
            (words.say("期间", "Days"), words.days(window["from"], window["to"])),
            (words.say("投诉", "Complaints"), "<3" if complaints is None else str(complaints)),
        ),
        "table",
        words.say("请求类型", "Type of request"),
        measures=(
            Measured(words.say("请求", "Requests"), "count"),
            Measured(words.say("已响应", "Answered"), "count"),
            Measured(words.say("响应中位数(分钟)", "Median answer (minutes)"), "count"),
            Measured(words.say("响应达标率", "Answered in time"), "ratio"),
            Measured(words.say("已关闭", "Closed"), "count"),
            Measured(words.say("首次解决率", "Settled at first contact"), "ratio"),
        ),
        lines=tuple(lines),
    )


def _name(words: PaperWords, row: Mapping[str, Any]) -> str:
    return words.title(row) if row["zh"] else words.say("未知", "not known")


def _times(row: Mapping[str, Any]) -> tuple[Told, ...]:
    few = row["requests"] is None
    values = (
        *(row["requests"], row["answered"], row["responseMedian"], row["attainment"]["ratio"]),
        *(row["closed"], row["firstContact"]["ratio"]),
    )
    return tuple(_number(each, few=few) for each in values)


def _number(value: Any, *, few: bool = False) -> Told:
    return Told(None if value is None else Decimal(str(value)), few)
