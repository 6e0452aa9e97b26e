"""A client who may buy, a fund that suits him, and the steps of a sale as people of the house take them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from backend.book import client_changes
from backend.book.clients import Client
from backend.book.documents.model import Document
from backend.book.ledger import FundOrder
from backend.book.open_days import OpenDay
from backend.book.products import Product
from backend.book.receipts import PaymentReceipt
from backend.book.staff import User
from backend.platform.clock import business_date, now
from backend.platform.ids import own_id, public_id, uuid7
from backend.track import aml
from backend.track.order_content import shipped_content
from backend.track.order_cooling import end_cooling_off
from tests.schema.house import House

MANAGER, FINANCE, OPERATIONS, COMPLIANCE = "client_manager", "finance", "operations", "compliance"
NAME = "买基金的人"
OPEN = business_date() + timedelta(days=10)
FIELDS = "id version state matchResult matchRule fee coolingUntil cooledAt difference"
ORDER = f"query($id: ID!) {{ order(id: $id) {{ {FIELDS} transaction {{ kind }} }} }}"
FILE = {"name": "文件", "kind": "pdf", "size": 1}
GOOD = {each["key"]: each["wanted"] for each in shipped_content()["visit"]["questions"]}


async def buyer(house: House, name: str = NAME, *, clear: bool = True, **facts: Any) -> str:
    """A client with a valid questionnaire and an approved qualification, whom compliance has cleared."""
    async with house.database.change(await house.principal(MANAGER)) as session:
        named = {"name": name, "kind": "individual"}
        id = (await client_changes.create_client(session, house.vault, named, allow_duplicate=True)).id
    values = {
        "risk_level": "C4", "risk_valid_until": business_date() + timedelta(days=200), "qualified": True,
        "state": "qualified", **facts,
    }  # fmt: skip
    async with house.database.change(house.firm.system) as session:
        await session.execute(
            update(Client).where(Client.firm_id == house.firm_id, Client.id == id).values(**values)
        )
        if clear:
            await aml.find(
                session, id, "clear", "名单无命中", valid_until=business_date() + timedelta(days=365)
            )
    return public_id("client", id)


async def fund(house: House, risk: str = "R3", *, opens: date | None = OPEN, **values: Any) -> str:
    """A fund that is open on a day."""
    async with house.database.change(house.firm.system) as session:
        row = Product(
            id=uuid7(), code=f"SF{uuid7().hex[-10:]}", name=f"开放基金{uuid7().hex[-6:]}", risk_level=risk,
            **{"status": "open", **values},
        )  # fmt: skip
        session.add(row)
        await session.flush()
        if opens is not None:
            session.add(OpenDay(id=uuid7(), product_id=row.id, first=opens, last=opens))
        return public_id("product", row.id)


async def papers(house: House, client: str, *categories: str) -> list[str]:
    """Documents of a client, one of each kind."""
    async with house.database.change(house.firm.system) as session:
        rows = [
            Document(
                client_id=own_id("client", client), category=category, **FILE, uploaded_by="system:tests"
            )
            for category in categories
        ]
        session.add_all(rows)
        await session.flush()
        return [public_id("document", row.id) for row in rows]


async def payment(house: House, order: str, amount: str, payer: str = NAME, on: date | None = None) -> str:
    """A payment that finance has matched with an order."""
    async with house.database.change(house.firm.system) as session:
        row = PaymentReceipt(
            id=uuid7(), bank_ref=f"S{uuid7().hex}", received_on=on or business_date(), amount=Decimal(amount),
            payer_name=payer,
        )  # fmt: skip
        session.add(row)
    receipt = public_id("paymentreceipt", row.id)
    document = "mutation($i: MatchReceiptInput!) { it: matchReceipt(input: $i) { id state } }"
    await house.data(FINANCE, document, i={"id": receipt, "version": 1, "order": order})
    return receipt


async def call(house: House, role: str, name: str, **given: Any) -> dict[str, Any]:
    """The whole answer of a mutation of orders."""
    input_type = f"{name[0].upper()}{name[1:]}Input"
    answer: dict[str, Any] = await house.ask(
        role, f"mutation($i: {input_type}!) {{ it: {name}(input: $i) {{ {FIELDS} }} }}", i=given
    )
    return answer


async def begun(
    house: House, client: str, product: str, amount: str = "1000000", **more: Any
) -> dict[str, Any]:
    """A draft."""
    given = {
        "client": client,
        "product": product,
        "kind": "initial",
        "amount": amount,
        "openOn": OPEN.isoformat(),
    }
    return done(await call(house, MANAGER, "createOrder", **{**given, **more}))


async def step(house: House, role: str, name: str, order: dict[str, Any], **more: Any) -> dict[str, Any]:
    """One move that goes well."""
    return done(await call(house, role, name, id=order["id"], version=order["version"], **more))


async def pay(house: House, order: dict[str, Any]) -> dict[str, Any]:
    """The payment is confirmed."""
    return done(await call(house, FINANCE, "payOrder", id=order["id"], seen=order["version"]))


async def signed(house: House, client: str, product: str, **more: Any) -> dict[str, Any]:
    """An order up to its signature."""
    order = await step(house, MANAGER, "checkOrder", await begun(house, client, product, **more))
    documents = await papers(house, client, "risk_disclosure", "contract")
    return await step(
        house, MANAGER, "signOrder", order, signing="paper", signedAt=now().isoformat(), documents=documents
    )


async def cooling(house: House, client: str, product: str, **more: Any) -> dict[str, Any]:
    """An order up to its cooling-off."""
    order = await signed(house, client, product, **more)
    await payment(house, order["id"], more.get("amount", "1000000"))
    return await pay(house, order)


async def cooled(house: House, client: str, product: str, **more: Any) -> dict[str, Any]:
    """An order whose cooling-off the sweep has ended."""
    order = await cooling(house, client, product, **more)
    await hours_later(house, order["id"], 25)
    await sweep(house)
    return await read(house, order["id"])


async def placed(house: House, client: str, product: str, to: str) -> dict[str, Any]:
    """An order in a state, as if it had come there; sold by nobody who is still of the firm's teams."""
    at = now()
    told: dict[str, dict[str, Any]] = {
        "draft": {}, "suitability_ok": {"rules": 1}, "signed": {"signed_at": at},
        "cooling_off": {"cooling_from": at, "cooling_until": at, "cooled_at": at}, "visited": {"visited_at": at},
        "confirmed": {"difference": "amount_differs"},
    }  # fmt: skip
    async with house.database.change(house.firm.system) as session:
        row = FundOrder(
            id=uuid7(), client_id=own_id("client", client), product_id=own_id("product", product), kind="initial",
            amount=Decimal(1_000_000), applied_on=business_date(), open_on=OPEN, state=to, **told[to],
        )  # fmt: skip
        session.add(row)
        await session.flush()
        id = row.id
        if to == "cooling_off":
            await session.execute(
                update(User)
                .where(User.firm_id == house.firm_id, User.id == house.people[COMPLIANCE])
                .values(team_id=None)
            )
        if to == "visited":
            session.add(
                PaymentReceipt(
                    id=uuid7(),
                    bank_ref=f"S{uuid7().hex}",
                    received_on=business_date(),
                    amount=Decimal(1_000_000),
                    payer_name=await _name(session, row.client_id),
                    client_id=row.client_id,
                    order_id=id,
                    state="matched",
                )
            )
    return {"id": public_id("fundorder", id), "version": 1}


