"""Reports by mail as people see them: who set them up, to whom they go, when next, and what became of each mail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import strawberry

from backend.analyze import report_schedules
from backend.analyze.monthly_pack import pack
from backend.analyze.report_schedules import ReportDelivery as DeliveryRow
from backend.analyze.report_schedules import ReportSchedule as ScheduleRow
from backend.book import reports
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.nodes import node_of, nodes_of
from backend.platform.ids import public_id
from backend.schema.export_inputs import PaperFormat, PaperKind
from backend.schema.report_schedule_inputs import MailRhythm
from backend.schema.staff import USER, User

SCHEDULE, MAIL = "reportschedule", "reportdelivery"
"""The words before the public ids."""


@strawberry.type
class ReportMail:
    """One mail of one time. state: queued, making, sending, sent, noted (words without figures), left, failed,
    in_doubt or cancelled; error: why."""

    row: strawberry.Private[DeliveryRow]

    @strawberry.field
    def id(self) -> strawberry.ID:
        """The mail's id."""
        return strawberry.ID(public_id(MAIL, self.row.id))

    @strawberry.field
    def occurrence(self) -> datetime:
        """The time it is of."""
        return self.row.occurrence

    @strawberry.field
    def state(self) -> str:
        """What became of it."""
        return self.row.state

    @strawberry.field
    def error(self) -> str | None:
        """Why it did not go, or went as a link or as a note."""
        return self.row.error

    @strawberry.field
    def by_hand(self) -> bool:
        """Whether somebody wanted it at once."""
        return self.row.by_hand

    @strawberry.field
    def size(self) -> int | None:
        """Bytes of its files."""
        return self.row.size

    @strawberry.field
    def sent_at(self) -> datetime | None:
        """When the mail server took it."""
        return self.row.sent_at

    @strawberry.field
    async def user(self, info: Info) -> User | None:
        """To whom, where the reader may see him."""
        return await node_of(info.context, USER, self.row.user_id)  # type: ignore[no-any-return]


@strawberry.type
class ReportSchedule:
    """A report, a board or the monthly pack by mail: each recipient is told what he reaches."""

    row: strawberry.Private[ScheduleRow]
    names: strawberry.Private[tuple[str, str] | None]
    is_mine: strawberry.Private[bool]
    told: strawberry.Private[Sequence[DeliveryRow]]

    @strawberry.field
    def id(self) -> strawberry.ID:
        """The schedule's id."""
        return strawberry.ID(public_id(SCHEDULE, self.row.id))

    @strawberry.field
    def version(self) -> int:
        """To be named when changing it."""
        return self.row.version

    @strawberry.field
    def mine(self) -> bool:
        """Whether the caller set it up; else it is mailed to him."""
        return self.is_mine

    @strawberry.field
    def kind(self) -> PaperKind:
        """What goes."""
        return PaperKind(self.row.kind)

    @strawberry.field
    def target(self) -> strawberry.ID | None:
        """The id of the report or board."""
        return None if self.row.target is None else strawberry.ID(public_id(self.row.kind, self.row.target))

    @strawberry.field
    def zh(self) -> str | None:
        """What it is called, where it is there and shown to the reader."""
        return None if self.names is None else self.names[0]

    @strawberry.field
    def en(self) -> str | None:
        """The same in English; empty: it has no such name."""
        return None if self.names is None else self.names[1]

    @strawberry.field
    def subject(self) -> str:
        """The subject of its mails; empty: the name of the report."""
        return self.row.subject

    @strawberry.field
    def formats(self) -> list[PaperFormat]:
        """As what it is attached."""
        return [PaperFormat(each) for each in self.row.formats]

    @strawberry.field
    def every(self) -> MailRhythm:
        """When."""
        return MailRhythm(self.row.every)

    @strawberry.field
    def day(self) -> int | None:
        """On which day of it."""
        return self.row.day

    @strawberry.field
    def minute(self) -> int:
        """At which minute of the day."""
        return self.row.minute

    @strawberry.field
    def next_at(self) -> datetime | None:
        """The next time; null while it rests."""
        return self.row.next_at

    @strawberry.field
    def paused_at(self) -> datetime | None:
        """Since when it rests."""
        return self.row.paused_at

    @strawberry.field
    async def owner(self, info: Info) -> User | None:
        """Who set it up."""
        return await node_of(info.context, USER, self.row.owner_id)  # type: ignore[no-any-return]

    @strawberry.field
    async def recipients(self, info: Info) -> list[User]:
        """To whom it goes, of those whom the reader may see; to others than its owner only himself."""
        ids = self.row.recipients if self.is_mine else [info.context.principal.user_id]
        found = await nodes_of(info.context, USER, [id for id in ids if id is not None])
        return [each for each in found if each is not None]

    @strawberry.field
    def mails(self) -> list[ReportMail]:
        """The newest ones: of one's own schedule all, else those to oneself."""
        return [ReportMail(row=each) for each in self.told]


async def read_schedules(context: Context, ids: Sequence[UUID] | None = None) -> list[ReportSchedule]:
    """Those of the caller and those mailed to him; at most four statements."""
    user_id, firm_id = context.principal.user_id, context.principal.firm_id
    if user_id is None:
        return []
    async with context.database.read(firm_id) as session:
        session.info["firm_id"] = firm_id
        rows = await report_schedules.schedules_of(session, user_id, ids)
        mails = await report_schedules.mails_of(session, user_id, [row.id for row in rows])
        context.queries += 2
        names: dict[UUID, tuple[str, str]] = {}
        for kind, model in (("report", reports.Report), ("dashboard", reports.Dashboard)):
            wanted = [row.target for row in rows if row.kind == kind and row.target is not None]
            if wanted:
                context.queries += 1
                seen = await reports.seen_of(session, model, context.principal, wanted)
                names |= {each.row.id: (each.row.zh, each.row.en) for each in seen}
    return [
        ReportSchedule(
            row=row,
            names=(pack().zh, pack().en) if row.target is None else names.get(row.target),
            is_mine=row.owner_id == user_id,
            told=mails.get(row.id, []),
        )
        for row in rows
    ]
