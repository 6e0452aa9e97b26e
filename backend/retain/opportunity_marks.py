"""Whose chances have to be asked for again: clients, or the whole firm."""

from __future__ import annotations

from backend.platform.marks import Mark, Marks

KINDS = ("client", "firm")


class OpportunityMark(Mark):
    """Something to be looked at again. kind: of KINDS."""

    __tablename__ = "opportunity_mark"


_MARKS = Marks(OpportunityMark)
mark, taken, firms_with_marks = _MARKS.mark, _MARKS.taken, _MARKS.firms
