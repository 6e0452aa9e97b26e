"""What happened with the clients of the bench firm as rows: contacts and confirmed transactions, ten a client."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from backend.book.demo.draws import Draws, draws_of, weighted
from backend.book.interactions import is_two_way
from backend.systemize.search_tokens import text_tokens_of
from tests.bench.funds import Fund
from tests.bench.ids import id_maker
from tests.bench.parties import Party
from tests.bench.party_rows import at
from tests.bench.size import SEED

_KINDS = weighted(
    {("call", "out", "phone"): 40, ("message", "both", "wecom"): 25, ("meeting", "both", "meeting"): 12,
     ("email", "out", "email"): 10, ("report", "out", "wecom"): 8, ("visit", "both", "meeting"): 5}
)  # fmt: skip
_ABOUT = (
    "净值波动",
    "分红方案",
    "产品到期安排",
    "新基金路演",
    "风险测评",
    "家族信托",
    "赎回流程",
    "税务问题",
)
_MOODS = (
    "客户表示满意",
    "客户希望再考虑",
    "约定下周再联系",
    "需要补充资料",
    "转介绍了一位朋友",
    "关注回撤控制",
)
_TRADES = weighted({"initial": 25, "additional": 35, "redemption": 22, "dividend": 18})
_CENT = Decimal("0.01")
_POOL = 8192


def interaction_rows(parties: Iterable[Party], each: int = 10) -> Iterator[tuple[Any, ...]]:
    """id, client_id, user_id, at, created_at, updated_at, then those of `_contacts`.

    None for who was never met; for the others the last one at their `last_ms`.
    """
    draws = draws_of(SEED, "bench interactions")
    make_id = id_maker(draws)
    contacts = _contacts(draws)
    for p in parties:
        if p.last_ms is None:
            continue
        count = draws.whole(1, 2 * each)
        apart = (p.last_ms - p.created_ms) // count
        for n in range(count):
            when = p.last_ms - n * apart
            moment = at(when)
            yield make_id(when), p.id, p.owner.id, moment, moment, moment, *draws.one_of(contacts)


def _contacts(draws: Draws) -> list[tuple[Any, ...]]:
    """kind, direction, channel, minutes, summary, two_way, search_tokens; to choose from."""
    texts = [f"沟通{about}，{mood}。" for about in _ABOUT for mood in _MOODS]
    summaries = [(text, text_tokens_of(text)) for text in texts]
    found = []
    for _ in range(_POOL):
        kind, direction, channel = draws.pick(_KINDS)
        minutes = draws.whole(1, 60) if kind in {"call", "meeting", "visit"} else None
        summary, tokens = draws.one_of(summaries)
        two_way = is_two_way(kind, direction, minutes)
        found.append((kind, direction, channel, minutes, summary, two_way, tokens))
    return found


def transaction_rows(
    parties: Iterable[Party], funds: list[Fund], morning: int, each: int = 14
) -> Iterator[tuple[Any, ...]]:
    """id, client_id, product_id, date, nav, created_at, then those of `_trades`; of investors.

    Plausible one by one; they do not add up to the holdings, which no reader of the bench computes from them.
    """
    draws = draws_of(SEED, "bench transactions")
    make_id, random = id_maker(draws), draws.random
    trades = _trades(draws)
    for p in parties:
        if not p.is_investor:
            continue
        span = morning - p.created_ms
        for _ in range(draws.whole(1, 2 * each - 1)):
            when = p.created_ms + int(span * random())
            moment = at(when)
            fund = draws.one_of(p.held)[0] if p.held else draws.one_of(funds)
            yield make_id(when), p.id, fund.id, moment.date(), fund.nav, moment, *draws.one_of(trades)


def _trades(draws: Draws) -> list[tuple[Any, ...]]:
    """kind, units, gross, fee, net; to choose from."""
    found = []
    for _ in range(_POOL):
        kind = draws.pick(_TRADES)
        gross = Decimal(draws.whole(10, 900)) * 10_000
        fee = (gross * Decimal("0.01")).quantize(_CENT)
        units = Decimal(draws.whole(5_000_000_000, 900_000_000_000)).scaleb(-6)
        found.append((kind, -units if kind == "redemption" else units, gross, fee, gross - fee))
    return found
