"""What was done to a fund: to its own facts, its classes, fees, openings and NAVs."""

from __future__ import annotations

from sqlalchemy import Uuid, select, union_all

from backend.book.fee_terms import FeeTerms
from backend.book.open_days import OpenDay
from backend.book.products import NavPoint, ShareClass
from backend.graph.engine.drafts import Draft
from backend.graph.engine.givens import Arguments
from backend.graph.engine.paging import Paged
from backend.graph.pages import SortKey
from backend.platform.audit import AuditEntry as AuditRow
from backend.platform.ids import split_id
from backend.schema.audit import AUDIT


def fund_history_listed(draft: Draft, arguments: Arguments) -> Paged:
    """Audit entries of a fund and of what belongs to it, newest first."""
    fund = draft.bind(arguments["product"], Uuid(), lambda text, _context: split_id(text)[1])
    subjects = union_all(
        select(fund),
        *(
            select(model.id).where(model.firm_id == draft.firm, model.product_id == fund)
            for model in (ShareClass, FeeTerms, OpenDay, NavPoint)
        ),
    )
    keys = (SortKey(AuditRow.id, descending=True),)
    return Paged(AUDIT, (AuditRow.subject_id.in_(subjects),), keys, "fundHistory")
