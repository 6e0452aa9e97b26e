"""Reads what goes on paper as one person: his rights and his reach decide what is told, sheet by sheet.

What he may not see is a sheet that says so. Nothing here counts a figure itself.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from backend.analyze.boards import COCKPIT
from backend.analyze.monthly_pack import FUNNEL, SERVICE, Part, pack
from backend.analyze.papers import Line, Measured, Sheet
from backend.analyze.papers import Told as Cell
from backend.analyze.report_shape import Shape
from backend.analyze.report_windows import window_of
from backend.graph.deadlines import BoundContext
from backend.platform.clock import business_date
from backend.platform.errors import Code, Refused
from backend.schema import paper_documents as documents
from backend.schema.export_reading import Reader
from backend.schema.paper_specials import funnel_sheet, service_sheet
from backend.schema.paper_words import PaperWords
from backend.schema.tag_conditions import checked
from backend.schema.tag_rules import names_in, words_of

REPORT, BOARD, PACK = KINDS = ("report", "dashboard", "pack")
"""What goes on paper; the words before public ids, but of the pack."""
SPAN: Final = "lastMonth"


@dataclass(frozen=True, slots=True)
class Subject:
    """What is wanted. id: public, of a report or board; window, filter: of a board, as its reader has narrowed it."""

    kind: str
    id: str | None = None
    window: Mapping[str, str] | None = None
    filter: Mapping[str, str] | None = None

    @property
    def variables(self) -> dict[str, Any]:
        """Of the documents of figures."""
        return {"window": self.window, "filter": dict(self.filter) if self.filter else None}


@dataclass(frozen=True)
class Opened:
    """A subject that its reader may see. board: its cards, of a board."""

    subject: Subject
    title: str
    words: PaperWords
    report: Mapping[str, Any] | None = None
    board: Sequence[Mapping[str, Any]] = ()

    @property
    def count(self) -> int:
        """Sheets there will be."""
        return {REPORT: 1, PACK: len(pack().parts)}.get(self.subject.kind, len(self.board))


async def opened(reader: Reader, subject: Subject) -> Opened | None:
    """What is wanted, as its reader sees it; None when he does not, or it is gone.

    Raises Refused(FORBIDDEN) for who reads no figures.
    """
    if not reader.principal.may("Query.reportPreview"):
        raise Refused(Code.FORBIDDEN, coordinate="Query.reportPreview")
    words = await _words(reader, subject.filter)
    if subject.kind == PACK:
        return Opened(subject, words.say(pack().zh, pack().en), words)
    if subject.kind == BOARD:
        found = (await reader.ask(documents.BOARD, {"id": subject.id}))["rows"]
        return found and Opened(subject, words.title(found), words, board=found["cards"])
    found = (await reader.ask(documents.REPORT, {"id": subject.id, **subject.variables}))["rows"]
    if found is None:
        return None
    words = await _words(reader, {**(subject.filter or {}), **(found["shape"]["filter"] or {})})
    return Opened(subject, words.title(found), words, report=found)


async def sheets(reader: Reader, of: Opened) -> AsyncIterator[Sheet]:
    """Its sheets, each as soon as it is told."""
    if of.report is not None:
        yield await _report_sheet(reader, of, of.report)
        return
    parts: Sequence[Part] = pack().parts
    if of.subject.kind == PACK:
        for part in parts:
            yield await _part(reader, of, part)
        return
    for card in sorted(of.board, key=lambda each: (each["y"], each["x"])):
        if card["cockpit"] in COCKPIT:
            for part in pack().cockpit[card["cockpit"]]:
                yield await _part(reader, of, part)
        else:
            document, asked = documents.REPORT, {"id": card["report"], **of.subject.variables}
            found = (await reader.ask(document, asked))["rows"]
            if found is None:
                yield Sheet(of.words.say("报表", "Report"), fault=_not_shown(of.words))
            else:
                yield await _report_sheet(reader, of, found)


async def _words(reader: Reader, filter: Mapping[str, Any] | None) -> PaperWords:
    english = reader.principal.locale == "en"
    tiers: dict[str, tuple[str, str]] = {}
    if reader.principal.may("Query.tierModels"):
        models = (await reader.ask(documents.TIERS, {}))["rows"]
        tiers = {
            tier["key"]: (tier["zh"], tier["en"])
            for model in models
            if model["inForce"]
            for tier in model["tiers"]
        }
    owner, team = ((filter or {}).get(name) for name in ("owner", "team"))
    names = {}
    if owner or team:
        asked = {"owner": owner or "", "team": team or "", "hasOwner": bool(owner), "hasTeam": bool(team)}
        told = await reader.ask(documents.NAMES, asked)
        names = {
            id: told[noun]["name"] for noun, id in (("owner", owner), ("team", team)) if id and told.get(noun)
        }
    return PaperWords(english, tiers, names)


async def _report_sheet(reader: Reader, of: Opened, found: Mapping[str, Any]) -> Sheet:
    shape, answer = found["shape"], found["answer"]
    title = of.words.title(found)
    if answer is None:
        return Sheet(title, fault=_denied(of.words))
    condition = None
    if shape["condition"] is not None:
        context = BoundContext(reader.principal, reader.services)
        read = checked(shape["condition"])
        condition = words_of(read, context, await names_in(context, read))
    return sheet_of(
        of.words, title, shape, answer, (shape["filter"] or {}, of.subject.filter or {}), condition
    )


async def _part(reader: Reader, of: Opened, part: Part) -> Sheet:
    title = of.words.say(part.zh, part.en)
    window = of.subject.window or _last_month()
    try:
        if part.special == FUNNEL:
            return await funnel_sheet(reader, of.words, title, window, of.subject.filter)
        if part.special == SERVICE:
            return await service_sheet(reader, of.words, title, window)
        assert part.shape is not None
        asked = documents.input_of(part.shape)
        if of.subject.window is not None:
            asked |= _dated(part.shape, of.subject.window)
        variables = {"shape": asked, "window": None, "filter": of.subject.variables["filter"]}
        answer = (await reader.ask(documents.PREVIEW, variables))["rows"]
    except Refused as refused:
        if refused.code is not Code.FORBIDDEN:
            raise
        return Sheet(title, fault=_denied(of.words))
    return sheet_of(of.words, title, asked, answer, (of.subject.filter or {},), None)


def _dated(shape: Shape, window: Mapping[str, str]) -> dict[str, Any]:
    """A part that is about its month is about other days where they are asked for; a course of a year stays one."""
    return {} if shape.time is not None else {"span": "FIXED", "from": window["from"], "to": window["to"]}


def _last_month() -> dict[str, str]:
    days = window_of(SPAN, business_date())
    return {"from": days.first.isoformat(), "to": days.until.isoformat()}


def sheet_of(
    words: PaperWords,
    title: str,
    shape: Mapping[str, Any],
    answer: Mapping[str, Any],
    filters: Sequence[Mapping[str, Any]],
    condition: str | None,
) -> Sheet:
    """The sheet of an answer. shape: as the API has it."""
    every, wide = len(answer["measures"]), len(answer["columns"]) > 1
    totals = shape["totals"] or shape["rows"] is None
    lines = answer["lines"] if totals else answer["lines"][:-1]
    says = [
        (words.say("期间", "Days"), words.days(answer["from"], answer["to"])),
        (words.say("范围", "Range"), words.range(whole=answer["whole"])),
    ]
    if answer["beforeFrom"]:
        days = words.days(answer["beforeFrom"], answer["beforeTo"])
        says.append((words.say("对比", "Compared with"), days))
    if narrowed := words.filters(*filters):
        says.append((words.say("筛选", "Filters"), narrowed))
    if condition:
        says.append((words.say("条件", "Condition"), condition))
    says.append((words.say("指标", "Measures"), words.say("、", ", ").join(_names(words, answer))))
    return Sheet(
        title,
        tuple(says),
        shape["chart"].lower(),
        words.dimension(shape["rows"]),
        tuple(words.key(shape["columns"], key) for key in answer["columns"]) if wide else ("",),
        tuple(_measure(words, each, shape["scale"].lower()) for each in answer["measures"]),
        tuple(
            Line(
                words.key(shape["rows"], line["key"]),
                tuple(_cell(each) for each in line["cells"][: len(answer["columns"]) * every]),
                line["key"]["kind"] == "total",
            )
            for line in lines
        ),
        compared=bool(answer["beforeFrom"]) and not wide,
        rows_are_time=shape["rows"] in {"WEEK", "MONTH", "QUARTER"},
    )


def _names(words: PaperWords, answer: Mapping[str, Any]) -> list[str]:
    return [f"{words.title(each)}: {words.title(each['measure'])}" for each in answer["measures"]]


def _measure(words: PaperWords, each: Mapping[str, Any], scale: str) -> Measured:
    return Measured(words.title(each["measure"]), each["measure"]["unit"], scale)


def _cell(each: Mapping[str, Any]) -> Cell:
    value, before = each["figure"]["value"], each["before"]
    return Cell(
        None if value is None else Decimal(str(value)),
        each["few"],
        None if before is None else Decimal(str(before)),
    )


def _not_shown(words: PaperWords) -> str:
    return words.say("这份报表已删除, 或未向您开放。", "This report is gone, or is not shown to you.")


def _denied(words: PaperWords) -> str:
    return words.say("您的角色不能查看这些数据。", "Your role does not include these figures.")
