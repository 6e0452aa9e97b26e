"""What is read of automations from the root."""

from __future__ import annotations

import strawberry

from backend.automations.automations import Automation as Row
from backend.graph.connections import Connection, Info
from backend.graph.engine.objects import declared
from backend.graph.lists import RootAll, RootList, RootOne, all_of, one_of
from backend.schema.automation_catalogue import AutomationCatalogue, catalogue
from backend.schema.automation_dry_runs import dry_run
from backend.schema.automation_previews import AutomationDryRun, AutomationPreview, AutomationTest
from backend.schema.automation_rates import AutomationRate
from backend.schema.automation_rates import automation_rate as rate_of
from backend.schema.automation_runs import (
    AUTOMATION_RUN,
    AutomationRun,
    AutomationRunFilter,
    run_page,
    runs_listed,
)
from backend.schema.automation_sentences import preview
from backend.schema.automation_tests import tested
from backend.schema.automations import AUTOMATION, Automation


@strawberry.type
class AutomationQueries:
    """What the firm does by itself."""

    @declared(RootAll(lambda: AUTOMATION, (Row.created_at, Row.id)))
    async def automations(self, info: Info) -> list[Automation]:
        """All automations, in the order they came; those out of use with them."""
        return await all_of(info, AUTOMATION, Row.created_at, Row.id)

    @declared(RootOne(lambda: AUTOMATION))
    async def automation(self, info: Info, id: strawberry.ID) -> Automation | None:
        """One automation."""
        return await one_of(info, AUTOMATION, id)  # type: ignore[no-any-return]

    @declared(RootList(runs_listed))
    async def automation_runs(
        self, info: Info, filter: AutomationRunFilter | None = None, first: int = 20, after: str | None = None
    ) -> Connection[AutomationRun]:
        """Receipts of clients that the caller may see, the latest first."""
        return await run_page(info, first, after)

    @declared(RootOne(lambda: AUTOMATION_RUN))
    async def automation_run(self, info: Info, id: strawberry.ID) -> AutomationRun | None:
        """One receipt."""
        return await one_of(info, AUTOMATION_RUN, id)  # type: ignore[no-any-return]

    @strawberry.field
    def automation_catalogue(self) -> AutomationCatalogue:
        """What an editor offers."""
        return catalogue()

    @strawberry.field
    async def preview_automation(self, info: Info, content: strawberry.scalars.JSON) -> AutomationPreview:
        """What a version says in words, and what keeps it from being published."""
        return await preview(info.context, content)

    @strawberry.field
    async def dry_run_automation(self, info: Info, content: strawberry.scalars.JSON) -> AutomationDryRun:
        """What a version would have done over the last 30 days; refused as publishing it would be."""
        return await dry_run(info.context, content)

    @strawberry.field
    async def test_automation(
        self, info: Info, content: strawberry.scalars.JSON, client: strawberry.ID
    ) -> AutomationTest:
        """What a version would do with a client now; everything is taken back. Refused as publishing it would be."""
        return await tested(info.context, content, client)

    @strawberry.field
    async def automation_rate(self, info: Info, days: int = 30) -> AutomationRate:
        """Of the steps that can be automated, the share that were taken by themselves (K-07)."""
        return await rate_of(info.context, days)
