"""Exit criteria: whether they hold of clients, and whom they would tell what he may not read.

Whoever moves a journey is told which criteria do not hold. So a criterion may rest only on what everybody may read who
may move journeys, or see what holds them; and whoever may not read it any more is refused, whatever would come of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.clients import Client
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.principal import Level, Mask, Principal, Relation
from backend.policies.enforcement import Policy
from backend.schema.tag_conditions import asked, checked, missing
from backend.schema.tag_sweeping import firm_of
from backend.systemize.conditions.tree import write
from backend.track.moving import Judge
from backend.track.template_content import Content, Criterion

TOLD: Final = ("Journey.missing", "Mutation.advanceJourney", "Mutation.finishJourney")
"""By each of these one learns which criteria hold."""


def judging(mask: Mask, stands: Relation) -> Judge:
    """Judges criteria for somebody who stands so to the client. Raises FORBIDDEN for what he may not read of him."""

    async def judge(
        session: AsyncSession, client_id: UUID, criteria: Sequence[Criterion]
    ) -> Sequence[bool | None]:
        coordinate = hidden(mask, criteria, stands)
        if coordinate is not None:
            raise Refused(Code.FORBIDDEN, coordinate=coordinate)
        firm = await firm_of(session)
        return (await holding(session, firm, [client_id], criteria))[client_id]

    return judge


async def holding(
    session: AsyncSession, firm: Principal, client_ids: Sequence[UUID], criteria: Sequence[Criterion]
) -> Mapping[UUID, Sequence[bool | None]]:
    """Whether each criterion holds of each client; None for one that names what is no more."""
    terms = [_asked(firm, criterion) for criterion in criteria]
    known = [term for term in terms if term is not None]
    rows = await session.execute(
        select(Client.id, *known).where(Client.firm_id == firm.firm_id, Client.id.in_(client_ids))
    )
    found: dict[UUID, list[bool | None]] = {id: [None] * len(terms) for id in client_ids}
    for id, *values in rows:
        given = iter(values)
        found[id] = [None if term is None else bool(next(given)) for term in terms]
    return found


def _asked(firm: Principal, criterion: Criterion) -> Any:
    try:
        return asked(firm, criterion.condition)
    except Refused:
        return None


def hidden(mask: Mask, criteria: Sequence[Criterion], stands: Relation) -> str | None:
    """The first coordinate that criteria rest on and that may not be read at a relation; None: all may be."""
    for criterion in criteria:
        coordinate = missing(mask, criterion.condition, [stands])
        if coordinate is not None:
            return coordinate
    return None


async def hold_criteria(session: AsyncSession, content: Content) -> None:
    """Raises Refused(BAD_USER_INPUT) for numbers of persons in a criterion, and for what is not known."""
    firm = await firm_of(session)
    for stage in content.stages:
        for n, criterion in enumerate(stage.criteria):
            checked(write(criterion.condition))
            if _asked(firm, criterion) is None:
                at = f"stages.{stage.place}.criteria.{n}.condition"
                raise bad_input(at, "criterion_unknown", value=criterion.name.zh)


def hold_author(mask: Mask, content: Content) -> None:
    """Raises Refused(FORBIDDEN) when criteria rest on what their author may not read of every client he sees."""
    relations = mask.relations("Client")
    for criterion in _criteria(content):
        coordinate = missing(mask, criterion.condition, relations)
        if coordinate is not None:
            raise Refused(Code.FORBIDDEN, coordinate=coordinate)


def hold_readers(policy: Policy, role_sets: Iterable[tuple[str, ...]], content: Content) -> None:
    """Raises Refused(BAD_USER_INPUT, problem=journey_discloses) naming the roles and the coordinate."""
    for roles in role_sets:
        mask = policy.mask(roles)
        told = [r for r in mask.relations("Client") if any(mask.level(c, r) >= Level.VIEW for c in TOLD)]
        for criterion in _criteria(content) if told else ():
            coordinate = missing(mask, criterion.condition, told)
            if coordinate is not None:
                raise bad_input("content", "journey_discloses", roles=list(roles), value=coordinate)


def _criteria(content: Content) -> Iterable[Criterion]:
    return (criterion for stage in content.stages for criterion in stage.criteria)
