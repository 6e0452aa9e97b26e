"""Clients of a campaign by how far it came with them, those whom the reader may see."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import strawberry
from sqlalchemy import ColumnElement, select

from backend.book.clients import Client as ClientRow
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.nodes import nodes_of
from backend.platform.errors import bad_input
from backend.platform.ids import own_id, public_id
from backend.retain.campaign_figures import REACHED, left_since, stands, with_messages
from backend.retain.campaigns import CampaignClient as Row
from backend.retain.messages import Message
from backend.retain.outreach_words import CLICKED, FACTS, LEFT, REACHED_STATES, SENT
from backend.schema.campaign_audiences import parts_of
from backend.schema.campaign_previews import demand_campaign
from backend.schema.campaigns import campaign_named
from backend.schema.clients import CLIENT, Client
from backend.schema.contact_reasons import ContactReason
from backend.schema.message_words import reason
from backend.schema.tag_conditions import hold_author

MOST: Final = 100


@strawberry.type
class CampaignClient:
    """One client of a campaign."""

    client: Client | None
    state: str = strawberry.field(
        description="left_out, waiting, held, sent, bounced, failed or cancelled; what is in doubt counts as sent."
    )
    reasons: list[ContactReason] = strawberry.field(description="Why he is left out, held, or waits.")
    message: strawberry.ID | None
    clicked_at: datetime | None
    clicks: int
    left: bool = strawberry.field(description="Whether he withdrew consent by the message's link since.")
    followed: bool = strawberry.field(description="Whether a task was given about it.")


@strawberry.type
class CampaignClients:
    """Some clients of a campaign. next: where the rest begins; null at the end."""

    clients: list[CampaignClient]
    next: strawberry.ID | None


async def clients_of(
    context: Context, campaign: str, state: str | None, after: str | None, first: int
) -> CampaignClients:
    """Clients by their ids. state: of those words, clicked, not_clicked or left. Raises Refused: choice, range;
    FORBIDDEN for who may not read what its rule rests on."""
    demand_campaign(context)
    if not 1 <= first <= MOST:
        raise bad_input("first", "range", low=1, high=MOST)
    if state is not None and state not in (*REACHED_STATES, *FACTS):
        raise bad_input("state", "choice")
    firm_id, found = context.principal.firm_id, await campaign_named(context, own_id("campaign", campaign))
    if found is None:
        return CampaignClients(clients=[], next=None)
    for part in parts_of(found.row.audience):
        # Who is among them tells what the rule asks of a client.
        hold_author(context.principal.mask, part)
    left = left_since(firm_id)
    within, _ = CLIENT.within(context.principal)
    bounds: list[ColumnElement[bool]] = [
        Row.firm_id == firm_id,
        Row.campaign_id == own_id("campaign", campaign),
        Row.client_id.in_(select(ClientRow.id).where(*within)),
    ]
    if after is not None:
        bounds.append(Row.client_id > own_id("client", after))
    if state is not None and state in REACHED_STATES:
        bounds.append(stands(state))
    elif state == LEFT:
        bounds.append(left)
    elif state is not None:
        clicked = Row.clicked_at.is_not(None)
        bounds += [stands(SENT), clicked if state == CLICKED else ~clicked]
    async with context.database.read(firm_id) as session:
        context.queries += 1
        rows = (
            await session.execute(
                with_messages(firm_id)
                .add_columns(Row, REACHED.label("reached"), Message.reasons, left.label("left"))
                .where(*bounds)
                .order_by(Row.client_id)
                .limit(first + 1)
            )
        ).all()
    shown = rows[:first]
    nodes = await nodes_of(context, CLIENT, [row[0].client_id for row in shown])
    return CampaignClients(
        clients=[
            CampaignClient(
                client=node, state=reached, reasons=[reason(context, each) for each in row.reasons or waits or ()],
                message=None if row.message_id is None else strawberry.ID(public_id("message", row.message_id)),
                clicked_at=row.clicked_at, clicks=row.clicks, left=bool(gone), followed=row.task_id is not None,
            )
            for node, (row, reached, waits, gone) in zip(nodes, shown, strict=True)
        ],
        next=strawberry.ID(public_id("client", shown[-1][0].client_id)) if len(rows) > first else None,
    )  # fmt: skip


@strawberry.type
class CampaignClientQueries:
    """Clients of campaigns."""

    @strawberry.field
    async def campaign_clients(
        self, info: Info, campaign: strawberry.ID, state: str | None = None, after: strawberry.ID | None = None,
        first: int = 50,
    ) -> CampaignClients:  # fmt: skip
        """Clients of a campaign: all, those in a state, or who clicked, did not (not_clicked), or left."""
        return await clients_of(info.context, campaign, state, after, first)
