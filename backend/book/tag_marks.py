"""What the rules of tags and the tiers have to look at again: clients, and things that clients' facts come from."""

from __future__ import annotations

from backend.platform.marks import Mark, Marks

KINDS = ("client", "household", "product", "user", "tag", "tier", "service", "firm")
"""`tag`: its rule over all clients; `tier`: the tiers of all clients; `service`: their service; `firm`: all of it."""


class TagMark(Mark):
    """Something to be looked at again. kind: of KINDS."""

    __tablename__ = "tag_mark"


_MARKS = Marks(TagMark)
mark, taken, firms_with_marks = _MARKS.mark, _MARKS.taken, _MARKS.firms
