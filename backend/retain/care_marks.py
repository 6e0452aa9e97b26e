"""What care has to be asked of again: clients, or the whole firm."""

from __future__ import annotations

from backend.platform.marks import Mark, Marks

KINDS = ("client", "firm")


class CareMark(Mark):
    """Something to be looked at again. kind: of KINDS."""

    __tablename__ = "care_mark"


_MARKS = Marks(CareMark)
mark, taken, firms_with_marks = _MARKS.mark, _MARKS.taken, _MARKS.firms
