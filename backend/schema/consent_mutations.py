"""Changes of what clients agreed to."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import strawberry
from sqlalchemy.ext.asyncio import AsyncSession

from backend.graph.changes import changing
from backend.graph.connections import Info
from backend.retain import message_acts
from backend.retain.consents import ConsentEntry, Evidence, Said, record, take_back
from backend.schema.changing import Key, of_client, of_client_row
from backend.schema.clients import CLIENT, Client


@strawberry.input
class ConsentEntryInput:
    """What a client says of one purpose and channel."""

    purpose: str
    channel: str
    given: bool


@strawberry.input
class RecordConsentInput:
    """What a client said. `source`: form, call, link, import, meeting; `at`: when, now unless said."""

    client: strawberry.ID
    entries: list[ConsentEntryInput]
    source: str
    evidence: str | None = None
    at: datetime | None = None


@strawberry.input
class TakeBackConsentInput:
    """An entry that was a mistake."""

    id: strawberry.ID


@strawberry.input
class ReviveAddressInput:
    """Addresses that were dead; `channel`: mail, sms, wecom, phone."""

    client: strawberry.ID
    channel: str


@strawberry.type
class ConsentMutations:
    """What clients agree to."""

    @changing(lambda: CLIENT)
    async def record_consent(
        self, info: Info, input: RecordConsentInput, idempotency_key: Key = None
    ) -> Client | None:
        """Write down what a client agreed to, or withdrew."""
        said = [Said(each.purpose, each.channel, each.given) for each in input.entries]
        evidence = Evidence(input.source, input.evidence, input.at)

        async def work(session: AsyncSession, client_id: UUID) -> None:
            await record(session, client_id, said, evidence)

        return await of_client(info.context, "recordConsent", input, idempotency_key, work)  # type: ignore[no-any-return]

    @changing(lambda: CLIENT)
    async def take_back_consent(
        self, info: Info, input: TakeBackConsentInput, idempotency_key: Key = None
    ) -> Client | None:
        """Say that an entry was a mistake; what was before it is in force again, and both stay in the ledger."""
        return await of_client_row(  # type: ignore[no-any-return]
            info.context, "takeBackConsent", ConsentEntry, "consententry", input, idempotency_key, take_back
        )

    @changing(lambda: CLIENT)
    async def revive_address(
        self, info: Info, input: ReviveAddressInput, idempotency_key: Key = None
    ) -> Client | None:
        """Say that an address from which messages came back is right after all."""

        async def work(session: AsyncSession, client_id: UUID) -> None:
            await message_acts.revive(session, client_id, input.channel)

        return await of_client(info.context, "reviveAddress", input, idempotency_key, work)  # type: ignore[no-any-return]
