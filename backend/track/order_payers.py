"""Payments for an order by somebody else than the client: accepted only with relation, proof and a second person."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import Index, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.book.clients import Client
from backend.book.documents.model import Document
from backend.book.ledger import FundOrder
from backend.book.order_states import SIGNED
from backend.book.orders import tell
from backend.book.receipts import PaymentReceipt
from backend.platform.clock import now
from backend.platform.db import TenantRow, Versioned, refers
from backend.platform.errors import bad_input
from backend.platform.events import emit
from backend.platform.ids import uuid7
from backend.platform.versions import locked, locked_at
from backend.systemize.field_values import clean_text
from backend.systemize.names import normalise_name
from backend.track.order_content import OWN
from backend.track.order_events import PayerAsked
from backend.track.order_rules import rules_in_force

PENDING, ACCEPTED, REFUSED = "pending", "accepted", "refused"
RELATIONS: Final = ("spouse", "parent", "child", "controller", "own_company", "other")


class OrderPayer(Versioned, TenantRow):
    """One payment by somebody else. relation: of RELATIONS, to the client; document_id: what proves it."""

    __tablename__ = "order_payer"
    __table_args__ = (
        refers("fund_order", "order_id"),
        refers("payment_receipt", "receipt_id"),
        refers("document", "document_id"),
        Index("ix_order_payer_order", "firm_id", "order_id", "id"),
        Index(
            "uq_order_payer_live", "firm_id", "receipt_id", unique=True,
            postgresql_where=text("state in ('pending', 'accepted')"),
        ),
    )  # fmt: skip

    order_id: Mapped[UUID]
    receipt_id: Mapped[UUID]
    document_id: Mapped[UUID]
    relation: Mapped[str]
    reason: Mapped[str]
    state: Mapped[str] = mapped_column(default=PENDING)
    asked_by: Mapped[str]
    asked_at: Mapped[datetime] = mapped_column(default=now)
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    note: Mapped[str | None]


async def ask(
    session: AsyncSession, order_id: UUID, receipt_id: UUID, relation: str, document_id: UUID, reason: str
) -> FundOrder:
    """Ask that somebody else's payment be accepted.

    Raises Refused(BAD_USER_INPUT): state, unknown (receipt, document), choice; `payer_own` for the client's own
    payment; `payer_never` where the rules let nobody else pay; `payer_asked` while it is asked for, or accepted.
    """
    order = await locked(session, FundOrder, order_id)
    if order.state != SIGNED:
        raise bad_input("id", "state")
    if (await rules_in_force(session)).rules.payer == OWN:
        raise bad_input("receipt", "payer_never")
    firm_id = session.info["firm_id"]
    receipt = await session.scalar(
        select(PaymentReceipt).where(
            PaymentReceipt.firm_id == firm_id,
            PaymentReceipt.id == receipt_id,
            PaymentReceipt.order_id == order.id,
        )
    )
    if receipt is None:
        raise bad_input("receipt", "unknown")
    name = await session.scalar(
        select(Client.name).where(Client.firm_id == firm_id, Client.id == order.client_id)
    )
    if normalise_name(receipt.payer_name) == normalise_name(str(name)):
        raise bad_input("receipt", "payer_own")
    if relation not in RELATIONS:
        raise bad_input("relation", "choice")
    document = await session.scalar(
        select(Document.id).where(
            Document.firm_id == firm_id,
            Document.id == document_id,
            Document.client_id == order.client_id,
            Document.deleted_at.is_(None),
        )
    )
    if document is None:
        raise bad_input("document", "unknown")
    if (await payers_of(session, order.id)).get(receipt.id) in {PENDING, ACCEPTED}:
        raise bad_input("receipt", "payer_asked")
    row = OrderPayer(
        id=uuid7(),
        order_id=order.id,
        receipt_id=receipt.id,
        document_id=document,
        relation=relation,
        reason=clean_text(reason, "reason", limit=1000, required=True) or "",
        asked_by=session.info["principal"].subject,
    )
    session.add(row)
    await _told(session, order, PENDING)
    return order


async def decide(
    session: AsyncSession, id: UUID, version: int, *, accept: bool, note: str | None
) -> FundOrder:
    """Accept somebody else's payment, or do not; by another person than who asked.

    Raises Refused: CONFLICT; BAD_USER_INPUT: state, four_eyes, `required` (a refusal says why).
    """
    row = await locked_at(session, OrderPayer, id, version)
    if row.state != PENDING:
        raise bad_input("id", "state")
    if row.asked_by == session.info["principal"].subject:
        raise bad_input("id", "four_eyes")
    row.note = clean_text(note or "", "note", limit=1000, required=not accept)
    row.state = ACCEPTED if accept else REFUSED
    row.decided_by, row.decided_at = session.info["principal"].subject, now()
    order = await locked(session, FundOrder, row.order_id)
    await _told(session, order, row.state)
    return order


async def payers_of(session: AsyncSession, order_id: UUID) -> dict[UUID, str]:
    """What became of somebody else's payments for an order, by receipt: the latest word."""
    rows = await session.execute(
        select(OrderPayer.receipt_id, OrderPayer.state)
        .where(OrderPayer.firm_id == session.info["firm_id"], OrderPayer.order_id == order_id)
        .order_by(OrderPayer.id)
    )
    return dict(rows.all())


async def _told(session: AsyncSession, order: FundOrder, state: str) -> None:
    await session.flush()
    emit(session, PayerAsked(order_id=order.id, client_id=order.client_id, state=state))
    tell(session, order)