async def name_of(house: House, order: str) -> str:
    """The name of an order's client."""
    async with house.database.read(house.firm_id) as session:
        return await _name(session, own_id("client", await client_of(house, order)))


async def client_of(house: House, order: str) -> str:
    """The client of an order."""
    async with house.database.read(house.firm_id) as session:
        found = await session.scalar(
            select(FundOrder.client_id).where(
                FundOrder.firm_id == house.firm_id, FundOrder.id == own_id("fundorder", order)
            )
        )
    assert found is not None
    return public_id("client", found)


async def _name(session: Any, client_id: UUID) -> str:
    firm_id = session.info["firm_id"]
    found = await session.scalar(select(Client.name).where(Client.firm_id == firm_id, Client.id == client_id))
    return str(found)


async def hours_later(house: House, order: str, hours: int) -> None:
    """As if so many hours had gone by since the cooling-off began."""
    ago = timedelta(hours=hours)
    async with house.database.change(house.firm.system) as session:
        await session.execute(
            update(FundOrder)
            .where(FundOrder.firm_id == house.firm_id, FundOrder.id == own_id("fundorder", order))
            .values(cooling_from=FundOrder.cooling_from - ago, cooling_until=FundOrder.cooling_until - ago)
        )


async def sweep(house: House) -> int:
    """What the worker does each minute."""
    async with house.database.change(house.firm.system) as session:
        return await end_cooling_off(session)


async def read(house: House, order: str, role: str = MANAGER) -> dict[str, Any]:
    """An order as somebody sees it."""
    found: dict[str, Any] = (await house.data(role, ORDER, id=order))["order"]
    return found


async def state_of(house: House, client: str) -> str:
    """The life-cycle state of a client."""
    async with house.database.read(house.firm_id) as session:
        found = await session.scalar(
            select(Client.state).where(Client.firm_id == house.firm_id, Client.id == own_id("client", client))
        )
    return str(found)


def visit(**changes: bool) -> dict[str, Any]:
    """A return visit with the answers that are wanted, but for some."""
    answers = {**GOOD, **changes}
    return {"channel": "phone", "heldAt": now().isoformat(), "answers": answers, "rules": 1}


def done(answer: dict[str, Any]) -> dict[str, Any]:
    """What a mutation returned."""
    assert "errors" not in answer, answer["errors"]
    found: dict[str, Any] = answer["data"]["it"]
    return found


def missing(answer: dict[str, Any]) -> list[str]:
    """The keys of what a refusal says is missing."""
    [error] = answer["errors"]
    assert error["extensions"]["code"] == "EXIT_CRITERION_UNMET", error
    return [each["key"] for each in error["extensions"]["params"]["missing"]]


def problem(answer: dict[str, Any]) -> tuple[str, str]:
    """The field and the problem of a refusal."""
    params = answer["errors"][0]["extensions"]["params"]
    return params["field"], params["problem"]


def ids(rows: Sequence[UUID], word: str) -> list[str]:
    """Public ids."""
    return [public_id(word, row) for row in rows]
