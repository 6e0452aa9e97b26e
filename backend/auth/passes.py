"""What the gatekeeper keeps in memory of an open session or a live key, and how it is read."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.auth.credentials import Credential
from backend.auth.keys import ApiKey
from backend.auth.sessions import Session
from backend.platform.clock import now
from backend.platform.principal import Scope

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass
class SessionPass:
    """An open session. seen_at: last request here; saved_at: what the table knows of it."""

    id: UUID
    hash: bytes
    user_id: UUID
    expires_at: datetime
    seen_at: datetime
    saved_at: datetime
    stepped_up_until: datetime | None
    restricted: bool


@dataclass
class KeyPass:
    """A live API key with what it may see."""

    id: UUID
    hash: bytes
    role: str
    scope: Scope
    networks: tuple[Network, ...]
    expires_at: datetime
    seen_at: datetime
    saved_at: datetime
    quota: int | None

    def allows(self, ip: str | None) -> bool:
        """Whether the key may be used from an address; one that is not known is refused if there is a list."""
        if not self.networks:
            return True
        try:
            address = ipaddress.ip_address(ip or "")
        except ValueError:
            return False
        plain = getattr(address, "ipv4_mapped", None) or address
        return any(plain in network for network in self.networks)


Pass = SessionPass | KeyPass


async def passes_by_hash(session: AsyncSession, firm_id: UUID, hash: bytes, *, key: bool) -> list[Pass]:
    """The open session or live key of this hash: none or one; one read."""
    table = ApiKey if key else Session
    column = ApiKey.secret_hash if key else Session.token_hash
    found = await session.execute(_live(table, firm_id).where(column == hash))
    return [_key_pass(row) if key else _session_pass(row) for row in found]


async def passes_by_id(session: AsyncSession, firm_id: UUID, ids: Collection[UUID]) -> list[Pass]:
    """Those of the given sessions and keys that are open or live; two reads."""
    sessions = await session.execute(_live(Session, firm_id).where(Session.id.in_(ids)))
    keys = await session.execute(_live(ApiKey, firm_id).where(ApiKey.id.in_(ids)))
    return [*map(_session_pass, sessions), *map(_key_pass, keys)]


def _live(table: type[Session] | type[ApiKey], firm_id: UUID) -> Select[Any]:
    wanted: Sequence[Any] = [table]
    statement = select(*wanted)
    if table is Session:
        statement = select(Session, Credential.must_change).outerjoin(
            Credential,
            (Credential.firm_id == firm_id) & (Credential.user_id == Session.user_id),
        )
    return statement.where(table.firm_id == firm_id, table.revoked_at.is_(None), table.expires_at > now())


def _session_pass(row: Any) -> SessionPass:
    session: Session = row.Session
    return SessionPass(
        id=session.id,
        hash=session.token_hash,
        user_id=session.user_id,
        expires_at=session.expires_at,
        seen_at=session.last_seen_at,
        saved_at=session.last_seen_at,
        stepped_up_until=session.stepped_up_until,
        restricted=bool(row.must_change),
    )


def _key_pass(row: Any) -> KeyPass:
    key: ApiKey = row.ApiKey
    used = key.last_used_at or key.created_at
    return KeyPass(
        id=key.id,
        hash=key.secret_hash,
        role=key.role,
        scope=Scope(
            sources=frozenset(key.scope.get("sources", ())),
            product_ids=frozenset(UUID(id) for id in key.scope.get("productIds", ())),
        ),
        networks=tuple(ipaddress.ip_network(ip) for ip in key.ips),
        expires_at=key.expires_at,
        seen_at=used,
        saved_at=used if key.last_used_at else datetime.min.replace(tzinfo=used.tzinfo),
        quota=key.quota,
    )
