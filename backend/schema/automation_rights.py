"""What the publisher of an automation must hold: it acts for the whole firm by what he could do himself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from backend.automations.catalogue import ACTIONS
from backend.automations.content import Content, read_content
from backend.automations.targets import fields_in, hold_targets
from backend.book.configurations import hold_size
from backend.book.custom_fields import CUSTOM
from backend.graph.context import Context
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.principal import Level, Mask, Relation
from backend.policies.roles import PEOPLE
from backend.schema.tag_conditions import asked, checked, hold_author
from backend.schema.tag_sweeping import firm_of
from backend.systemize.conditions.tree import Condition, write


def needs(content: Content) -> Iterator[tuple[str, Level]]:
    """Coordinates that its steps rest on, with the level of each; those of its conditions are judged apart."""
    for step in content.every_step():
        if step.kind in ACTIONS:
            yield from ((coordinate, Level.VIEW) for coordinate in ACTIONS[step.kind].rights)
    for _, key, how in fields_in(content):
        level = Level.EDIT if how == "write" else Level.VIEW
        yield f"Client.{key}", level
        if key.startswith(CUSTOM):
            yield "Client.custom", level


def conditions_of(content: Content) -> Iterable[Condition]:
    """Its own condition, and those of its steps."""
    if content.condition is not None:
        yield content.condition
    yield from (step.condition for step in content.every_step() if step.condition is not None)


def hold_publisher(mask: Mask, content: Content) -> list[str]:
    """The coordinates it acts with. Raises Refused(FORBIDDEN) naming the first that the publisher has not.

    It is about any client of the firm, so he must reach the whole firm, and hold each right for all of it.
    """
    if mask.level("Client", Relation.FIRM) < Level.VIEW:
        raise Refused(Code.FORBIDDEN, coordinate="Client")
    wanted = dict.fromkeys(needs(content))
    for coordinate, level in wanted:
        if not _holds(mask, coordinate, level):
            raise Refused(Code.FORBIDDEN, coordinate=coordinate)
    for condition in conditions_of(content):
        hold_author(mask, condition)
    return list(dict.fromkeys(coordinate for coordinate, _ in wanted))


def _holds(mask: Mask, coordinate: str, level: Level) -> bool:
    if level is Level.EDIT and coordinate.startswith("Client."):
        return mask.may_write("Client", coordinate.removeprefix("Client."), Relation.FIRM)
    return mask.level(coordinate, Relation.FIRM) >= level


async def hold_conditions(session: AsyncSession, content: Content) -> None:
    """Raises Refused(BAD_USER_INPUT) for a condition with numbers of persons, or that names what is not known."""
    firm = await firm_of(session)
    for condition in conditions_of(content):
        checked(write(condition))
        asked(firm, condition)


async def held_content(session: AsyncSession, context: Context, given: Any) -> tuple[Content, list[str]]:
    """What may be published of what was given, and the rights it acts with.

    Raises Refused: BAD_USER_INPUT naming the place, FORBIDDEN naming the coordinate.
    """
    if not isinstance(given, dict):
        raise bad_input("content", "content_format")
    hold_size(given)
    content = read_content(given, PEOPLE)
    rights = hold_publisher(context.principal.mask, content)
    session.info.setdefault("firm_id", context.principal.firm_id)
    await hold_targets(session, content)
    await hold_conditions(session, content)
    return content, rights
