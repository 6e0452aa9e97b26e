"""How much what a coordinate shows may hurt in wrong hands: what needs a second person, and what a screen sorts by."""

from __future__ import annotations

from typing import Final

from backend.book.client_fields import CLIENT_FIELD
from backend.policies.coordinates import CUSTOM, Coordinate, Kind
from backend.systemize.fields import Classification

SENSITIVE_CALLS: Final = frozenset({"Mutation.reveal", "Mutation.openDocument"})
"""They hand out clear values one by one."""
KEEPING_CALLS: Final = frozenset({"Right.policies", "Mutation.updateUser", "Mutation.createUser"})
"""Who has them decides what others may: given away only by two."""


def class_of(coordinate: Coordinate) -> Classification:
    """The class of a coordinate.

    Fields of clients have that of the catalogue. What is sealed is sensitive, and so is whose rows of clients may
    be seen at all: to open rows opens whatever is granted of their fields. A firm's own fields count as personal.
    """
    if coordinate.name in SENSITIVE_CALLS | KEEPING_CALLS:
        return Classification.SENSITIVE
    if CUSTOM.fullmatch(coordinate.name):
        return Classification.PERSONAL
    group, _, key = coordinate.name.partition(".")
    field = CLIENT_FIELD.get(key) if group in {"Client", "ClientInput"} else None
    if field is not None:
        return field.classification
    if coordinate.sealed or (coordinate.kind is Kind.TYPE and coordinate.of_client):
        return Classification.SENSITIVE
    return Classification.PERSONAL if coordinate.of_client else Classification.INTERNAL
