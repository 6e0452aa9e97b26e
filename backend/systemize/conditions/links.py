"""Relations that conditions reach through, as the catalogue knows fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from backend.platform.errors import bad_input
from backend.systemize.conditions.tree import Count, Related
from backend.systemize.fields import Field


@dataclass(frozen=True)
class Subject:
    """What can be said of rows of a kind: their fields and their relations, by key."""

    fields: Mapping[str, Field]
    links: Mapping[str, Link]


@dataclass(frozen=True)
class Link:
    """One relation. of: what can be said of the related rows, named late because kinds refer to each other.

    zh, en: what is at the other end, `tasks` or, of one at most, `owner`.
    """

    key: str
    zh: str
    en: str
    of: Callable[[], Subject]
    to_one: bool = field(default=False, kw_only=True)


NO_LINKS: Mapping[str, Link] = MappingProxyType({})


def hold_link(related: Related | Count, links: Mapping[str, Link]) -> Link:
    """The relation a condition goes through.

    Raises Refused(BAD_USER_INPUT) when nobody knows it, or it counts what is one at most.
    """
    link = links.get(related.field)
    if link is None or (link.to_one and isinstance(related, Count)):
        raise bad_input(related.field, "filter_unknown")
    return link
