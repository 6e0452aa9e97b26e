"""Who moves to which tier, and why: one statement that finds the moves, writes the column, and writes the history.

Ids are made of what happened, so that a statement which is run again writes nothing twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    CTE,
    ColumnElement,
    Date,
    DateTime,
    Integer,
    Numeric,
    Text,
    Uuid,
    case,
    cast,
    false,
    func,
    insert,
    literal,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from backend.book.clients import Client
from backend.book.ledger import Transaction
from backend.book.tier_content import INPUTS, Content
from backend.book.tier_history import ClientTier, TierSweep
from backend.book.tier_models import InForce, model_in_force, model_numbered
from backend.book.tier_terms import by_aum, by_score, key_of, points_of, rank_of, score_of
from backend.book.tier_worth import Basis, Prices, basis_of, priced_at, worth
from backend.platform.clock import BUSINESS_ZONE, business_date, now
from backend.platform.ids import uuid7

_CLIENT: Any = Client.__table__
_TOLD: Any = ClientTier.__table__
COLUMNS: Final = (
    *("firm_id", "id", "client_id", "from_tier", "to_tier", "from_rank", "to_rank"),
    *("on", "known_at", "cause", "model", "aum", "lifted", "score", "points"),
)


@dataclass(frozen=True)
class Ask:
    """What is asked of a model.

    on: the day it counts for; at: what is known; since: as known then everybody was right (None: never before);
    anew: whether another model is the cause; within: a predicate over `Client`, None: everybody; past: the units and
    NAVs of that day instead of what clients have now; lifting: whether scores may lift.
    """

    model: InForce
    on: date
    at: datetime
    since: datetime | None = None
    anew: bool = False
    within: ColumnElement[bool] | None = None
    past: bool = False
    lifting: bool = True


@dataclass
class Moves:
    """How many moved, by cause; who they are is told where it was asked of some only."""

    count: int = 0
    causes: Counter[str] = field(default_factory=Counter)
    movers: list[tuple[UUID, str]] = field(default_factory=list)

    def add(self, other: Moves) -> None:
        """Take in another sweep's."""
        self.count += other.count
        self.causes += other.causes
        self.movers += other.movers


async def sweep_tiers(
    session: AsyncSession, within: ColumnElement[bool] | None = None, *, lifting: bool = True
) -> Moves:
    """Bring tiers into line with the facts: of some clients, or (None) of everybody; of everybody, too, where another
    model is in force than at the last whole sweep.
    """
    firm_id, at, on = session.info["firm_id"], now(), business_date()
    # Two workers of one firm would each find the same moves.
    await session.execute(text(f"select pg_advisory_xact_lock({_lock_of(firm_id)})"))
    model, last = await model_in_force(session, on), await _last_sweep(session)
    moves = Moves()
    if model is None:
        return moves
    if last is not None and last.model == model.number:
        moves.add(await run(session, Ask(model, on, at, last.at, within=within, lifting=lifting)))
        if within is None:
            _note(session, on, at, model, moves)
        return moves
    old = None if last is None else await model_numbered(session, last.model)
    if old is not None and last is not None:
        # What had moved anyway is not put down to the model.
        moves.add(await run(session, Ask(old, on, at, last.at, lifting=lifting)))
    moves.add(await run(session, Ask(model, on, at, anew=True, lifting=lifting)))
    await _rank_anew(session, model.content)
    _note(session, on, at, model, moves)
    return moves


async def backfill(session: AsyncSession, days: Sequence[date]) -> int:
    """Write the history of tiers of a firm that has none, by the model of each day; how many moves. days: oldest first.

    What is known of a day is what was known at its end.
    """
    count, since, before = 0, None, None
    for on in days:
        at = datetime.combine(on + timedelta(days=1), time(), BUSINESS_ZONE).astimezone(UTC)
        at -= timedelta(seconds=1)
        model = await model_in_force(session, on)
        if model is not None:
            anew = before is not None and before != model.number
            moves = await run(session, Ask(model, on, at, since, anew, past=True))
            count += moves.count
            since, before = at, model.number
            _note(session, on, at, model, moves)
    return count


