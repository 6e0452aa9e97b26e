"""How reports by mail are set up by a caller."""

from __future__ import annotations

import enum

import strawberry
from strawberry import UNSET

from backend.schema.export_inputs import PaperFormat, PaperKind

ID = strawberry.ID


@strawberry.enum(
    description="When a report is mailed: on each day, each working day, a weekday, a day or working day."
)
class MailRhythm(enum.Enum):
    """Rhythms."""

    DAILY = "daily"
    WORKDAYS = "workdays"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    WORKDAY = "workday"


@strawberry.input
class CreateReportScheduleInput:
    """`day`: of WEEKLY 1 (Monday) to 7, of MONTHLY 1 to 31, of WORKDAY the nth working day of a month; `minute`: after
    midnight of Shanghai; `subject`: empty for the name of the report; `id`: of a report or board."""

    of: PaperKind = strawberry.field(name="kind")
    id: ID | None = None
    subject: str = ""
    formats: list[PaperFormat]
    recipients: list[ID]
    every: MailRhythm
    day: int | None = None
    minute: int


@strawberry.input
class UpdateReportScheduleInput:
    """Changes of a schedule; what is left out stays. `paused`, `deleted`: it rests, or is gone, and may come back."""

    id: ID
    version: int
    subject: str | None = UNSET
    formats: list[PaperFormat] | None = UNSET
    recipients: list[ID] | None = UNSET
    every: MailRhythm | None = UNSET
    day: int | None = UNSET
    minute: int | None = UNSET
    paused: bool | None = UNSET
    deleted: bool | None = UNSET
