"""How large the firm of the bench is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

AS_OF = date(2026, 11, 20)
SEED = 20_261_120
# Raised when other rows come out for the same size, so that kept data are made anew.
EDITION = 2
HUNDRED_THOUSAND = 100_000


@dataclass(frozen=True)
class Size:
    """A firm of so many clients; staff grows with them, so that a manager serves about 2,200 (the first one many)."""

    clients: int

    @property
    def hundreds(self) -> int:
        """Begun hundred thousands of clients."""
        return -(-self.clients // HUNDRED_THOUSAND)

    @property
    def users(self) -> int:
        """People of the firm."""
        return 60 * self.hundreds

    @property
    def teams(self) -> int:
        """Teams, each with a lead."""
        return 10 * self.hundreds

    @property
    def products(self) -> int:
        """Funds."""
        return 200

    @property
    def tags(self) -> int:
        """Tags of the firm."""
        return 100

    @property
    def with_dealings(self) -> bool:
        """Whether contacts, transactions and tasks are made: page tables of a million clients need none."""
        return self.clients <= 2 * HUNDRED_THOUSAND
