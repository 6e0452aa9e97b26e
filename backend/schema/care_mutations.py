"""Changes about care: noted days, greetings, rules, holidays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import strawberry
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.graph.changes import changing
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.nodes import nodes_of
from backend.graph.rights import demand_at
from backend.platform.clock import business_date
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.ids import own_id
from backend.retain import care_dates, care_rules, holiday_years
from backend.retain.care_dates import CareDate as DateRow
from backend.retain.care_greetings import FESTIVAL, MOST, greet
from backend.retain.care_occasions import CareOccasion as OccasionRow
from backend.retain.care_occasions import greeting_mark
from backend.retain.message_plans import Wording, worded
from backend.retain.messages import CANCELLED
from backend.retain.messages import Message as MessageRow
from backend.schema import inputs
from backend.schema.care_occasions import is_told
from backend.schema.care_queries import CareRulesState, rules_state
from backend.schema.changing import Key, change, changed, demand_edit, of_client, owner_of, subject
from backend.schema.clients import CLIENT, Client
from backend.schema.holiday_years import HolidayYear, year_of
from backend.schema.message_queries import hold_readable
from backend.systemize.festivals import KEYS, next_festival


@strawberry.input
class SaveCareDateInput:
    """A day of a client. `id`, `version`: of the one that is changed. `day`: as `CareDate.day`, or lunar words."""

    client: strawberry.ID
    kind: str
    day: str
    lunar: bool = False
    label: str | None = None
    id: strawberry.ID | None = None
    version: int | None = None


@strawberry.input
class SendGreetingsInput:
    """Greetings for occasions, or to clients for a festival; those who may not be contacted are left out."""

    template: strawberry.ID
    occasions: list[strawberry.ID] = strawberry.field(default_factory=list)
    festival: str | None = None
    clients: list[strawberry.ID] = strawberry.field(default_factory=list)
    language: str = "zh-CN"
    at: datetime | None = None


@strawberry.input
class PublishCareRulesInput:
    """Other rules. `base`: the newest version their author knew, 0 for the first."""

    base: int
    content: strawberry.scalars.JSON
    note: str | None = None


@strawberry.input
class PublishHolidayYearInput:
    """Holidays of a year: `{days: [{date, kind, festival}]}`. `base`: the newest own version known, 0 for the first."""

    year: int
    base: int
    content: strawberry.scalars.JSON
    note: str | None = None


@strawberry.type
class GreetingOutcome:
    """What became of greetings. planned: on their way; left_out: clients who may not be contacted, or cannot."""

    planned: int
    left_out: int


@strawberry.type
class CareMutations:
    """Care of clients."""

    @changing(lambda: CLIENT)
    async def save_care_date(
        self, info: Info, input: SaveCareDateInput, idempotency_key: Key = None
    ) -> Client | None:
        """Note a day of a client down, or change one; his occasions follow."""
        id = None if input.id is None else own_id("caredate", input.id)
        node = await subject(info.context, CLIENT, input.client, "saveCareDate")
        demand_edit(info.context, "Client", ["careDates"], node.stands)
        return await of_client(  # type: ignore[no-any-return]
            info.context, "saveCareDate", input, idempotency_key,
            lambda session, client_id: care_dates.save(
                session, client_id, id, input.version,
                kind=input.kind, label=input.label, day=input.day, lunar_day=input.lunar,
            ),
        )  # fmt: skip

    @changing(lambda: CLIENT)
    async def remove_care_date(
        self, info: Info, input: inputs.VersionedInput, idempotency_key: Key = None
    ) -> Client | None:
        """Take a noted day away; its occasions and open tasks are withdrawn."""
        context, id = info.context, own_id("caredate", input.id)
        gone: Refused | None = None
        try:
            client_id = await owner_of(context, DateRow, DateRow.client_id, id)
            await subject(context, CLIENT, CLIENT.public(client_id), "removeCareDate")
        except Refused as refused:
            # A repeated request finds its day gone, and is answered by its key; every other one is refused.
            if idempotency_key is None or refused.code is not Code.NOT_FOUND:
                raise
            gone = refused

        async def work(session: AsyncSession) -> UUID:
            if gone is not None:
                raise gone
            return await care_dates.remove(session, id, input.version)

        return await changed(  # type: ignore[no-any-return]
            context, CLIENT, "removeCareDate", work, key=idempotency_key, input=strawberry.asdict(input)
        )

    @strawberry.mutation
    async def send_greetings(
        self, info: Info, input: SendGreetingsInput, idempotency_key: Key = None
    ) -> GreetingOutcome | None:
        """Plan greetings to everybody who may be contacted; each client gets one for an occasion and year."""
        context = info.context
        marks = await _marks(context, input)
        nodes = await nodes_of(context, CLIENT, list(marks))
        template = own_id("messagetemplate", input.template)

        async def work(session: AsyncSession) -> UUID:
            text = (await worded(session, Wording(template_id=template, language=input.language))).text
            for node in nodes:
                hold_readable(context, text, node)
            await greet(session, context.services.vault, template, input.language, marks, input.at)
            return template

        await change(context, "sendGreetings", work, key=idempotency_key, input=strawberry.asdict(input))
        planned = await _planned(context, marks)
        return GreetingOutcome(planned=planned, left_out=len(marks) - planned)

    @strawberry.mutation
    async def publish_care_rules(
        self, info: Info, input: PublishCareRulesInput, idempotency_key: Key = None
    ) -> CareRulesState | None:
        """Put other rules in force; everybody is looked at anew. An older version comes back by publishing it."""
        await change(
            info.context, "publishCareRules",
            lambda session: care_rules.publish(session, input.base, input.content, input.note),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip
        return await rules_state(info.context)

    @strawberry.mutation
    async def publish_holiday_year(
        self, info: Info, input: PublishHolidayYearInput, idempotency_key: Key = None
    ) -> HolidayYear | None:
        """Set the holidays and moved workdays of a year; tasks that are given from now on go by them."""
        await change(
            info.context, "publishHolidayYear",
            lambda session: holiday_years.publish_year(
                session, input.year, input.base, input.content, input.note
            ),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip
        return await year_of(info.context, input.year)


async def _marks(context: Context, input: SendGreetingsInput) -> Mapping[UUID, str]:
    """By client what makes his greeting one of a kind.

    Raises Refused: BAD_USER_INPUT limit, choice, required; NOT_FOUND for what the caller does not see or may not
    read; FORBIDDEN for who may not greet a client.
    """
    if len(input.occasions) + len(input.clients) > MOST:
        raise bad_input("clients", "limit", limit=MOST)
    rows = await _occasions(context, [own_id("careoccasion", each) for each in input.occasions])
    found = {row.client_id: row.mark for row in reversed(rows)}
    if input.clients:
        if input.festival not in KEYS:
            raise bad_input("festival", "choice")
        year = next_festival(input.festival, business_date()).year
        ids = [own_id("client", each) for each in input.clients]
        found |= {id: greeting_mark(id, FESTIVAL, input.festival, year) for id in ids}
    if not found:
        raise bad_input("clients", "required")
    nodes = {node.row.id: node for node in await nodes_of(context, CLIENT, list(found)) if node is not None}
    if len(nodes) < len(found) or not all(
        is_told(context, row.kind, row.source, nodes[row.client_id].stands) for row in rows
    ):
        raise Refused(Code.NOT_FOUND)
    for node in nodes.values():
        demand_at(context, "Mutation.sendGreetings", node.stands)
    return found


async def _occasions(context: Context, ids: Sequence[UUID]) -> Sequence[OccasionRow]:
    """Occasions in their order by day. Raises Refused(NOT_FOUND) when one is none any more."""
    if not ids:
        return ()
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 1
        rows = await session.scalars(
            select(OccasionRow)
            .where(
                OccasionRow.firm_id == context.principal.firm_id,
                OccasionRow.id.in_(ids),
                OccasionRow.state != "withdrawn",
            )
            .order_by(OccasionRow.on, OccasionRow.id)
        )
        found = rows.all()
    if len(found) < len(set(ids)):
        raise Refused(Code.NOT_FOUND)
    return found


async def _planned(context: Context, marks: Mapping[UUID, str]) -> int:
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 1
        found: int | None = await session.scalar(
            select(func.count()).where(
                MessageRow.firm_id == context.principal.firm_id,
                MessageRow.mark.in_(list(marks.values())),
                MessageRow.state != CANCELLED,
            )
        )
    return found or 0
