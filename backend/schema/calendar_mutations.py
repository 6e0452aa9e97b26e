"""Changes of how somebody meets his calendar: the secret address of its feed, and his hours of work."""

from __future__ import annotations

import strawberry

from backend.auth.tokens import new_session_text, token_hash
from backend.book.calendar_feeds import end_feed, renew_feed
from backend.book.users import set_work_hours
from backend.graph.connections import Info
from backend.platform.errors import Code, Refused
from backend.schema.calendar import CalendarFeed, WorkHours, shown_feed, shown_hours
from backend.schema.changing import Key, change


@strawberry.input
class RenewCalendarFeedInput:
    """A new address. `knowingly`: an address that is in use may end."""

    knowingly: bool = False


@strawberry.input
class EndCalendarFeedInput:
    """Takes the address back."""

    knowingly: bool = True


@strawberry.input
class SetWorkHoursInput:
    """Minutes after midnight, 0 to 1440."""

    from_minute: int
    until_minute: int


@strawberry.type
class NewCalendarFeed:
    """A new address, told this once."""

    path: str = strawberry.field(description="Of the product's own address: `/calendar/….ics`.")
    feed: CalendarFeed | None


@strawberry.type
class CalendarMutations:
    """How somebody meets his calendar."""

    @strawberry.mutation
    async def renew_calendar_feed(self, info: Info, input: RenewCalendarFeedInput) -> NewCalendarFeed | None:
        """A new secret address of the caller's calendar; the one he had ends at once. It is told this once."""
        context = info.context
        if context.principal.user_id is None:
            raise Refused(Code.FORBIDDEN, coordinate="Mutation.renewCalendarFeed")
        text = new_session_text(context.principal.firm_id)
        await change(context, "renewCalendarFeed", lambda session: renew_feed(session, token_hash(text)))
        return NewCalendarFeed(path=f"/calendar/{text}.ics", feed=await shown_feed(context))

    @strawberry.mutation
    async def end_calendar_feed(self, info: Info, input: EndCalendarFeedInput) -> WorkHours | None:
        """Take the caller's address back; what reads it finds nothing from now on. Answers his hours, which stay."""
        await change(info.context, "endCalendarFeed", end_feed)
        return await shown_hours(info.context)

    @strawberry.mutation
    async def set_work_hours(
        self, info: Info, input: SetWorkHoursInput, idempotency_key: Key = None
    ) -> WorkHours | None:
        """Say between which hours the caller is reminded on workdays; reminders planned before stay as they are."""
        await change(
            info.context, "setWorkHours",
            lambda session: set_work_hours(session, input.from_minute, input.until_minute),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip
        return await shown_hours(info.context)
