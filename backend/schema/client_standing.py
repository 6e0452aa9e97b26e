"""Where a client stands: journeys, approvals, tier, tags, service, suitability."""

from __future__ import annotations

from datetime import date as date_
from datetime import datetime

import strawberry

from backend.graph.connections import Info
from backend.graph.engine.objects import declared
from backend.graph.nodes import Node
from backend.graph.sources import ToMany
from backend.schema import journey_reads
from backend.schema.aml import ClientAml, aml_of, blocked_until
from backend.schema.approvals import APPROVAL, Approval
from backend.schema.assessments import RiskAnswer, answers_of
from backend.schema.care_dates import CareDate, dates_of
from backend.schema.client_care import ClientCare, care_of
from backend.schema.client_signals import ClientSignals, signals_of
from backend.schema.consents import ConsentEntry, ConsentState, consents_of
from backend.schema.consents import history_of as consent_history_of
from backend.schema.journeys import JOURNEY, Journey
from backend.schema.predictions import ClientPredictions, client_predictions
from backend.schema.service import ClientService, service_of
from backend.schema.suitability import ClientSuitability, suitability_of
from backend.schema.tag_states import ClientTagState, TagChange, states_of, tag_changes
from backend.schema.tier_states import ClientTier, PastTier, TierMove, TierOf, past_of, tier_of
from backend.schema.tier_states import history_of as tier_history
from backend.track.approvals import Approval as ApprovalRow
from backend.track.journeys import Journey as JourneyRow


@strawberry.type
class ClientStanding(Node):
    """Of a client: where he stands on his ways, in tiers, tags, service and what he may be offered."""

    @declared(
        ToMany(lambda: JOURNEY, (JourneyRow.client_id,), (JourneyRow.opened_at.desc(), JourneyRow.id.desc()))
    )
    async def journeys(self, info: Info) -> list[Journey] | None:
        """His journeys, the latest first."""
        return await info.context.load(journey_reads.journeys_of, self.row.id, JOURNEY) or []

    @declared(ToMany(lambda: APPROVAL, (ApprovalRow.client_id,), (ApprovalRow.id.desc(),)))
    async def approvals(self, info: Info) -> list[Approval] | None:
        """Approvals about the client that the caller may see, the latest first."""
        return await info.context.load(journey_reads.client_approvals_of, self.row.id, APPROVAL) or []

    @declared(TierOf())
    async def tier(self, info: Info) -> ClientTier | None:
        """The tier the client is in; null before he ever had AUM."""
        return await tier_of(info.context, self)

    @strawberry.field
    async def tier_history(self, info: Info, first: int = 50) -> list[TierMove] | None:
        """How the client moved between tiers, the newest first; 200 at most."""
        return await tier_history(info.context, self, first)

    @strawberry.field
    async def tier_on(self, info: Info, date: date_, restated: bool = False) -> PastTier | None:
        """The tier of a day as it was known then; `restated`: as it comes out with all that is known now."""
        return await past_of(info.context, self, date, restated=restated)

    @strawberry.field
    async def tag_states(self, info: Info, tag: strawberry.ID | None = None) -> list[ClientTagState] | None:
        """How the client stands to his tags, and why; of one tag, whether he bears it or not."""
        return await states_of(info.context, self.row, self.stands, tag)

    @strawberry.field
    async def service(self, info: Info) -> ClientService | None:
        """What service the client is due, and what follows from it."""
        return await service_of(info.context, self.row, self.stands)

    @strawberry.field
    async def suitability(self, info: Info) -> ClientSuitability | None:
        """What the client may be offered: his level, his class, what they rest on."""
        return await suitability_of(info.context, self.row, self.stands)

    @strawberry.field
    async def signals(self, info: Info) -> ClientSignals | None:
        """Funds of the client that fell, and whether he is silent; null for whom his holdings are not shown."""
        return await signals_of(info.context, self.row, self.stands)

    @strawberry.field
    async def care_dates(self, info: Info) -> list[CareDate] | None:
        """Days that are noted of the client: a lunar birthday, his family's, a wedding."""
        return [CareDate(row=row) for row in await info.context.load(dates_of, self.row.id) or ()]

    @strawberry.field
    async def care(self, info: Info) -> ClientCare | None:
        """His birthday by both calendars, what comes and what was done; of each what the caller may read."""
        return await care_of(info.context, self.row, self.stands)

    @strawberry.field
    async def predictions(self, info: Info) -> ClientPredictions | None:
        """Whether he is likely to leave or to add, and why; null for whom what it rests on is not shown."""
        return await client_predictions(info.context, self.row, self.stands)

    @strawberry.field
    async def aml(self, info: Info) -> ClientAml | None:
        """What compliance says of the client against money laundering."""
        return await aml_of(info.context, self.row)

    @strawberry.field
    async def contact_blocked_until(self, info: Info) -> datetime | None:
        """Until when nobody contacts the client, as an order of his cools off; null: nothing holds it back."""
        return await blocked_until(info.context, self.row)

    @strawberry.field
    async def risk_answers(self, info: Info, assessment: strawberry.ID) -> list[RiskAnswer] | None:
        """What the client answered in one of his risk questionnaires."""
        return await answers_of(info.context, self.row, assessment)

    @strawberry.field
    async def consents(self, info: Info, on: date_ | None = None) -> list[ConsentState] | None:
        """What the client agrees to, each purpose by each channel; `on`: as of the end of a past day."""
        return await consents_of(info.context, self.row.id, on)

    @strawberry.field
    async def consent_history(self, info: Info, first: int = 50) -> list[ConsentEntry] | None:
        """The ledger that this rests on, the newest first; 200 at most."""
        return await consent_history_of(info.context, self.row.id, first)

    @strawberry.field
    async def tag_history(self, info: Info, first: int = 50) -> list[TagChange] | None:
        """Which tags the client gained and lost, the newest first; 200 at most."""
        return await tag_changes(info.context, self.row.id, first)
