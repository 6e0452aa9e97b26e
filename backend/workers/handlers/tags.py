"""What happened that may change what rules of tags say, or a tier: it is marked, and swept a moment later in one go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.tag_marks import mark
from backend.platform.events import OutboxRow
from backend.workers.delivery import Handler

BY_RULES: Final = "system:tag_rules"
"""Who sweeps: what rules give and take is followed up in the same sweep."""


def _marks(kind: str, key: str) -> Handler:
    async def handle(session: AsyncSession, event: OutboxRow) -> None:
        id = event.payload.get(key)
        if id is not None and event.actor != BY_RULES:
            await mark(session, kind, [UUID(str(id))])

    # Each effect of an event has a name of its own.
    handle.__name__ = f"mark_{key}"
    return handle


async def mark_firm(session: AsyncSession, _event: OutboxRow) -> None:
    """Everybody is looked at again."""
    await mark(session, "firm", [session.info["firm_id"]])


_CLIENT = _marks("client", "client_id")
MARKING: Mapping[str, Sequence[Handler]] = {
    **dict.fromkeys(
        (
            "client.created",
            "client.changed",
            "client.assigned",
            "interaction.logged",
            "interaction.changed",
            "need.changed",
            "order.changed",
            "order.cooled_off",
            "task.assigned",
            "task.changed",
            "task.completed",
            "transaction.confirmed",
            "tag.given",
            "tag.taken",
            "tag.freed",
            "service.by_hand",
        ),
        (_CLIENT,),
    ),
    "client.merged": (_CLIENT, _marks("client", "other_id")),
    "household.changed": (_marks("household", "household_id"),),
    "product.changed": (_marks("product", "product_id"),),
    "nav.published": (_marks("product", "product_id"),),
    "staff.user_changed": (_marks("user", "user_id"),),
    "staff.user_deactivated": (_marks("user", "user_id"),),
    "tag.ruled": (_marks("tag", "tag_id"),),
    "tier_model.published": (_marks("tier", "tier_model_id"),),
    "service_matrix.published": (_marks("service", "service_matrix_id"),),
    "exchange_rate.published": (mark_firm,),
    "custom_field.changed": (mark_firm,),
}
