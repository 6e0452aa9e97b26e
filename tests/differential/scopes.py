"""Which keys an answer's object has already, so that selections that meet on one key may be merged."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Scope:
    """Keys of one object of the answer: what stands under each, and the scope below it.

    Kept over all types an object may have: stricter than GraphQL, which lets two types differ.
    """

    keys: dict[str, tuple[str, Scope]] = field(default_factory=dict)

    def fits(self, key: str, signature: str) -> bool:
        """Whether a field may stand under the key."""
        return key not in self.keys or self.keys[key][0] == signature

    def below(self, key: str, signature: str) -> Scope:
        """The scope of the object under a key."""
        return self.keys.setdefault(key, (signature, Scope()))[1]

    def takes(self, other: Scope) -> bool:
        """Whether everything of another scope may stand here too."""
        return all(
            self.fits(key, signature) and (key not in self.keys or self.keys[key][1].takes(below))
            for key, (signature, below) in other.keys.items()
        )

    def absorb(self, other: Scope) -> None:
        """Take in what another scope holds."""
        for key, (signature, below) in other.keys.items():
            self.below(key, signature).absorb(below)
