"""Short words for contents and campaigns: written, approved, let go, sent by a channel that takes everything."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import select

from backend.book.clients import Client
from backend.book.contact_points import ContactDraft, replace_contacts
from backend.platform.ids import own_id, public_id
from backend.retain.campaign_sending import due_campaigns
from backend.retain.campaigns import CampaignClient
from backend.retain.consents import Evidence, Said, record
from backend.retain.message_sending import Outgoing
from backend.systemize.channels.outcomes import SENT, Outcome
from backend.track.approval_deciding import decide
from backend.track.approvals import Approval
from backend.workers.campaign_sweeper import CampaignSweeper
from backend.workers.message_sender import MessageSender
from tests.schema.calls import new_client
from tests.schema.house import House

WRITER, READER = "operations", "compliance"
SITE = "https://crm.example.com"
TARGET = "https://www.example.com/reports/q3"
TEXT: dict[str, Any] = {
    "zh": {"subject": "三季度市场报告", "body": "{client.name}，您好：\n\n全文见 {campaign.link}"},
    "en": None,
    "link": TARGET,
}
CREATE = "mutation($i: CreateContentInput!) { it: createContent(input: $i) { id version state purpose } }"
HAND_IN = """mutation($i: HandInContentInput!) { it: handInContent(input: $i) { id state
  versions { number state approval } inForce { number } } }"""
PREPARE = (
    "mutation($i: CreateCampaignInput!) { it: createCampaign(input: $i) { id version state audienceWords } }"
)
START = "mutation($i: StartCampaignInput!) { it: startCampaign(input: $i) { id version state number dueAt } }"
ONE = """query($id: ID!) { it: campaign(id: $id) { id version state number cost result { days over
  reached { clients subscribers amount } others { clients subscribers amount } }
  funnel { audience leftOut waiting held sent bounced failed cancelled clicked left } } }"""
LIST = """query($c: ID!, $s: String, $a: ID, $n: Int!) {
  it: campaignClients(campaign: $c, state: $s, after: $a, first: $n) {
  next clients { client { id name } state clicks left followed message reasons { code } } } }"""


@dataclass
class Wire:
    """A channel that takes everything and keeps it. fault: what it answers instead, once for each client."""

    sent: list[Outgoing] = field(default_factory=list)
    outcome: Outcome = field(default_factory=lambda: Outcome(SENT, None, "250 OK", None))

    async def send(self, firm_id: UUID, message: Outgoing) -> Outcome:
        """Taken."""
        del firm_id
        self.sent.append(message)
        return self.outcome

    async def close(self) -> None:
        """Nothing is held."""


async def written(house: House, kind: str = "market_report", product: str | None = None) -> str:
    """A content without a text; its public id."""
    given = {"kind": kind, "zh": "三季度市场报告", "en": "Market report Q3", "product": product}
    return str((await house.data(WRITER, CREATE, i=given))["it"]["id"])


async def hand_in(house: House, content: str, text: dict[str, Any] = TEXT, base: int = 0) -> Any:
    """A version in review."""
    return (await house.data(WRITER, HAND_IN, i={"id": content, "content": text, "base": base}))["it"]


async def decided(house: House, approval: str, decision: str = "approve", by: str = READER) -> None:
    """What somebody says to a version."""
    id = own_id("approval", approval)
    async with house.database.change(await house.principal(by)) as session:
        row = await session.scalar(
            select(Approval).where(Approval.firm_id == house.firm_id, Approval.id == id)
        )
        assert row is not None
        await decide(session, id, row.version, decision, "请补充风险提示")


async def approved(house: House, kind: str = "market_report", product: str | None = None) -> str:
    """A content with an approved version; its public id."""
    id = await written(house, kind, product)
    made = await hand_in(house, id)
    await decided(house, made["versions"][0]["approval"])
    return id


async def reachable(house: House, name: str, *, consents: tuple[str, ...] = ("marketing", "product")) -> UUID:
    """A client with an address who agreed to be written to for these purposes."""
    id, _ = await new_client(house, name=name)
    async with house.database.change(await house.principal("client_manager")) as session:
        client = (
            await session.scalars(select(Client).where(Client.firm_id == house.firm_id, Client.id == id))
        ).one()
        address = f"{id.hex[-12:]}@example.com"
        await replace_contacts(session, house.vault, client, [ContactDraft("email", address)])
        if consents:
            await record(session, id, [Said(each, "mail", True) for each in consents], Evidence("form"))
    return id


def by_hand(*ids: UUID) -> dict[str, Any]:
    """An audience of these clients."""
    return {"clients": [public_id("client", id) for id in ids]}


def named_like(text: str) -> dict[str, Any]:
    """An audience of all clients whose name has this in it."""
    return {"rule": {"is": {"field": "name", "op": "contains", "value": text}}}


async def prepared(house: House, content: str, audience: dict[str, Any], **more: Any) -> Any:
    """A campaign that nobody has let go."""
    plan = {"name": "三季度报告", "content": content, "audience": audience, **more}
    return (await house.data(WRITER, PREPARE, i={"plan": plan}))["it"]


async def started(house: House, content: str, audience: dict[str, Any], **more: Any) -> str:
    """A campaign whose messages are written; its public id."""
    made = await prepared(house, content, audience)
    given = {"id": made["id"], "version": made["version"], **more}
    await house.data(WRITER, START, i=given)
    await sweep(house)
    return str(made["id"])


async def sweep(house: House) -> None:
    """One look of the worker."""
    async with house.database.as_system(house.firm_id, "campaigns") as session:
        due = await due_campaigns(session)
        assert all(each.firm_id == house.firm_id for each in due)
    await CampaignSweeper(house.database, house.vault, SITE).sweep_all()


async def send(house: House, wire: Wire, *, at_once: int = 40) -> int:
    """One batch of the sender."""
    sender = MessageSender(house.database, house.vault, {"mail": wire}, at_once=at_once)
    return await sender.work_firm(house.firm_id)


async def now_of(house: House, campaign: str, who: str = WRITER) -> Any:
    """A campaign as it is."""
    return (await house.data(who, ONE, id=campaign))["it"]


async def members(house: House, campaign: str, state: str | None = None, who: Any = WRITER) -> Any:
    """Clients of a campaign."""
    return (await house.data(who, LIST, c=campaign, s=state, a=None, n=100))["it"]["clients"]


async def member_rows(house: House, campaign: str) -> list[CampaignClient]:
    """The same as they are kept."""
    async with house.database.read(house.firm_id) as session:
        rows = await session.scalars(
            select(CampaignClient).where(
                CampaignClient.firm_id == house.firm_id,
                CampaignClient.campaign_id == own_id("campaign", campaign),
            )
        )
        return list(rows)
