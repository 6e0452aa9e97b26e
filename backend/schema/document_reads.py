"""Batch reads behind documents: each takes ids and returns a dict."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.documents.model import Document, DocumentVersion
from backend.graph.context import Context
from backend.graph.nodes import grouped
from backend.graph.nouns import Noun


async def versions_of(
    session: AsyncSession, context: Context, document_ids: Sequence[UUID]
) -> dict[UUID, list[DocumentVersion]]:
    """Versions of documents, newest first."""
    rows = await session.scalars(
        select(DocumentVersion)
        .where(
            DocumentVersion.firm_id == context.principal.firm_id,
            DocumentVersion.document_id.in_(document_ids),
        )
        .order_by(DocumentVersion.number.desc(), DocumentVersion.id)
    )
    return grouped(rows.all(), "document_id")


async def kept_documents_of(
    session: AsyncSession, context: Context, interaction_ids: Sequence[UUID], document: Noun
) -> dict[UUID, list[Any]]:
    """Documents within reach that were kept with interactions, the first first."""
    rows = await session.execute(
        document.rows(context.principal)
        .where(
            Document.interaction_id.in_(interaction_ids),
            Document.deleted_at.is_(None),
            Document.purged_at.is_(None),
        )
        .order_by(Document.uploaded_at, Document.id)
    )
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[row[0].interaction_id].append(document.made(row))
    return found
