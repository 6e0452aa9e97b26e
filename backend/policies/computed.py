"""Rights on computed fields: nobody has more of them than of the least that they rest on, and nobody writes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from backend.book.custom_formulas import inputs_of, rests_on_rows
from backend.platform.principal import RELATIONS, Level, Mask, Relation
from backend.systemize.fields import Field


@dataclass(frozen=True)
class Bounds:
    """Levels and exports of computed fields by coordinate, in place of what the policy says of them alone."""

    levels: dict[str, tuple[Level, ...]] = field(default_factory=dict)
    exports: dict[str, tuple[bool, ...]] = field(default_factory=dict)


def computed_bounds(mask: Mask, fields: Mapping[str, Field]) -> Bounds:
    """What of a firm's computed fields somebody with this mask may read, relation by relation.

    A value that is masked cannot be computed with: it counts as closed.
    """
    found = Bounds()
    for key, of in fields.items():
        if of.formula is None:
            continue
        coordinates = list(dict.fromkeys(f"Client.{each}" for each in (key, *inputs_of(of))))
        # Rows belong to the client and stand as he does; what stands by itself has to be open everywhere.
        rows = rests_on_rows(of)
        beside = all(mask.level(each, Relation.FIRM) >= Level.VIEW for each, alone in rows if alone)
        found.levels[coordinates[0]] = tuple(
            Level.VIEW
            if beside
            and all(mask.level(coordinate, relation) >= Level.VIEW for coordinate in coordinates)
            and all(mask.level(each, relation) >= Level.VIEW for each, alone in rows if not alone)
            else Level.NONE
            for relation in RELATIONS
        )
        no = (False,) * len(RELATIONS)
        found.exports[coordinates[0]] = tuple(
            all(each) for each in zip(*(mask.exports.get(c, no) for c in coordinates), strict=True)
        )
    return found
