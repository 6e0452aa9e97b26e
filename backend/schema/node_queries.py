"""Any row by its id, and the caller."""

from __future__ import annotations

import strawberry

from backend.graph.connections import Info
from backend.graph.engine.objects import declared
from backend.graph.lists import RootNode
from backend.graph.nodes import Node, node_of
from backend.platform.ids import split_id
from backend.schema.automation_runs import AUTOMATION_RUN
from backend.schema.automations import AUTOMATION
from backend.schema.book import NOUNS
from backend.schema.custom_fields import CUSTOM_FIELD
from backend.schema.fund_orders import FUND_ORDER
from backend.schema.handovers import HANDOVER
from backend.schema.incoming_mails import INCOMING_MAIL
from backend.schema.messages import MESSAGE
from backend.schema.needs import NEED
from backend.schema.notifications import NOTIFICATION
from backend.schema.proposals import PROPOSAL
from backend.schema.rates import EXCHANGE_RATE
from backend.schema.receipts import PAYMENT_RECEIPT
from backend.schema.request_types import REQUEST_TYPE
from backend.schema.requests import REQUEST
from backend.schema.revenue import REVENUE
from backend.schema.unit_breaks import UNIT_BREAK
from backend.schema.viewer import RootViewer, Viewer

EVERY = (
    *NOUNS.values(),
    CUSTOM_FIELD,
    UNIT_BREAK,
    EXCHANGE_RATE,
    FUND_ORDER,
    PAYMENT_RECEIPT,
    PROPOSAL,
    REVENUE,
    INCOMING_MAIL,
    HANDOVER,
    NEED,
    REQUEST,
    REQUEST_TYPE,
    NOTIFICATION,
    AUTOMATION,
    AUTOMATION_RUN,
    MESSAGE,
)


@strawberry.type
class NodeQueries:
    """What has an id."""

    @declared(RootNode(lambda: EVERY))
    async def node(self, info: Info, id: strawberry.ID) -> Node | None:
        """Any row by its id."""
        name, key = split_id(id)
        noun = next((each for each in EVERY if each.word == name), None)
        found: Node | None = await node_of(info.context, noun, key) if noun else None
        return found

    @declared(RootViewer())
    def viewer(self) -> Viewer:
        """The caller."""
        return Viewer()
