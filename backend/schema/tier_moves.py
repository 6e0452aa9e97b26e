"""Who moved between tiers from one day to another: the matrix with its causes, and the clients behind a cell.

Source: K-02. Rows are the tiers of clients who held something on the first day; a column more says how many left, a row
more how many are new. Shares of a row add up to 1.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from typing import Any, Final
from uuid import UUID

import strawberry
from sqlalchemy import Text, and_, case, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from backend.book.assets import as_of, restated
from backend.book.clients import Client as ClientRow
from backend.book.tier_figures import UNKNOWN
from backend.book.tier_history import ClientTier
from backend.book.tier_models import model_numbered
from backend.book.tier_past import PastTier, at_navs_of, known_on, present_on, restated_tiers, step
from backend.graph.connections import Info, list_page
from backend.graph.context import Context
from backend.graph.engine.drafts import Draft
from backend.graph.engine.givens import Arguments
from backend.graph.engine.lates import Uncovered
from backend.graph.engine.paging import Paged
from backend.graph.lists import drafted, listing_of
from backend.graph.pages import SortKey
from backend.graph.rights import demand
from backend.graph.scalars import Decimal as Exact
from backend.platform.clock import business_date
from backend.platform.errors import bad_input
from backend.platform.principal import Level, Relation
from backend.policies.rows import reach
from backend.schema.client_list import ClientConnection, listed_ids
from backend.schema.clients import CLIENT
from backend.schema.kpis import FEWEST
from backend.schema.tier_models import TierOfModel, loaded_model, tiers_of

PLACES: Final = Decimal("0.0001")


@strawberry.type
class TierMoveCell:
    """Clients who came from one tier to another. to: null: they left; `-`: in no tier yet."""

    to: str | None
    count: int | None = strawberry.field(description="Null: too few to be told to this reader.")
    share: Exact | None = strawberry.field(description="Of the row, a ratio; null of new clients.")
    flow: int | None = strawberry.field(description="Of them moved by money.")
    market: int | None = strawberry.field(description="Of them moved by NAVs.")
    model: int | None = strawberry.field(description="Of them moved by another model.")
    profile: int | None = strawberry.field(description="Of them moved by their answers or their family.")


@strawberry.type
class TierMoveRow:
    """Where the clients of a tier are now. tier: null: who is new."""

    tier: str | None
    total: int | None
    cells: list[TierMoveCell]


@strawberry.type
class TierMoves:
    """Moves between tiers, among the clients that the caller sees."""

    tiers: list[TierOfModel] = strawberry.field(description="Of the model in force, the highest first.")
    rows: list[TierMoveRow]
    upward: Exact | None = strawberry.field(
        description="Share of those who were there that went up; null when nobody was there, or cells are hidden."
    )


@dataclass(frozen=True)
class Cell:
    """A place of the matrix and why. before: None: new; after: None: left; cause: None: stayed."""

    before: str | None
    after: str | None
    cause: str | None


def held(on_first: date, on_last: date) -> None:
    """Raises Refused(BAD_USER_INPUT) for days to come, and for a last day before the first."""
    if on_first > business_date():
        raise bad_input("from", "future")
    if on_last > business_date():
        raise bad_input("to", "future")
    if on_last < on_first:
        raise bad_input("to", "order")


async def tier_moves(context: Context, first: date, last: date, *, anew: bool) -> TierMoves:
    """The matrix. anew: with all that is known now. Raises FORBIDDEN unless tiers may be read everywhere."""
    demand(context, "Client", "Client.tier")
    held(first, last)
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 1
        counts = await (_restated if anew else _known)(session, context, first, last)
    model = await loaded_model(context)
    tiers = [] if model is None else tiers_of(model.content)
    whole = context.principal.mask.level("Client.tier", Relation.FIRM) >= Level.VIEW
    ranks = {tier.key: tier.rank for tier in tiers}
    rows = _rows(counts, ranks, whole=whole)
    return TierMoves(tiers=tiers, rows=rows, upward=_upward(counts, ranks, rows))


def places(firm_id: Any, first: date, last: date) -> tuple[Any, Any, Any, Any]:
    """Over `Client`: what to join (table, on), the tier before and after, and the cause, as it was known then."""
    views = (as_of(first), as_of(last))
    moved = [_moved(firm_id, day) for day in (first, last)]
    there = [present_on(view, firm_id).distinct().subquery() for view in views]
    joins = [
        *((table, table.c.client_id == ClientRow.id) for table in moved),
        *((table, table.c.client_id == ClientRow.id) for table in there),
    ]
    before, after = (
        case((here.c.client_id.is_not(None), func.coalesce(at.c.to_tier, literal(UNKNOWN, Text()))))
        for at, here in zip(moved, there, strict=True)
    )
    return joins, before, after, moved[1].c.cause


def _moved(firm_id: Any, day: date) -> Any:
    of = aliased(ClientTier)
    # Without the points of each move, which are most of a row.
    return known_on(firm_id, day, of).with_only_columns(of.client_id, of.to_tier, of.cause).subquery()


async def _known(session: AsyncSession, context: Context, first: date, last: date) -> Counter[Cell]:
    firm_id = context.principal.firm_id
    joins, before, after, cause = places(firm_id, first, last)
    inner: Any = select(before.label("before"), after.label("after"), cause.label("cause")).select_from(
        ClientRow
    )
    for table, on in joins:
        inner = inner.outerjoin(table, on)
    seen = reach(context.principal, "client").predicate
    inner = inner.where(ClientRow.firm_id == firm_id, *([] if seen is None else [seen])).subquery()
    moved = and_(inner.c.before.is_not(None), inner.c.after.is_not(None), inner.c.before != inner.c.after)
    why = case((moved, inner.c.cause))
    statement = (
        select(inner.c.before, inner.c.after, why, func.count())
        .where(or_(inner.c.before.is_not(None), inner.c.after.is_not(None)))
        .group_by(inner.c.before, inner.c.after, why)
    )
    return Counter({Cell(row[0], row[1], row[2]): row[3] for row in await session.execute(statement)})


@dataclass(frozen=True)
class _Ends:
    """Tiers of both days with all that is known now."""

    old: Mapping[UUID, PastTier]
    new: Mapping[UUID, PastTier]

    def of(self, id: UUID) -> tuple[str | None, str | None]:
        """The tier before and after; None: he held nothing."""
        was, is_ = self.old.get(id), self.new.get(id)
        return (
            was.tier if was is not None and was.aum > 0 else None,
            is_.tier if is_ is not None and is_.aum > 0 else None,
        )


async def _restated(session: AsyncSession, context: Context, first: date, last: date) -> Counter[Cell]:
    """As above with what is known now: the causes by working out the last day with the NAVs of the first."""
    firm_id = context.principal.firm_id
    old, new = await restated_tiers(session, first), await restated_tiers(session, last)
    ends = _Ends(old, new)
    at_old_navs = await at_navs_of(session, restated(last), restated(first))
    numbers = {past.model for past in (*old.values(), *new.values())}
    models = {number: await model_numbered(session, number) for number in numbers}
    context.queries += 8
    seen = reach(context.principal, "client").predicate
    ids = await session.scalars(
        select(ClientRow.id).where(ClientRow.firm_id == firm_id, *([] if seen is None else [seen]))
    )
    found: Counter[Cell] = Counter()
    for id in ids:
        was, is_ = old.get(id), new.get(id)
        before, after = ends.of(id)
        if before is None and after is None:
            continue
        cause = None
        if before is not None and after is not None and before != after and was and is_:
            by_old, by_new = models[was.model], models[is_.model]
            assert by_old is not None
            assert by_new is not None
            if was.model != is_.model and step(by_old.content, is_.aum, before).key == before:
                cause = "model"
            else:
                aum = at_old_navs.get(id, Decimal(0))
                cause = "flow" if step(by_new.content, aum, before).key == after else "market"
        found[Cell(before, after, cause)] += 1
    return found


def _rows(counts: Mapping[Cell, int], ranks: Mapping[str, int], *, whole: bool) -> list[TierMoveRow]:
    cells: dict[str | None, dict[str | None, Counter[str | None]]] = defaultdict(lambda: defaultdict(Counter))
    for cell, count in counts.items():
        cells[cell.before][cell.after][cell.cause] += count
    columns = sorted({cell.after for cell in counts}, key=lambda key: _place(key, ranks))
    return [
        _row(
            before,
            [(after, cells[before][after]) for after in columns if after in cells[before]],
            whole=whole,
        )
        for before in sorted(cells, key=lambda key: _place(key, ranks))
    ]


def _place(key: str | None, ranks: Mapping[str, int]) -> tuple[int, str]:
    """The highest tier first, those that are no more after them, then in none, then new or left."""
    if key is None:
        return 3, ""
    if key == UNKNOWN:
        return 2, ""
    return (0, f"{100 - ranks[key]:03}") if key in ranks else (1, key)


def _row(
    before: str | None, cells: list[tuple[str | None, Counter[str | None]]], *, whole: bool
) -> TierMoveRow:
    total = sum(causes.total() for _, causes in cells)
    # With a total and the others, the one that is hidden could be worked out.
    hides = not whole and any(causes.total() < FEWEST for _, causes in cells)
    shares = _shares([causes.total() for _, causes in cells], total)
    return TierMoveRow(
        tier=before,
        total=None if hides else total,
        cells=[
            _cell(after, causes, None if hides or before is None else share, hides=not whole)
            for (after, causes), share in zip(cells, shares, strict=True)
        ],
    )


def _cell(
    after: str | None, causes: Counter[str | None], share: Decimal | None, *, hides: bool
) -> TierMoveCell:
    def told(count: int) -> int | None:
        return None if hides and 0 < count < FEWEST else count

    return TierMoveCell(
        to=after,
        count=told(causes.total()),
        share=None if share is None else Exact(share),
        flow=told(causes["flow"]),
        market=told(causes["market"]),
        model=told(causes["model"]),
        profile=told(causes["profile"]),
    )


def _shares(counts: list[int], total: int) -> list[Decimal]:
    """Ratios that add up to 1: what rounding leaves over goes to the largest."""
    if total == 0:
        return [Decimal(0)] * len(counts)
    found = [(Decimal(count) / total).quantize(PLACES, ROUND_HALF_UP) for count in counts]
    found[counts.index(max(counts))] += 1 - sum(found)
    return found


def _upward(
    counts: Mapping[Cell, int], ranks: Mapping[str, int], rows: Iterable[TierMoveRow]
) -> Exact | None:
    if any(row.total is None for row in rows):
        return None
    base = sum(count for cell, count in counts.items() if cell.before is not None)
    up = sum(
        count
        for cell, count in counts.items()
        if ranks.get(cell.after or "", 0) > ranks.get(cell.before or "", 99)
    )
    return Exact((Decimal(up) / base).quantize(PLACES)) if base else None


def movers_listed(draft: Draft, arguments: Arguments, among: Sequence[UUID] | None = None) -> Paged:
    """The clients of a cell, by AUM: as it was known then, or those that were worked out (`among`).

    Raises FORBIDDEN as `tier_moves`; Uncovered where tiers have to be worked out before.
    """
    demand(draft.context, "Client", "Client.tier")
    first, last = (arguments[name].literal(draft.context) for name in ("from", "to"))
    held(first, last)
    keys = (SortKey(ClientRow.aum_order, descending=True), SortKey(ClientRow.id, descending=True))
    if arguments["restated"].literal(draft.context):
        if among is None:
            raise Uncovered("tiers are worked out anew")
        return Paged(CLIENT, (ClientRow.id.in_(listed_ids(among)),), keys, "tierMovers")
    joins, before, after, _ = places(draft.firm, first, last)
    inner: Any = select(ClientRow.id).select_from(ClientRow)
    for table, on in joins:
        inner = inner.outerjoin(table, on)
    wanted = [ClientRow.firm_id == draft.firm]
    for name, place in (("fromTier", before), ("toTier", after)):
        given = arguments[name]
        key = given.literal(draft.context) if given.is_there else None
        wanted.append(place.is_(None) if key is None else place == literal(key, Text()))
    ids = inner.where(*wanted).correlate(None)
    return Paged(CLIENT, (ClientRow.id.in_(ids),), keys, "tierMovers")


async def _movers(info: Info) -> list[UUID] | None:
    """The clients of a cell as restated; None where it is asked as known then. Raises FORBIDDEN as `tier_moves`."""
    draft, arguments = await drafted(info)
    if not arguments["restated"].read_now():
        return None
    demand(draft.context, "Client", "Client.tier")
    first, last = (arguments[name].read_now() for name in ("from", "to"))
    held(first, last)
    cell = tuple(arguments[name].read_now() for name in ("fromTier", "toTier"))
    context = draft.context
    async with context.database.read(context.principal.firm_id) as session:
        ends = _Ends(await restated_tiers(session, first), await restated_tiers(session, last))
        context.queries += 6
    # Of whom neither is true nobody asks: a cell has at least one end.
    return [id for id in {*ends.old, *ends.new} if ends.of(id) == cell and cell != (None, None)]


async def movers_page(info: Info, first: int | None, after: str | None) -> ClientConnection:
    """A page of `movers_listed`."""
    noun, listing = await listing_of(info, partial(movers_listed, among=await _movers(info)))
    page = await list_page(info.context, noun, listing, first, after)
    return ClientConnection(edges=page.edges, page_info=page.page_info, counter=page.counter, listing=listing)
