"""What an editor of automations offers: triggers, events with their filters, steps, and figures."""

from __future__ import annotations

import strawberry

from backend.automations.catalogue import ACTIONS, EVENTS, FLOW, TRIGGERS
from backend.automations.figures import FIGURES


@strawberry.type
class AutomationChoice:
    """A word of the product, in both languages."""

    key: str
    zh: str
    en: str


@strawberry.type
class AutomationEventFilter:
    """A way to narrow an event down."""

    key: str
    zh: str
    en: str
    of: str = strawberry.field(
        description="words; truth; rows:<noun>, public ids; keys, of which one is enough."
    )


@strawberry.type
class AutomationEvent:
    """An event that can start an automation."""

    key: str
    zh: str
    en: str
    filters: list[AutomationEventFilter]


@strawberry.type
class AutomationAction:
    """A kind of step."""

    key: str
    zh: str
    en: str
    needs: list[str] = strawberry.field(description="Members it must have.")
    may: list[str] = strawberry.field(description="Members it can have.")
    rights: list[str] = strawberry.field(description="Coordinates that its publisher must hold.")


@strawberry.type
class AutomationCatalogue:
    """What an editor offers."""

    triggers: list[AutomationChoice]
    events: list[AutomationEvent]
    actions: list[AutomationAction]
    figures: list[AutomationChoice]


def catalogue() -> AutomationCatalogue:
    """The whole of it; the same for everybody."""
    return AutomationCatalogue(
        triggers=[AutomationChoice(key=key, zh=zh, en=en) for key, (zh, en) in TRIGGERS.items()],
        events=[
            AutomationEvent(
                key=key, zh=event.zh, en=event.en,
                filters=[
                    AutomationEventFilter(key=name, zh=filter.zh, en=filter.en, of=filter.of)
                    for name, filter in event.filters.items()
                ],
            )
            for key, event in EVENTS.items()
        ],
        actions=[
            *(
                AutomationAction(
                    key=key, zh=kind.zh, en=kind.en, needs=list(kind.needs), may=[*kind.may, "on_error"],
                    rights=list(kind.rights),
                )
                for key, kind in ACTIONS.items()
            ),
            *(
                AutomationAction(key=key, zh=zh, en=en, needs=[], may=[], rights=[])
                for key, (zh, en) in FLOW.items()
            ),
        ],
        figures=[AutomationChoice(key=key, zh=of.zh, en=of.en) for key, of in FIGURES.items()],
    )  # fmt: skip
