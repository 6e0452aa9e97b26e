"""Where facts are named: rules of tags, cells of the service matrix, the tier model, forms, saved views,
automations.

A fact is a coordinate (`Client.riskLevel`, `Client.custom:key`), a row's public id (`tag_…`, `product_…`), a tier
(`tier:hnw`) or a cell of the matrix (`service:standard`). Each place tells what names which facts.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl

import orjson
from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.automations.automations import Automation, AutomationVersion
from backend.automations.content import Content, read_content
from backend.automations.targets import fields_in, rows_in
from backend.book.custom_field_changes import all_fields, used
from backend.book.custom_fields import CUSTOM, CustomField
from backend.book.custom_formulas import named_in
from backend.book.form_rules import conditions_of
from backend.book.rollups import condition_of as rows_of
from backend.book.rollups import rests_on as rolled_rests_on
from backend.book.rollups import rolled_of
from backend.book.saved_views import CONDITION, SavedView, views_of
from backend.book.service_matrices import matrix_in_force
from backend.book.tag_rules import ruled_tags
from backend.book.tier_models import model_in_force
from backend.graph.context import Context
from backend.platform.errors import Refused
from backend.platform.ids import own_id, public_id
from backend.schema.pointing import noun_of
from backend.schema.reachable import Rows
from backend.schema.subjects import CLIENTS
from backend.schema.tag_conditions import fields_of
from backend.schema.tier_rights import rests_on
from backend.systemize.conditions.tree import Condition, Is, about_row, read

KEYED: Final = ("tier", "service")
"""Fields whose values are facts of their own."""


@dataclass(frozen=True)
class Use:
    """Something that names facts. id: public, None of what is but one; breaks: it is in force, and what it names is
    missed when it goes (of a view that is so of own fields alone); hidden: of somebody else, whose name this caller is
    not told.
    """

    kind: str
    id: str | None
    zh: str
    en: str
    facts: frozenset[str]
    breaks: bool
    hidden: bool = False


def breaks_without(use: Use, fact: str) -> bool:
    """Whether something in use would miss a fact: a view cannot be opened that names an own field out of use."""
    return use.breaks or (use.kind == "view" and fact.startswith(f"Client.{CUSTOM}"))


def facts_in(condition: Condition | None) -> frozenset[str]:
    """Every fact that a condition over clients names."""
    if condition is None:
        return frozenset()
    return frozenset([*fields_of(condition), *_values_in(condition, CLIENTS)])


def _values_in(condition: Condition, rows: Rows) -> Iterator[str]:
    for each in about_row(condition):
        if not isinstance(each, Is):
            way = rows.links.get(each.field)
            of = None if way is None else way.of()
            if isinstance(of, Rows):
                yield from _values_in(each.part, of)
        elif each.op != "empty":
            many = each.value if isinstance(each.value, list) else [each.value]
            noun = noun_of(each.field, rows.fields.get(each.field))
            yield from _told(each.field, noun, many)


def _told(key: str, noun: str | None, values: Iterable[Any]) -> Iterator[str]:
    for value in values:
        if key in KEYED:
            yield f"{key}:{value}"
        elif noun is not None:
            try:
                yield public_id(noun, own_id(noun, value))
            except Refused:
                continue


async def _rules(session: AsyncSession, _context: Context) -> list[Use]:
    return [
        Use("tag", public_id("tag", one.id), one.tag.name, one.tag.name, facts_in(one.condition), breaks=True)
        for one in await ruled_tags(session)
        if one.condition is not None
    ]


async def _cells(session: AsyncSession, _context: Context) -> list[Use]:
    matrix = await matrix_in_force(session)
    return [
        Use(
            "service",
            cell.key,
            cell.zh,
            cell.en,
            facts_in(cell.condition)
            | {f"tier:{key}" for key in cell.tiers}
            | ({"Client.tier"} if cell.tiers else set()),
            breaks=True,
        )
        for cell in (() if matrix is None else matrix.cells)
    ]


async def _tiers(session: AsyncSession, _context: Context) -> list[Use]:
    model = await model_in_force(session)
    if model is None:
        return []
    facts = frozenset(rests_on(model.content))
    return [Use("tiers", None, "分层模型", "Tier model", facts, breaks=True)]


async def _automations(session: AsyncSession, _context: Context) -> list[Use]:
    rows = await session.execute(
        select(Automation, AutomationVersion.content)
        .join(
            AutomationVersion,
            and_(
                AutomationVersion.firm_id == session.info["firm_id"],
                AutomationVersion.automation_id == Automation.id,
                AutomationVersion.number == Automation.number,
            ),
        )
        .where(Automation.firm_id == session.info["firm_id"], Automation.archived_at.is_(None))
        .order_by(Automation.id)
    )
    return [
        Use(
            "automation",
            public_id("automation", row.id),
            row.zh,
            row.en,
            frozenset(facts_of_automation(read_content(content))),
            breaks=row.on,
        )
        for row, content in rows
    ]


def facts_of_automation(content: Content) -> Iterator[str]:
    """Facts that an automation names: what its conditions rest on, rows, and fields of clients."""
    conditions = [content.condition, *(step.condition for step in content.every_step())]
    for condition in conditions:
        yield from facts_in(condition)
    yield from (id for _, id in rows_in(content))
    yield from (f"Client.{key}" for _, key, _ in fields_in(content))


async def _forms(session: AsyncSession, _context: Context) -> list[Use]:
    # Archiving what a form's condition or a formula rests on is refused by itself, knowingly or not.
    return [
        Use(
            "field",
            public_id("customfield", field.id),
            field.zh,
            field.en,
            frozenset().union(*(facts_in(each) for each in conditions_of(field)), _computed_of(field)),
            breaks=False,
        )
        for field in used(await all_fields(session))
    ]


def _computed_of(field: CustomField) -> frozenset[str]:
    """What a formula or a roll-up names."""
    named = {f"Client.{key}" for key in named_in(field)}
    if field.rollup is None:
        return frozenset(named)
    rolled = rolled_of(field)
    condition, way = rows_of(rolled), CLIENTS.links[rolled.relation]
    of = way.of()
    assert isinstance(of, Rows)
    told = () if condition is None else _values_in(condition, of)
    return frozenset([*named, *told, *(each for each, _ in rolled_rests_on(rolled) if "." in each)])


async def _views(session: AsyncSession, context: Context) -> list[Use]:
    seen = {
        view.row.id
        for page in ("clients", "tasks")
        for view in await views_of(session, context.principal, page)
    }
    rows = await session.scalars(
        select(SavedView)
        .where(SavedView.firm_id == session.info["firm_id"], SavedView.page == "clients")
        .order_by(SavedView.name, SavedView.id)
    )
    return [
        Use(
            "view",
            public_id("view", row.id),
            row.name,
            row.name,
            frozenset(_facts_of_url(row.query)),
            breaks=False,
            hidden=row.id not in seen,
        )
        for row in rows
    ]


def _facts_of_url(query: str) -> Iterator[str]:
    """What the URL of the list of clients names: chips, the condition, columns and the order; garbage names nothing."""
    for key, text in parse_qsl(query):
        if key == CONDITION:
            try:
                yield from facts_in(read(orjson.loads(text)))
            except (Refused, orjson.JSONDecodeError):
                continue
        elif key == "own":
            try:
                told = orjson.loads(text)
            except orjson.JSONDecodeError:
                continue
            yield from (f"Client.{CUSTOM}{name}" for name in (told if isinstance(told, dict) else ()))
        elif key in {"sort", "cols"}:
            names = (each.removeprefix("-") for each in text.split(","))
            yield from (
                f"Client.{name}" for name in names if name.startswith(CUSTOM) or name in CLIENTS.fields
            )
        elif key in CLIENTS.fields:
            yield f"Client.{key}"
            yield from _told(key, noun_of(key, CLIENTS.fields[key]), text.split(","))


Place = Callable[[AsyncSession, Context], Awaitable[list[Use]]]
PLACES: Final[Mapping[str, Place]] = {
    "tag": _rules,
    "service": _cells,
    "tiers": _tiers,
    "field": _forms,
    "view": _views,
    "automation": _automations,
}
"""Every place where a fact may be named; a new one is a line here."""
