"""What signals have to be asked of again: clients, funds, or the whole firm."""

from __future__ import annotations

from backend.platform.marks import Mark, Marks

KINDS = ("client", "product", "firm")


class SignalMark(Mark):
    """Something to be looked at again. kind: of KINDS."""

    __tablename__ = "signal_mark"


_MARKS = Marks(SignalMark)
mark, taken, firms_with_marks = _MARKS.mark, _MARKS.taken, _MARKS.firms
