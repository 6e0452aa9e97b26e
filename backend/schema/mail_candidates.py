"""The clients that a mail of somebody may become an interaction of: by its addresses, within his rights."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.auth.acting import stands_of
from backend.book.mail_heads import Head
from backend.book.mail_matches import candidates_in, clients_by_address
from backend.book.staff import User
from backend.platform.keys import Vault
from backend.platform.principal import Level, Mask, Principal, Relation

CALL = "Mutation.logMail"


def may_keep_mails(mask: Mask, stands: Relation) -> bool:
    """Whether mails of a client at this relation may be kept, with their files."""
    return mask.level(CALL, stands) >= Level.VIEW and mask.may_write("Client", "documents", stands)


async def candidates_of(
    session: AsyncSession, vault: Vault, principal: Principal, heads: Mapping[UUID, Head]
) -> dict[UUID, list[UUID]]:
    """Ids of clients by mail; empty where nobody is known by an address of it, or nobody whom the person serves."""
    addresses = {address for head in heads.values() for address in (*head.people, *head.inner)}
    known = await clients_by_address(session, vault, addresses)
    ids = {id for clients in known.values() for id in clients}
    stands = stands_of(principal)
    if not ids or stands is None:
        return {id: [] for id in heads}
    seen = [
        id
        for id, relation in (await stands(session, sorted(ids))).items()
        if may_keep_mails(principal.mask, relation)
    ]
    own = await session.scalar(
        select(User.email).where(User.firm_id == principal.firm_id, User.id == principal.user_id)
    )
    return {id: candidates_in(head, known, seen, own or "") for id, head in heads.items()}
