"""The clients behind a figure: the same rows that were counted, as a list."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from sqlalchemy import Text, literal, or_, select

from backend.analyze.asking import UNKNOWN, Asked
from backend.analyze.credit import paired
from backend.analyze.growth import PARTS
from backend.analyze.portrait import holders
from backend.analyze.presence import presence
from backend.analyze.raised import flows
from backend.analyze.reinvested import adders, paid_out
from backend.book.clients import Client as ClientRow
from backend.graph.connections import Info, list_page
from backend.graph.pages import Listing, SortKey
from backend.platform.errors import bad_input
from backend.platform.ids import own_id
from backend.schema.client_list import ClientConnection
from backend.schema.clients import CLIENT
from backend.schema.kpi_asking import Question
from backend.schema.kpi_figures import NOUNS

Rows = Callable[[Asked, str], tuple[Any, list[Any]]]
"""The rows of a figure and which of them a measure counts."""


def _raised(asked: Asked, measure: str) -> tuple[Any, list[Any]]:
    of = flows(asked)
    return of, {"gross": [of.c.gross != 0], "redeemed": [of.c.redeemed != 0]}.get(measure, [])


def _grown(asked: Asked, measure: str) -> tuple[Any, list[Any]]:
    of = presence(asked)
    if measure in PARTS:
        return of, [PARTS[measure](of)]
    changed = [of.c.entry.is_not(None), of.c.left.is_not(None)]
    told: Mapping[str, list[Any]] = {
        "net": [or_(*changed)],
        "left": [of.c.left.is_not(None)],
        "corrected": [of.c.corrected != 0],
        "rate": [of.c.opens],
    }
    return of, told[measure]


def _held(asked: Asked, _measure: str) -> tuple[Any, list[Any]]:
    return holders(asked, asked.windows[0].last), []


def _again(asked: Asked, measure: str) -> tuple[Any, list[Any]]:
    if measure == "additional":
        of = adders(asked)
        return of, [of.c.added]
    of = paid_out(asked)
    return of, [~of.c.ripe] if measure == "immature" else [of.c.ripe, of.c.back.is_not(None)]


BEHIND: Final[Mapping[str, Rows]] = {
    "K-10": _raised,
    "K-11": _grown,
    "K-12": _held,
    "K-17": _again,
    "K-19": _grown,
    "K-28": _raised,
}


async def clients_behind(
    info: Info,
    question: Question,
    measure: str | None,
    key: str | None,
    first: int,
    after: str | None,
    *,
    other: str | None = None,
) -> ClientConnection:
    """A page of them, the largest first; other: the key of the second dimension, with `key`.

    Raises Refused(BAD_USER_INPUT) for a measure or a key that is none."""
    entry, asked = question.entry, question.asked
    wanted = measure or entry.measures[0].key
    if wanted not in {each.key for each in entry.measures}:
        raise bad_input("measure", "choice")
    of, bounds = BEHIND[entry.id](asked, wanted)
    bounds = [of.c.nth == 1, *bounds]
    if key is not None:
        if asked.by is None:
            raise bad_input("by", "required")
        wished: Any = raw_of(asked.by, key)
        if asked.across is not None and other is not None:
            wished = paired(literal(wished, Text()), literal(raw_of(asked.across, other), Text()))
        bounds.append(of.c.key == wished)
    ids = select(of.c.client_id).where(*bounds)
    statement = CLIENT.rows(info.context.principal).where(ClientRow.id.in_(ids))
    keys = (SortKey(ClientRow.aum_order, descending=True), SortKey(ClientRow.id, descending=True))
    listing = Listing(statement, keys, f"kpiClients:{entry.id}:{wanted}")
    page = await list_page(info.context, CLIENT, listing, first, after)
    return ClientConnection(edges=page.edges, page_info=page.page_info, counter=page.counter, listing=listing)


def raw_of(by: str, key: str) -> str:
    """A key as it is counted by, of one as it is read. Raises Refused(BAD_USER_INPUT) for an id of something else."""
    noun = NOUNS.get(by)
    return key if noun is None or key == UNKNOWN else str(own_id(noun, key))
