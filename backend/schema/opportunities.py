"""Chances with clients as readers see them: of one client, and of all those a caller sees, the largest first.

A chance tells of what it is made of, so it is shown only to who may read all of that of the client.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal as PyDecimal
from typing import Any, Final
from uuid import UUID

import strawberry
from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.clients import Client as ClientRow
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.nodes import node_of
from backend.graph.scalars import Money
from backend.platform.clock import now
from backend.platform.ids import public_id
from backend.platform.principal import Level, Relation
from backend.retain import opportunity_words as words
from backend.retain.opportunities import GAP, KINDS, LIVE, UPSELL
from backend.retain.opportunities import Opportunity as OpportunityRow
from backend.retain.opportunity_acts import told_of
from backend.retain.opportunity_holds import held
from backend.schema import predictions
from backend.schema.funds import PRODUCT, Product
from backend.schema.nouns import linked

READ: Final = (
    *(
        "Client.holdings",
        "Client.aum",
        "Client.transactions",
        "Client.owner",
        "Client.tier",
        "Client.riskLevel",
    ),
    *("Client.state", "Client.orders", "Client.requests"),
)
"""What a chance tells of a client, with why he is held back."""
READS: Final[Mapping[str, tuple[str, ...]]] = {
    kind: (*READ, "Client.predictions", *predictions.READ) if kind == UPSELL else READ for kind in KINDS
}
LOOKED_BACK: Final = timedelta(days=365)
OF_ONE: Final = 40


@strawberry.type
class SuggestedFund:
    """A fund of the missing line that suits the client and takes subscriptions soon."""

    open_on: date
    product_id: strawberry.Private[UUID]

    @strawberry.field
    async def product(self, info: Info) -> Product | None:
        """Which; null where the caller does not see it."""
        return await node_of(info.context, PRODUCT, self.product_id)  # type: ignore[no-any-return]


@strawberry.type
class Opportunity:
    """A chance with a client."""

    row: strawberry.Private[OpportunityRow]
    why_held: strawberry.Private[str | None]

    @strawberry.field
    def id(self) -> strawberry.ID:
        """Its id."""
        return strawberry.ID(public_id("opportunity", self.row.id))

    client = linked("client", "client_id", description="With whom.")

    product = linked(
        "product", "product_id", description="The fund that comes free, or the first that is suggested."
    )

    task = linked("task", "task_id", description="The task by which it was taken up.")

    journey = linked("journey", "journey_id", description="The journey by which it was taken up.")

    @strawberry.field
    def kind(self) -> str:
        """unlock: units come free; idle_cash: what was paid out did not come back; gap: a line that peers hold and he
        does not; upsell: he is likely to add."""
        return self.row.kind

    @strawberry.field
    def kind_name(self) -> OpportunityWords:
        """What the kind is called."""
        name = words.NAMES[self.row.kind]
        return OpportunityWords(zh=name.zh, en=name.en)

    @strawberry.field
    def state(self) -> str:
        """open, taken, dismissed, won, lapsed."""
        return self.row.state

    @strawberry.field
    def held(self) -> str | None:
        """Why nobody talks to him about it now: blocked, restricted, rejected, cooling_off, complaint."""
        return self.why_held

    @strawberry.field
    def amount(self) -> Money:
        """CNY: what comes free, what did not come back, the peers' median, what is expected to be added."""
        return Money(self.row.amount)

    @strawberry.field
    def since(self) -> date:
        """The day from which it stands; of units that come free when they do."""
        return self.row.since

    @strawberry.field
    def until(self) -> date | None:
        """The last day of it; of a line the opening of the first fund."""
        return self.row.until

    @strawberry.field
    def reason(self) -> OpportunityWords:
        """Why it is one, with its figures."""
        said = words.reason(told_of(self.row))
        return OpportunityWords(zh=said.zh, en=said.en)

    @strawberry.field
    def advice(self) -> OpportunityWords:
        """What to do."""
        said = words.ADVICE[self.row.kind]
        return OpportunityWords(zh=said.zh, en=said.en)

    @strawberry.field
    def funds(self) -> list[SuggestedFund]:
        """Of a gap: what may be suggested, the next opening first; three at most."""
        if self.row.kind != GAP:
            return []
        return [
            SuggestedFund(open_on=date.fromisoformat(each["open_on"]), product_id=UUID(each["id"]))
            for each in self.row.facts["funds"]
        ]

    @strawberry.field
    def dismissal(self) -> str | None:
        """Why it was put away: not_interested, money_elsewhere, already_talking, not_suitable, wrong_facts, other."""
        return self.row.reason

    @strawberry.field
    def note(self) -> str | None:
        """What was said with it."""
        return self.row.note

    @strawberry.field
    def acted_at(self) -> datetime | None:
        """When it was taken up or put away."""
        return self.row.acted_at

    @strawberry.field
    def found_at(self) -> datetime:
        """When it was found."""
        return self.row.found_at

    @strawberry.field
    def won_on(self) -> date | None:
        """The day of the subscription that came of it."""
        return self.row.won_on

    @strawberry.field
    def won_amount(self) -> Money | None:
        """Its net amount, CNY."""
        return None if self.row.won_amount is None else Money(self.row.won_amount)


