"""API keys of partners and scripts: a role, a scope of rows, addresses and an end."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import UniqueConstraint, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.auth.tokens import SHOWN, new_key_text, token_hash
from backend.book.access_marks import mark
from backend.book.lookup import all_named
from backend.book.products import Product
from backend.book.staff_roles import APART
from backend.platform.audit import record
from backend.platform.clock import now
from backend.platform.db import TenantRow
from backend.platform.errors import bad_input
from backend.platform.versions import locked
from backend.systemize.field_values import clean_text

# A key that nobody renews ends within a year.
LONGEST: Final = timedelta(days=365)
MOST_SOURCES, MOST_ADDRESSES, MOST_QUOTA = 50, 50, 1_000_000


class ApiKey(TenantRow):
    """A key; prefix: its shown beginning.

    scope: `{"sources": [...], "productIds": [...]}` (client sources, UUIDs of products), both empty: no rows by
    scope; ips: addresses and networks it may be used from, empty: any; quota: query cost a minute, None: the
    product's own.
    """

    __tablename__ = "api_key"
    __table_args__ = (UniqueConstraint("firm_id", "secret_hash"),)
    audited: ClassVar[bool] = False

    name: Mapped[str]
    role: Mapped[str]
    secret_hash: Mapped[bytes]
    prefix: Mapped[str]
    scope: Mapped[dict[str, Any]]
    ips: Mapped[list[str]]
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[str]
    expires_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    quota: Mapped[int | None]


@dataclass(frozen=True)
class NewKey:
    """What a key shall be able to do; expires_at: None is a year from now."""

    name: str
    role: str
    sources: tuple[str, ...] = ()
    product_ids: tuple[UUID, ...] = ()
    ips: tuple[str, ...] = ()
    expires_at: datetime | None = None
    quota: int | None = None


async def create_key(
    session: AsyncSession, new: NewKey, *, known_roles: Collection[str]
) -> tuple[ApiKey, str]:
    """A key and its text, which is shown this once.

    known_roles: the roles of the firm's policy. Raises Refused(BAD_USER_INPUT) naming the field.
    """
    if new.role not in known_roles or new.role in APART:
        raise bad_input("role", "role", roles=[new.role])
    products = await all_named(session, Product, new.product_ids, "productIds") if new.product_ids else []
    text = new_key_text(session.info["firm_id"])
    key = ApiKey(
        name=clean_text(new.name, "name", limit=100, required=True) or "",
        role=new.role,
        secret_hash=token_hash(text),
        prefix=text[:SHOWN],
        scope={
            "sources": [_source(source) for source in _at_most(new.sources, MOST_SOURCES, "sources")],
            "productIds": [str(product.id) for product in products],
        },
        ips=[network(ip) for ip in _at_most(new.ips, MOST_ADDRESSES, "ips")],
        created_by=session.info["principal"].subject,
        expires_at=_end(new.expires_at),
        quota=_quota(new.quota),
    )
    session.add(key)
    await session.flush()
    changes = {name: [None, value] for name, value in shown(key).items()}
    record(session, "create", "api_key", key.id, changes=changes)
    await mark(session, "key", str(key.id))
    return key, text


async def revoke_key(session: AsyncSession, id: UUID) -> ApiKey:
    """End a key at once. Raises Refused(NOT_FOUND), and Refused(BAD_USER_INPUT, problem=state) when it is ended."""
    key = await locked(session, ApiKey, id)
    if key.revoked_at is not None:
        raise bad_input("id", "state")
    key.revoked_at = now()
    record(session, "revoke", "api_key", key.id, changes={"revoked_at": [None, key.revoked_at.isoformat()]})
    await mark(session, "key", str(key.id))
    return key


async def list_keys(session: AsyncSession) -> Sequence[ApiKey]:
    """All keys of the firm, newest first, ended ones too."""
    found = await session.scalars(
        select(ApiKey).where(ApiKey.firm_id == session.info["firm_id"]).order_by(ApiKey.id.desc())
    )
    return found.all()


def shown(key: ApiKey) -> dict[str, Any]:
    """What the audit keeps of a key: everything but its secret."""
    return {
        "name": key.name,
        "role": key.role,
        "prefix": key.prefix,
        "scope": key.scope,
        "ips": key.ips,
        "expires_at": key.expires_at.isoformat(),
        "quota": key.quota,
    }


def network(text: str) -> str:
    """An address or network in one spelling. Raises Refused(BAD_USER_INPUT, field=ips)."""
    try:
        return str(ipaddress.ip_network(text.strip(), strict=False))
    except ValueError as fault:
        raise bad_input("ips", "ip") from fault


def _at_most(values: Sequence[str], limit: int, field: str) -> Sequence[str]:
    if len(values) > limit:
        raise bad_input(field, "limit", limit=limit)
    return values


def _source(text: str) -> str:
    return clean_text(text, "sources", limit=100, required=True) or ""


def _end(at: datetime | None) -> datetime:
    present = now()
    if at is None:
        return present + LONGEST
    if not present < at <= present + LONGEST:
        low, high = present.date().isoformat(), (present + LONGEST).date().isoformat()
        raise bad_input("expiresAt", "range", low=low, high=high)
    return at


def _quota(quota: int | None) -> int | None:
    if quota is not None and not 1 <= quota <= MOST_QUOTA:
        raise bad_input("quota", "range", low=1, high=MOST_QUOTA)
    return quota
