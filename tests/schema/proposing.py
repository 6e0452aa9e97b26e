"""A client who may be advised, a fund with NAVs, and a proposal brought as far as a test wants it."""

from __future__ import annotations

import itertools
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from backend.book.products import NavPoint
from backend.platform.clock import business_date
from backend.platform.ids import own_id
from backend.schema.file_routes import store_of
from backend.track.proposals import ProposalPrint
from backend.workers.proposals import ProposalPrinter
from tests.schema import selling
from tests.schema.house import House

MANAGER, COMPLIANCE = "client_manager", "compliance"
FIELDS = "id version state number title letter validUntil sections approval approvalState"
PROPOSAL = (
    f"query($id: ID!) {{ proposal(id: $id) {{ {FIELDS} items {{ id amount note product {{ code }} }} }} }}"
)
_serial = itertools.count(1)


async def fund(house: House, risk: str = "R3", **values: Any) -> str:
    """A fund that is open, with NAVs of two years: up to 1.2, a fall to 1.08, and up to 1.5."""
    product = await selling.fund(house, risk, **values)
    today = business_date()
    async with house.database.change(house.firm.system) as session:
        for days, nav in ((730, "1"), (400, "1.2"), (300, "1.08"), (1, "1.5")):
            value = Decimal(nav)
            session.add(
                NavPoint(
                    product_id=own_id("product", product), date=today - timedelta(days=days), unit=value,
                    cumulative=value, adjusted=value,
                )
            )  # fmt: skip
    return product


async def call(
    house: House, who: str, name: str, fields: str = "id version state number", **input: Any
) -> Any:
    """A mutation; what it returns."""
    kind = name[0].upper() + name[1:]
    document = f"mutation($input: {kind}Input!) {{ {name}(input: $input) {{ {fields} }} }}"
    return (await house.data(who, document, input=input))[name]


async def refused(house: House, who: str, name: str, **input: Any) -> dict[str, Any]:
    """The extensions of the refusal of a mutation."""
    kind = name[0].upper() + name[1:]
    document = f"mutation($input: {kind}Input!) {{ {name}(input: $input) {{ id }} }}"
    answer = await house.ask(who, document, input=input)
    assert answer.get("errors"), answer
    found: dict[str, Any] = answer["errors"][0]["extensions"]
    return found


async def draft(house: House, *products: str, client: str | None = None, **more: Any) -> dict[str, Any]:
    """A draft of the manager's."""
    client = client or await selling.buyer(house, f"建议客户{next(_serial)}")
    items = [{"product": each, "amount": "1000000"} for each in products]
    made: dict[str, Any] = await call(house, MANAGER, "createProposal", client=client, items=items, **more)
    return {**made, "client": client}


async def issued(house: House, *products: str, **more: Any) -> dict[str, Any]:
    """One in review."""
    made = await draft(house, *products, **more)
    after = await call(house, MANAGER, "issueProposal", id=made["id"], version=made["version"])
    return {**made, **after}


async def approved(house: House, *products: str, **more: Any) -> dict[str, Any]:
    """One that compliance agreed to, with its file."""
    made = await issued(house, *products, **more)
    await agree(house, made["id"])
    await print_all(house)
    return {**made, "version": (await read(house, made["id"]))["version"]}


async def released(house: House, *products: str, **more: Any) -> dict[str, Any]:
    """One that may go out."""
    made = await approved(house, *products, **more)
    return {**made, **await call(house, MANAGER, "releaseProposal", id=made["id"], version=made["version"])}


async def sent(house: House, *products: str, **more: Any) -> dict[str, Any]:
    """One that the client has."""
    made = await released(house, *products, **more)
    given = {"id": made["id"], "version": made["version"], "channel": "meeting"}
    return {**made, **await call(house, MANAGER, "sendProposal", **given)}


async def accepted(house: House, *products: str, **more: Any) -> dict[str, Any]:
    """One that the client accepted."""
    made = await sent(house, *products, **more)
    given = {"id": made["id"], "version": made["version"], "accept": True}
    return {**made, **await call(house, MANAGER, "answerProposal", **given)}


async def agree(house: House, proposal: str, verdict: str = "APPROVE") -> None:
    """Compliance decides its approval."""
    approval = (await read(house, proposal))["approval"]
    found = await house.data(COMPLIANCE, "query($id: ID!) { approval(id: $id) { version } }", id=approval)
    given = {
        "id": approval,
        "version": found["approval"]["version"],
        "decision": verdict,
        "comment": "已审阅",
    }
    await call(house, COMPLIANCE, "decideApproval", "id state", **given)


async def print_all(house: House) -> int:
    """Let the worker make what is due; how many files."""
    printer = ProposalPrinter(database=house.database, vault=house.vault, store=store_of(house.services))
    async with house.database.read(house.firm_id) as session:
        due = list(
            await session.scalars(
                select(ProposalPrint.id).where(
                    ProposalPrint.firm_id == house.firm_id, ProposalPrint.due_at.is_not(None)
                )
            )
        )
    return sum([await printer.make(house.firm_id, id) for id in due])


async def read(house: House, id: str, who: str = MANAGER) -> dict[str, Any]:
    """A proposal as somebody sees it."""
    found: dict[str, Any] = (await house.data(who, PROPOSAL, id=id))["proposal"]
    return found
