"""Inputs of mutations about e-mails."""

from __future__ import annotations

import strawberry

ID = strawberry.ID


@strawberry.input(
    description="An e-mail that was sent up as a file. Without a `direction` its addresses tell it; without a "
    "`summary` its subject is taken."
)
class LogMailInput:
    """An e-mail that was sent up."""

    client: ID
    upload: ID
    direction: str | None = None
    summary: str | None = None


@strawberry.input
class RenewMailAddressInput:
    """The address that is replaced; null for the first one."""

    replaces: str | None = None


@strawberry.input
class LogIncomingMailInput:
    """Whose a waiting mail is."""

    id: ID
    version: int
    client: ID


@strawberry.input
class ThrowIncomingMailInput:
    """A waiting mail that nobody needs, and why."""

    id: ID
    version: int
    reason: str