async def run(session: AsyncSession, ask: Ask) -> Moves:
    """Find the moves and write them."""
    firm_id = session.info["firm_id"]
    moving = moving_of(ask, firm_id)
    told = _written(ask, firm_id, moving)
    if ask.within is None:
        result = await session.execute(told)
        count = int(getattr(result, "rowcount", 0))
        return Moves(count)
    rows = (await session.execute(told.returning(_TOLD.c.client_id, _TOLD.c.cause))).all()
    return Moves(len(rows), Counter(row.cause for row in rows), [(row.client_id, row.cause) for row in rows])


def moving_of(ask: Ask, firm_id: UUID) -> CTE:
    """The clients who are not in the tier they should be in: id, from_tier, from_rank, rank, alone (by AUM), cents."""
    asked = asked_of(ask, firm_id)
    return (
        select(asked)
        .where(
            asked.c.rank.is_not(None),
            asked.c.rank.is_distinct_from(rank_of(ask.model.content, asked.c.from_tier)),
        )
        .cte("moving")
    )


def asked_of(ask: Ask, firm_id: UUID) -> Any:
    """Of each client: id, from_tier, from_rank, cents, alone (the rank by AUM alone), rank; null before any AUM."""
    content = ask.model.content
    basis = _basis(ask, firm_id)
    bounds = [Client.firm_id == firm_id, Client.merged_into_id.is_(None)]
    if ask.within is not None:
        bounds.append(ask.within)
    columns = [
        Client.id,
        Client.tier.label("from_tier"),
        Client.tier_rank.label("from_rank"),
        basis.cents.label("cents"),
    ]
    lifts = content.lifts and ask.lifting
    if lifts:
        columns += [
            each.label(name) for name, each in points_of(content, firm_id, basis.cents, ask.on).items()
        ]
    # Materialised with scores, because points are used more than once and cost a look at the ledger each.
    found: Any = basis.joined(select(*columns).select_from(Client)).where(*bounds)
    facts = found.cte("facts") if lifts else found.subquery("facts")
    alone = by_aum(content, facts.c.cents, facts.c.from_tier)
    rank: Any = alone
    if lifts:
        score = score_of(content, {name: facts.c[name] for name in INPUTS})
        rank = func.greatest(alone, by_score(content, score))
    had = or_(facts.c.cents > 0, facts.c.from_tier.is_not(None), _ever(ask, firm_id, facts))
    return select(
        facts.c.id,
        facts.c.from_tier,
        facts.c.from_rank,
        facts.c.cents,
        case((had, alone)).label("alone"),
        case((had, rank)).label("rank"),
    ).subquery("asked")


def _ever(ask: Ask, firm_id: UUID, facts: Any) -> ColumnElement[bool]:
    """Whether a client without AUM and without a tier had some before: looked up where it can be news."""
    if ask.within is None and ask.since is not None:
        # Whoever came or went since was marked, and looked at by himself.
        return false()
    made = aliased(Transaction)
    return (
        select(made.id)
        .where(made.firm_id == firm_id, made.client_id == facts.c.id, made.units > 0, made.date <= ask.on)
        .correlate(facts)
        .exists()
    )


def _basis(ask: Ask, firm_id: UUID) -> Basis:
    own = None
    if ask.past:
        own = worth("own", firm_id, Prices(ask.on, ask.at), held_on=ask.on)
    return basis_of(ask.model.content.basis, firm_id, own)


def _written(ask: Ask, firm_id: UUID, moving: CTE) -> Any:
    content = ask.model.content
    key = key_of(content, moving.c.rank)
    moved_id = _id_of(ask, moving.c.id)
    changed = (
        update(_CLIENT)
        .where(_CLIENT.c.firm_id == firm_id, _CLIENT.c.id == moving.c.id)
        .values(tier=key, tier_rank=moving.c.rank, tier_id=moved_id)
        .returning(_CLIENT.c.id)
        .cte("changed")
    )
    points = points_of(content, firm_id, moving.c.cents, ask.on)
    scored = (
        select(Client.id, *(each.label(name) for name, each in points.items()))
        .join(moving, moving.c.id == Client.id)
        .where(Client.firm_id == firm_id)
        .cte("scored")
    )
    named = {name: scored.c[name] for name in INPUTS}
    cause, joins = _cause(ask, firm_id, moving)
    rows: Any = (
        select(
            literal(firm_id, Uuid()),
            moved_id,
            moving.c.id,
            moving.c.from_tier,
            key,
            moving.c.from_rank,
            moving.c.rank,
            literal(ask.on, Date()),
            literal(ask.at, DateTime(timezone=True)),
            cause,
            literal(ask.model.number, Integer()),
            cast(moving.c.cents, Numeric(20, 2)) / 100,
            moving.c.rank > moving.c.alone,
            score_of(content, named),
            cast(func.jsonb_build_object(*_pairs(named)), JSONB()),
        )
        .select_from(moving)
        .join(scored, scored.c.id == moving.c.id)
    )
    for table, on in joins:
        rows = rows.outerjoin(table, on)
    # At the top of the statement, where alone the server takes a change.
    return insert(_TOLD).from_select(COLUMNS, rows, include_defaults=False).add_cte(changed)


