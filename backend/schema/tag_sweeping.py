"""Asking the tier model and the rules of tags: of who was marked, of everybody where a rule is new, in their order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, any_, bindparam, false, or_, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from backend.book.clients import Client
from backend.book.configurations import newest_of
from backend.book.custom_fields import CustomField
from backend.book.custom_formulas import fields_of
from backend.book.ledger import Holding, Transaction
from backend.book.service_events import TierChanged, TiersSwept
from backend.book.service_matrices import ServiceMatrix
from backend.book.tag_events import TagGiven, TagSwept, TagTaken
from backend.book.tag_marks import mark, taken
from backend.book.tag_rules import Ruled, building_on, order, rivals, ruled_tags
from backend.book.tag_sweeps import Sweep, Swept, run
from backend.book.tags import Tag
from backend.book.tasks import Task
from backend.book.tier_models import model_in_force
from backend.book.tier_sweeps import Moves, sweep_tiers
from backend.platform.bells import strike
from backend.platform.errors import Refused
from backend.platform.events import emit
from backend.platform.principal import Principal
from backend.policies.enforcement import Policy
from backend.schema.role_sets import readers, role_sets_of
from backend.schema.service_sweeping import sweep_service
from backend.schema.tag_conditions import asked, disclosed, rests_on, whole_firm, with_inputs
from backend.schema.tier_rights import told_by
from backend.track.assessment_records import adopt

MOST_TOLD = 500
"""Clients of one sweep whose change of a tag is told one by one; of more only how many."""
LONGEST = 600
"""Seconds one rule may take over a whole firm."""


async def firm_of(session: AsyncSession) -> Principal:
    """The firm itself, with the fields it has now."""
    firm_id = session.info["firm_id"]
    rows = await session.scalars(
        select(CustomField).where(CustomField.firm_id == firm_id, CustomField.archived_at.is_(None))
    )
    return whole_firm(firm_id, fields_of(rows))


async def sweep_marked(session: AsyncSession, policy: Policy | None = None) -> list[Swept]:
    """Take the marks of a firm and ask what may answer otherwise now: tiers, the rules of tags, which may rest on them,
    and the service that clients are due by both.

    What changed of tags, rule by rule. policy: by which scores of tiers and cells may have no say; None: they have.
    """
    marks = await taken(session)
    if not marks:
        return []
    await session.execute(text(f"set local statement_timeout = '{LONGEST}s'"))
    if not marks.keys().isdisjoint(("client", "firm")):
        await adopt(session, _known(marks))
    known = await ruled_tags(session, for_share=True)
    moves = await _sweep_tiers(session, marks, known, policy)
    whole = _whole(marks, known)
    if moves.count:
        if moves.movers:
            marks.setdefault("client", []).extend(id for id, _ in moves.movers)
        else:
            whole |= building_on([one.id for one in known if _looks_at_tiers(one)], known)
    some = _some(session.info["firm_id"], marks, known)
    firm, ready = await firm_of(session), order(known)[0]
    withdrawn = [one for one in known if one.id in whole and one.rule is not None and one.condition is None]
    found = []
    for one in (*withdrawn, *ready):
        within = None if one.id in whole else some
        if one.id not in whole and some is None:
            continue
        sweep = await _sweep(session, one, known, firm, within)
        if sweep is not None:
            swept = await run(session, sweep)
            _tell(session, swept)
            found.append(swept)
    await session.flush()
    everybody = not marks.keys().isdisjoint(("firm", "tier", "service", "tag")) or bool(whole)
    if everybody or some is not None:
        await sweep_service(session, firm, policy, None if everybody else some)
    return found


def _known(marks: Mapping[str, Sequence[UUID]]) -> ColumnElement[bool] | None:
    """The clients that are marked themselves; None: everybody."""
    return None if "firm" in marks else Client.id.in_(marks.get("client", ()))


async def _sweep_tiers(
    session: AsyncSession,
    marks: Mapping[str, Sequence[UUID]],
    known: Sequence[Ruled],
    policy: Policy | None,
) -> Moves:
    """Bring tiers into line: of everybody, or of those whom marks are about, by the AUM of families with these."""
    model = await model_in_force(session)
    if model is None:
        return Moves()
    lifting = True
    if policy is not None and model.content.lifts:
        role_sets = readers(policy, await role_sets_of(session))
        lifting = told_by(policy, role_sets, model.content) is None
    if "firm" in marks or "tier" in marks:
        moves = await sweep_tiers(session, lifting=lifting)
    else:
        firm_id, family = session.info["firm_id"], model.content.basis == "household"
        some = _some(firm_id, marks, known, families=family)
        if some is None:
            return Moves()
        moves = await sweep_tiers(session, some, lifting=lifting)
    _tell_tiers(session, moves)
    return moves


def _tell_tiers(session: AsyncSession, moves: Moves) -> None:
    if not moves.count:
        return
    emit(session, TiersSwept(moves.count))
    if len(moves.movers) <= MOST_TOLD:
        for client_id, cause in moves.movers:
            emit(session, TierChanged(client_id=client_id, cause=cause))
            strike(session, "client", str(client_id))


def _looks_at_tiers(one: Ruled) -> bool:
    return one.condition is not None and any(
        coordinate == "Client.tier" for coordinate, _ in rests_on(one.condition)
    )


def _whole(marks: Mapping[str, Sequence[UUID]], known: Sequence[Ruled]) -> set[UUID]:
    """Tags whose rules are asked of everybody."""
    if "firm" in marks:
        return {one.id for one in known}
    return building_on(marks.get("tag", ()), known)


async def _sweep(
    session: AsyncSession,
    one: Ruled,
    known: Sequence[Ruled],
    firm: Principal,
    within: ColumnElement[bool] | None,
) -> Sweep | None:
    """What is to be asked; None where the rule rests."""
    if one.condition is None or one.tag.rule_fault == "discloses":
        # What it gave goes once; then it has no say.
        return Sweep(one, None) if within is None else None
    try:
        fits = asked(firm, one.condition)
    except Refused:
        # Broken rules are kept and shown, and what they gave stays until somebody mends them.
        one.tag.rule_fault = "unknown"
        return None
    one.tag.rule_fault = None
    return sweep_of(one, known, fits, within)


def sweep_of(
    one: Ruled, known: Sequence[Ruled], fits: ColumnElement[bool], within: ColumnElement[bool] | None = None
) -> Sweep:
    """The question of one rule, with those of its exclusive group that go before it."""
    others = rivals(one, known)
    stronger = [other.id for other in others if other.condition is not None and other.strength > one.strength]
    return Sweep(one, fits, [other.id for other in others], stronger, within)


def _some(
    firm_id: UUID,
    marks: Mapping[str, Sequence[UUID]],
    known: Sequence[Ruled],
    *,
    families: bool = False,
) -> ColumnElement[bool] | None:
    """The clients that marks are about, as a predicate; None where they are about none.

    families: those of their families with them, as where a rule looks at these.
    """
    found: list[ColumnElement[bool]] = []
    if clients := marks.get("client"):
        found.append(Client.id == _any(clients))
        if families or _looks_at_families(known):
            member = aliased(Client)
            homes = select(member.household_id).where(
                member.firm_id == firm_id, member.id == _any(clients), member.household_id.is_not(None)
            )
            found.append(Client.household_id.in_(homes))
    if households := marks.get("household"):
        found.append(Client.household_id == _any(households))
    if products := marks.get("product"):
        for row in (Holding, Transaction):
            of = select(row.client_id).where(row.firm_id == firm_id, row.product_id == _any(products))
            found.append(Client.id.in_(of))
            if families:
                holder = aliased(Client)
                homes = select(holder.household_id).where(
                    holder.firm_id == firm_id, holder.id.in_(of), holder.household_id.is_not(None)
                )
                found.append(Client.household_id.in_(homes))
    if users := marks.get("user"):
        tasks = select(Task.client_id).where(
            Task.firm_id == firm_id, Task.assignee_id == _any(users), Task.client_id.is_not(None)
        )
        found += [Client.owner_id == _any(users), Client.id.in_(tasks)]
    return or_(false(), *found) if found else None


def _looks_at_families(known: Sequence[Ruled]) -> bool:
    return any(
        coordinate == "Household.members"
        for one in known
        if one.condition is not None
        for coordinate, _ in rests_on(one.condition)
    )


def _any(ids: Sequence[UUID]) -> Any:
    return any_(bindparam(None, list(ids), ARRAY(Uuid())))


def _tell(session: AsyncSession, swept: Swept) -> None:
    if not swept.gained and not swept.lost:
        return
    emit(session, TagSwept(swept.tag_id, swept.rule_version, swept.gained, swept.lost))
    if len(swept.gainers) + len(swept.losers) > MOST_TOLD:
        return
    for client_id in swept.gainers:
        emit(session, TagGiven(client_id=client_id, tag_id=swept.tag_id))
        strike(session, "client", str(client_id))
    for client_id in swept.losers:
        emit(session, TagTaken(client_id=client_id, tag_id=swept.tag_id))
        strike(session, "client", str(client_id))


async def judge(session: AsyncSession, policy: Policy) -> int:
    """Let rules rest that tell readers of tags what they may not read by a policy, and wake those that no longer do.

    How many were changed; they are marked to be asked of everybody.
    """
    known, own = await ruled_tags(session), (await firm_of(session)).mask.own
    role_sets = readers(policy, await role_sets_of(session))
    changed: list[Tag] = []
    for one in known:
        if one.condition is None:
            continue
        tells = disclosed(policy, role_sets, with_inputs(one.condition, own)) is not None
        if tells != (one.tag.rule_fault == "discloses"):
            one.tag.rule_fault = "discloses" if tells else None
            changed.append(one.tag)
    await session.flush()
    await mark(session, "tag", [tag.id for tag in changed])
    model = await model_in_force(session)
    if model is not None and model.content.lifts:
        # Whether its score has a say, the sweep finds by the policy there is.
        await mark(session, "tier", [model.id])
    matrix = await newest_of(session, ServiceMatrix)
    if matrix is not None:
        await mark(session, "service", [matrix.id])
    return len(changed)
