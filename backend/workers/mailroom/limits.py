"""How many connections there are, altogether and from one address."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Doors:
    """Counts who is in. most: connections at once; from_one: of one peer."""

    most: int = 50
    from_one: int = 10
    _inside: Counter[str] = field(default_factory=Counter)

    def enter(self, peer: str) -> bool:
        """Let somebody in, if there is room."""
        if self._inside.total() >= self.most or self._inside[peer] >= self.from_one:
            return False
        self._inside[peer] += 1
        return True

    def leave(self, peer: str) -> None:
        """He who was let in is gone."""
        self._inside[peer] -= 1
        if self._inside[peer] <= 0:
            del self._inside[peer]
