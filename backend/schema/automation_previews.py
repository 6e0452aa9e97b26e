"""What an automation would do, before it does it: in words, over last month's events, and on one client."""

from __future__ import annotations

from datetime import date, datetime

import strawberry

from backend.schema.clients import Client


@strawberry.type
class AutomationProblem:
    """Something that keeps a version from being published."""

    path: str = strawberry.field(description="The place, as `steps.1.then.0.tag`; empty: the whole.")
    code: str
    problem: str | None
    message: str = strawberry.field(description="In the reader's language.")


@strawberry.type
class AutomationPreview:
    """What a version says, and what keeps it from being published."""

    sentence: str | None = strawberry.field(description="In the reader's language; null: it cannot be read.")
    problems: list[AutomationProblem]
    uses: list[str] = strawberry.field(
        description="Facts it rests on: coordinates, and ids of rows it names."
    )
    rights: list[str] = strawberry.field(description="Coordinates that its publisher must hold.")


@strawberry.type
class AutomationDay:
    """One day of a dry run."""

    day: date
    begun: int
    unfit: int


@strawberry.type
class AutomationEffect:
    """Steps of a kind, and how often they would have been taken."""

    kind: str
    count: int


@strawberry.type
class AutomationSample:
    """One event of a dry run."""

    at: datetime
    client: Client | None
    begun: bool
    reason: str | None = strawberry.field(
        description="Why not: the part of the condition that does not hold, in the reader's language; "
        "or mode, most_per_hour."
    )


@strawberry.type
class AutomationDryRun:
    """What a version would have done over the last 30 days, by what is known of clients now. Nothing is written."""

    from_: date = strawberry.field(name="from")
    until: date
    events: int = strawberry.field(description="Events that its trigger takes.")
    begun: int
    unfit: int
    held_back: int
    days: list[AutomationDay]
    effects: list[AutomationEffect] = strawberry.field(
        description="As far as steps do not depend on waits or branches to come."
    )
    sample: list[AutomationSample]


@strawberry.type
class AutomationTestStep:
    """A step as it would be taken."""

    step: str
    kind: str
    outcome: str
    noun: str | None = strawberry.field(description="What it would make.")
    text: str | None = strawberry.field(description="What it would say, cut to what its reader may know.")
    error: str | None
    message: str | None = strawberry.field(description="What is wrong, in the reader's language.")


@strawberry.type
class AutomationTest:
    """What a version would do with one client now. Everything was taken back; waits are passed at once."""

    fits: bool = strawberry.field(description="Whether the condition holds.")
    reason: str | None = strawberry.field(description="The part that does not, in the reader's language.")
    state: str
    steps: list[AutomationTestStep]
