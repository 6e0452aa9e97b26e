"""Asking the service matrix: which cell holds for whom, and what follows when it is another one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.service_breaches import end_breaches, open_breaches
from backend.book.service_by_hand import held_on
from backend.book.service_content import Cell
from backend.book.service_events import ServiceChanged, ServiceSwept
from backend.book.service_matrices import InForce, matrix_in_force
from backend.book.service_sweeps import Ask, Served, run
from backend.book.tier_models import model_in_force
from backend.platform.bells import strike
from backend.platform.clock import business_date
from backend.platform.errors import Refused
from backend.platform.events import emit
from backend.platform.principal import Principal
from backend.policies.enforcement import Policy
from backend.schema.role_sets import readers, role_sets_of
from backend.schema.service_rights import telling
from backend.schema.service_words import WORDS
from backend.schema.tag_conditions import asked

MOST_TOLD = 500
"""Clients of one sweep whose change is told one by one; of more only how many."""


async def sweep_service(
    session: AsyncSession, firm: Principal, policy: Policy | None, within: ColumnElement[bool] | None
) -> Served:
    """Bring clients into line: some, or (None) everybody. policy: by which cells may have no say; None: all have."""
    matrix = await matrix_in_force(session)
    if matrix is not None and policy is not None:
        silent = telling(policy, readers(policy, await role_sets_of(session)), matrix.cells)
        matrix = InForce(
            matrix.id, matrix.number, tuple(cell for cell in matrix.cells if cell.key not in silent)
        )
    ask = ask_of(matrix, firm, within, await held_on(session, business_date()))
    served = await run(session, ask)
    if served.strayed:
        await open_breaches(session, served.strayed, ask.cells, WORDS)
    if served.returned:
        await end_breaches(session, served.returned, WORDS)
    _tell(session, served)
    return served


def ask_of(
    matrix: InForce | None,
    firm: Principal,
    within: ColumnElement[bool] | None = None,
    by_hand: Mapping[str, Sequence[UUID]] | None = None,
) -> Ask:
    """A matrix as a question; a cell whose condition names what is no more fits nobody. by_hand: as `held_on`."""
    fits = {}
    for cell in () if matrix is None else matrix.cells:
        if cell.condition is not None:
            try:
                fits[cell.key] = asked(firm, cell.condition)
            except Refused:
                continue
    return Ask(matrix, fits, within, by_hand or {})


async def broken(session: AsyncSession, cells: Sequence[Cell], firm: Principal) -> list[str]:
    """Keys of cells whose condition or tiers name what is no more."""
    ask, model = ask_of(InForce(firm.firm_id, 0, tuple(cells)), firm), await model_in_force(session)
    tiers = set() if model is None else {tier.key for tier in model.content.tiers}
    return [
        cell.key
        for cell in cells
        if not tiers.issuperset(cell.tiers) or (cell.condition is not None and cell.key not in ask.fits)
    ]


def _tell(session: AsyncSession, served: Served) -> None:
    if not served.moved and not served.strayed and not served.returned:
        return
    emit(session, ServiceSwept(len(served.moved)))
    touched = {*served.moved, *served.strayed, *served.returned}
    if len(touched) > MOST_TOLD:
        return
    for id in sorted(touched):
        emit(session, ServiceChanged(client_id=id))
        strike(session, "client", str(id))
