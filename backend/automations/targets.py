"""What an automation names has to be there: tags, templates, kinds of approvals, people, fields, other automations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.automations.automations import Automation
from backend.automations.catalogue import EVENTS
from backend.automations.content import USER, Content, Step, variables_in
from backend.automations.figures import FIGURES
from backend.book.client_fields import CLIENT_FIELD
from backend.book.custom_fields import CUSTOM, CustomField
from backend.book.staff import User
from backend.book.tags import Tag
from backend.book.task_templates import TaskTemplate
from backend.platform.errors import bad_input
from backend.platform.ids import split_id
from backend.retain.message_templates import MessageTemplate
from backend.retain.request_types import RequestType
from backend.systemize.fields import Kind
from backend.track.approval_kinds import ApprovalKind
from backend.track.templates import JourneyTemplate

MODELS: Final[dict[str, Any]] = {
    "tag": Tag,
    "journeytemplate": JourneyTemplate,
    "tasktemplate": TaskTemplate,
    "approvalkind": ApprovalKind,
    "requesttype": RequestType,
    "automation": Automation,
    "messagetemplate": MessageTemplate,
    "user": User,
}
"""What may be named and can be out of use."""
TELLABLE: Final = (Kind.TEXT, Kind.CHOICE, Kind.NUMBER, Kind.PERCENT, Kind.MONEY, Kind.DATE, Kind.BOOLEAN)
"""Fields whose values may stand in a text; numbers of persons never do."""
WRITABLE: Final = (*TELLABLE, Kind.LONG_TEXT, Kind.CHOICES)


def rows_in(content: Content) -> Iterator[tuple[str, str]]:
    """(place, public id) of every row that an automation names outside of its conditions."""
    trigger = content.trigger
    for name, values in (trigger.where or {}).items():
        if trigger.event and EVENTS[trigger.event].filters[name].of.startswith("rows:"):
            assert isinstance(values, tuple)
            yield from ((f"trigger.where.{name}", value) for value in values)
    for step in content.every_step():
        for name in ("tag", "template", "approval", "message", "request", "automation"):
            if name in step.given:
                yield f"steps.{step.id}.{name}", step.given[name]
        for name, value in people_in(step):
            if value.startswith(USER):
                yield f"steps.{step.id}.{name}", value


def people_in(step: Step) -> Iterator[tuple[str, str]]:
    """(member, rule) of every person a step names."""
    if "assignee" in step.given:
        yield "assignee", step.given["assignee"]
    if step.kind == "notify":
        yield from (("to", each) for each in step.given["to"])


def fields_in(content: Content) -> Iterator[tuple[str, str, str]]:
    """(place, field, how: read, write, date) of every field of a client that it names outside of its conditions."""
    if content.trigger.kind == "date":
        yield "trigger.field", content.trigger.field or "", "date"
    for name, values in (content.trigger.where or {}).items():
        if name == "fields":
            assert isinstance(values, tuple)
            yield from (("trigger.where.fields", value, "know") for value in values)
    for step in content.every_step():
        if step.kind == "set_field":
            yield f"steps.{step.id}.field", step.given["field"], "write"
        for name in ("title", "text", "body"):
            for of, key in variables_in(step.given.get(name, "")):
                if of == "client":
                    yield f"steps.{step.id}.{name}", key, "read"


async def hold_targets(session: AsyncSession, content: Content) -> None:
    """Raises Refused(BAD_USER_INPUT): `unknown`, `automation_gone` for what is out of use, `automation_field`."""
    await _hold_rows(session, list(rows_in(content)))
    own = {
        CUSTOM + row.key: row
        for row in await session.scalars(
            select(CustomField).where(
                CustomField.firm_id == session.info["firm_id"], CustomField.archived_at.is_(None)
            )
        )
    }
    for at, key, how in fields_in(content):
        _hold_field(at, key, how, own)
    if content.trigger.kind == "figure" and content.trigger.figure not in FIGURES:
        raise bad_input("trigger.figure", "choice")


async def _hold_rows(session: AsyncSession, named: Sequence[tuple[str, str]]) -> None:
    by_noun: dict[str, set[UUID]] = {}
    for at, public in named:
        noun, id = split_id(public)
        if noun == "product":
            continue
        if noun not in MODELS:
            raise bad_input(at, "bad_id")
        by_noun.setdefault(noun, set()).add(id)
    there: dict[tuple[str, UUID], bool] = {}
    for noun, ids in by_noun.items():
        model = MODELS[noun]
        for row in await session.scalars(
            select(model).where(model.firm_id == session.info["firm_id"], model.id.in_(ids))
        ):
            there[noun, row.id] = row.active if noun == "user" else row.archived_at is None
    for at, public in named:
        noun, id = split_id(public)
        if noun == "product":
            continue
        if (noun, id) not in there:
            raise bad_input(at, "unknown")
        if not there[noun, id]:
            raise bad_input(at, "automation_gone")


def _hold_field(at: str, key: str, how: str, own: dict[str, CustomField]) -> None:
    if key.startswith(CUSTOM):
        row = own.get(key)
        made = row is not None and (row.formula is not None or row.rollup is not None)
        kind = None if row is None or row.rollup is not None or (made and how == "write") else Kind(row.kind)
        editable = row is not None and not made
    else:
        field = CLIENT_FIELD.get(key)
        kind = None if field is None else field.kind
        editable = field is not None and field.editable and not field.contact
        if field is not None and field.contact and how in {"read", "write"}:
            kind = None
    allowed = {
        "read": kind in TELLABLE,
        "write": kind in WRITABLE and editable,
        "date": kind in (Kind.DATE, Kind.LUNAR),
        "know": True,
    }[how]
    if not allowed:
        raise bad_input(at, "automation_date" if how == "date" else "automation_field", value=key)
