"""The file of an issue: a short-lived link of one person, and his right looked at again when he follows it."""

from __future__ import annotations

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from backend.graph.context import Context
from backend.graph.nodes import node_of
from backend.platform.errors import Code, Refused
from backend.schema.file_links import FileLink
from backend.schema.file_routes import Found
from backend.schema.proposal_parts import Issued, may_read, versions_of
from backend.schema.proposals import PROPOSAL


async def issued_for(context: Context, node: Any, number: int | None) -> Issued:
    """An issue that the caller may open (None: the newest). Raises Refused: NOT_FOUND, FORBIDDEN."""
    issues = await context.load(versions_of, node.row.id) or []
    found: Issued | None = next((each for each in issues if number in (None, each.version.number)), None)
    if found is None or found.print.file_id is None:
        raise Refused(Code.NOT_FOUND)
    if not may_read(context.principal.mask, found.version.shows, node.stands):
        raise Refused(Code.FORBIDDEN, coordinate="ProposalVersion.content")
    return found


def file_name(title: str, number: int) -> str:
    """What the file is called."""
    return f"{title} V{number}.pdf"


async def find_proposal(context: Context, _session: AsyncSession, link: FileLink) -> Found:
    """The file of an issue that the caller may open now. Raises Refused(NOT_FOUND)."""
    node = await node_of(context, PROPOSAL, link.row_id)
    if node is None:
        raise Refused(Code.NOT_FOUND, problem="link")
    try:
        issued = await issued_for(context, node, link.number)
    except Refused as refused:
        raise Refused(Code.NOT_FOUND, problem="link") from refused
    assert issued.print.file_id is not None
    return Found(issued.print.file_id, file_name(node.row.title, issued.version.number), "application/pdf")