@strawberry.type
class OpportunityWords:
    """The same words in both languages."""

    zh: str
    en: str


@strawberry.type
class OpportunityKind:
    """What there is of a kind, among the clients the caller sees, and what came of it within a year."""

    key: str
    zh: str
    en: str
    open: int
    amount: Money = strawberry.field(description="CNY of those that are open.")
    held: int = strawberry.field(description="Open, but nobody talks to the client now; not among `open`.")
    taken: int
    won: int
    won_amount: Money = strawberry.field(description="CNY subscribed; each subscription counts once.")
    won_untaken: int = strawberry.field(description="Of `won`, those that nobody had taken up.")
    dismissed: int
    lapsed: int


def readable(context: Context, stands: Relation | None = None) -> list[str]:
    """Kinds that the caller may read of a client, or, without a relation, of every client he sees."""
    mask = context.principal.mask
    relations = mask.relations("Client")

    def may(name: str) -> bool:
        level = mask.throughout(name, relations) if stands is None else mask.level(name, stands)
        return level >= Level.VIEW

    return [kind for kind, names in READS.items() if all(map(may, names))]


def chosen(firm_id: UUID) -> Select[Any]:
    """Chances with why their clients are held back, to be narrowed."""
    client = and_(ClientRow.firm_id == firm_id, ClientRow.id == OpportunityRow.client_id)
    return (
        select(OpportunityRow, held(firm_id).label("why"))
        .join(ClientRow, client)
        .where(OpportunityRow.firm_id == firm_id)
    )


async def opportunities_of(
    session: AsyncSession, context: Context, ids: Sequence[UUID]
) -> dict[UUID, list[Opportunity]]:
    """Chances of each client that are live, and what came of others within a year; one statement."""
    rows = await session.execute(
        chosen(context.principal.firm_id)
        .where(OpportunityRow.client_id.in_(ids), lately())
        .order_by(OpportunityRow.client_id, OpportunityRow.amount.desc(), OpportunityRow.id)
    )
    found: defaultdict[UUID, list[Opportunity]] = defaultdict(list)
    for row, why in rows:
        found[row.client_id].append(Opportunity(row=row, why_held=why))
    return found


def lately() -> Any:
    """Live ones, and those that came to their end within a year."""
    return or_(OpportunityRow.state.in_(LIVE), OpportunityRow.ended_at >= now() - LOOKED_BACK)


async def client_opportunities(context: Context, client: Any, stands: Relation) -> list[Opportunity] | None:
    """Chances with a client, of kinds the caller may read; null for who may not read what any of them tells."""
    kinds = readable(context, stands)
    if not kinds:
        mask = context.principal.mask
        context.denied.add(next(name for name in READ if mask.level(name, stands) < Level.VIEW))
        return None
    own = await context.load(opportunities_of, client.id) or ()
    place = {state: n for n, state in enumerate(("open", "taken", "won", "dismissed", "lapsed"))}
    seen = [each for each in own if each.row.kind in kinds]
    return sorted(seen, key=lambda each: place[each.row.state])[:OF_ONE]


def kinds_of(rows: Sequence[Any], kinds: Sequence[str]) -> list[OpportunityKind]:
    """Counts by kind. rows: (kind, state, held, taken up, count, amount, won amount)."""
    found = []
    for kind in kinds:
        own = [row for row in rows if row.kind == kind]

        def count(state: str, of: Sequence[Any] = own) -> int:
            return sum(row.count for row in of if row.state == state)

        free = [row for row in own if row.state == "open" and not row.held]
        won = [row for row in own if row.state == "won"]
        name = words.NAMES[kind]
        found.append(
            OpportunityKind(
                key=kind, zh=name.zh, en=name.en,
                open=sum(row.count for row in free),
                amount=Money(sum((row.amount for row in free), PyDecimal(0))),
                held=sum(row.count for row in own if row.state == "open" and row.held),
                taken=count("taken"), won=count("won"),
                won_amount=Money(sum((row.won for row in won if row.won is not None), PyDecimal(0))),
                won_untaken=sum(row.count for row in won if not row.acted),
                dismissed=count("dismissed"), lapsed=count("lapsed"),
            )
        )  # fmt: skip
    return found


def counted(firm_id: UUID, bounds: Sequence[Any]) -> Select[Any]:
    """(kind, state, held, acted, count, amount, won) of chances that meet bounds."""
    each = (
        chosen(firm_id)
        .with_only_columns(
            OpportunityRow.kind, OpportunityRow.state, OpportunityRow.amount, OpportunityRow.won_amount,
            held(firm_id).is_not(None).label("held"), OpportunityRow.acted_at.is_not(None).label("acted"),
        )
        .where(*bounds, lately())
        .subquery()
    )  # fmt: skip
    return select(
        *(each.c.kind, each.c.state, each.c.held, each.c.acted, func.count().label("count")),
        *(func.sum(each.c.amount).label("amount"), func.sum(each.c.won_amount).label("won")),
    ).group_by(each.c.kind, each.c.state, each.c.held, each.c.acted)
