"""How many clients came and went: K-11, and who was lost for good: K-19.

The identity holds for every key: closing = opening + new + reactivated + corrected - lost - returned - involuntary -
transferred - passed. Each client has one day in a window, that of what became of him, by which he is credited.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.analyze.asking import Asked
from backend.analyze.presence import INVOLUNTARY, LEFT, LOST, NEW, PASSED, REACTIVATED, presence


class IdentityBroken(AssertionError):
    """Clients at the end are not those of the beginning with who came and less who went: a fault of ours."""


@dataclass(frozen=True, slots=True)
class Growth:
    """Clients of a window. lost: by full exit without coming back within 90 days; provisional: of them, within those
    days still; returned: left, and came back within them; passed: came and left inside the window.
    """

    opening: int = 0
    closing: int = 0
    new: int = 0
    reactivated: int = 0
    lost: int = 0
    provisional: int = 0
    returned: int = 0
    involuntary: int = 0
    transferred: int = 0
    passed: int = 0
    corrected: int = 0

    def __add__(self, other: Growth) -> Growth:
        return Growth(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))

    @property
    def left(self) -> int:
        """All who went, however."""
        return self.lost + self.returned + self.involuntary + self.transferred + self.passed

    @property
    def net(self) -> int:
        """Who came less who went."""
        return self.new + self.reactivated - self.left

    @property
    def seen(self) -> int:
        """All whom the window is about."""
        return self.opening + self.new + self.reactivated + max(self.corrected, 0)

    def hold(self) -> Growth:
        """Itself. Raises IdentityBroken."""
        if self.closing != self.opening + self.net + self.corrected:
            raise IdentityBroken(self)
        return self


def statement(asked: Asked) -> Select[Any]:
    """(nth, key, then the fields of Growth in their order) of each window and key."""
    of = presence(asked)
    count = func.count()
    lefts = [count.filter(of.c.left == each) for each in LEFT[1:]]
    return select(
        of.c.nth,
        of.c.key,
        count.filter(of.c.opens),
        count.filter(of.c.closes),
        count.filter(of.c.entry == NEW),
        count.filter(of.c.entry == REACTIVATED),
        count.filter(of.c.left == LOST),
        count.filter(of.c.provisional),
        *lefts,
        func.sum(of.c.corrected),
    ).group_by(of.c.nth, of.c.key)


async def growth(session: AsyncSession, asked: Asked) -> dict[int, dict[str | None, Growth]]:
    """By window and key, in one statement. Raises IdentityBroken."""
    found: dict[int, dict[str | None, Growth]] = {}
    for row in await session.execute(statement(asked)):
        found.setdefault(row[0], {})[row[1]] = Growth(*(int(each) for each in row[2:])).hold()
    return found


PARTS = {
    "opening": lambda of: of.c.opens,
    "closing": lambda of: of.c.closes,
    "new": lambda of: of.c.entry == NEW,
    "reactivated": lambda of: of.c.entry == REACTIVATED,
    "lost": lambda of: of.c.left == LOST,
    "provisional": lambda of: of.c.provisional,
    "returned": lambda of: of.c.left == LEFT[1],
    "involuntary": lambda of: of.c.left == INVOLUNTARY,
    "transferred": lambda of: of.c.left == LEFT[3],
    "passed": lambda of: of.c.left == PASSED,
}
"""Of which clients each count is, over the rows of `presence`."""