def _pairs(points: Any) -> list[Any]:
    return [each for name, value in points.items() for each in (literal(name, Text()), value)]


def _cause(ask: Ask, firm_id: UUID, moving: CTE) -> tuple[ColumnElement[Any], Sequence[tuple[Any, Any]]]:
    """Why they move, and what has to be joined to know."""
    if ask.anew:
        return literal("model", Text()), ()
    if ask.since is None:
        return literal("flow", Text()), ()
    content = ask.model.content
    family = content.basis == "household"
    whose: Any = select(moving.c.id)
    if family:
        one, other = aliased(Client), aliased(Client)
        homes = select(one.household_id).where(one.firm_id == firm_id, one.id.in_(whose))
        members = select(other.id).where(other.firm_id == firm_id, other.household_id.in_(homes))
        whose = whose.union(members)
    own = worth("before", firm_id, priced_at(ask.since), held_on=ask.on if ask.past else None, whose=whose)
    basis = basis_of(content.basis, firm_id, own)
    found: Any = basis.joined(select(Client.id, basis.cents.label("cents")).select_from(Client))
    before = found.where(Client.firm_id == firm_id, Client.id.in_(select(moving.c.id))).cte("then")
    made = aliased(Transaction)
    dealt: Any = select(made.client_id).where(
        made.firm_id == firm_id, made.known_at > ask.since, made.known_at <= ask.at
    )
    if family:
        member, dealer = aliased(Client), aliased(Client)
        homes = select(dealer.household_id).where(dealer.firm_id == firm_id, dealer.id.in_(dealt))
        kin = select(member.id).where(member.firm_id == firm_id, member.household_id.in_(homes))
        dealt = dealt.union(kin)
    rank_before = by_aum(content, func.coalesce(before.c.cents, 0), moving.c.from_tier)
    # Neither NAVs nor money: who belongs to the family, or an answer that no longer lifts him.
    else_ = "profile" if family or content.lifts else "market"
    cause = case(
        (moving.c.from_tier.is_(None), "flow"),
        (moving.c.rank != moving.c.alone, "profile"),
        (rank_before != moving.c.rank, "market"),
        (moving.c.id.in_(dealt), "flow"),
        else_=else_,
    )
    return cast(cause, Text()), ((before, before.c.id == moving.c.id),)


def _id_of(ask: Ask, client_id: Any) -> ColumnElement[Any]:
    told = f"tier {ask.model.number} {ask.at.isoformat()} {'anew' if ask.anew else ''} "
    return cast(func.md5(func.concat(literal(told, Text()), client_id)), Uuid())


def _lock_of(firm_id: UUID) -> int:
    return firm_id.int % 2**62


def _note(session: AsyncSession, on: date, at: datetime, model: InForce, moves: Moves) -> None:
    session.add(TierSweep(id=uuid7(), on=on, at=at, model=model.number, moved=moves.count))


async def _last_sweep(session: AsyncSession) -> TierSweep | None:
    found: TierSweep | None = await session.scalar(
        select(TierSweep)
        .where(TierSweep.firm_id == session.info["firm_id"])
        .order_by(TierSweep.at.desc(), TierSweep.id.desc())
        .limit(1)
    )
    return found


async def _rank_anew(session: AsyncSession, content: Content) -> None:
    """Places of tiers move with the model, also of clients who stay where they are: no move of theirs."""
    rank = rank_of(content, _CLIENT.c.tier)
    await session.execute(
        update(_CLIENT)
        .where(
            _CLIENT.c.firm_id == session.info["firm_id"],
            rank.is_not(None),
            _CLIENT.c.tier_rank.is_distinct_from(rank),
        )
        .values(tier_rank=rank)
    )
