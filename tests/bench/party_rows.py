"""Clients and what hangs on each of them as rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from random import Random
from typing import Any
from uuid import UUID

from backend.book.demo.draws import draws_of, weighted
from backend.platform.crypto import FirmKeys
from backend.systemize.masks import mask_id_number, mask_mobile
from backend.systemize.names import name_sort_of, pinyin_of
from backend.systemize.search_tokens import tokens_of
from tests.bench.ids import id_maker
from tests.bench.parties import EPOCH, MORNING, Party
from tests.bench.people import Staff
from tests.bench.size import SEED

# Nothing in the bench opens an envelope, and sealing a million values would take minutes.
UNOPENED = bytes(64)
_MORNING_MS = int((MORNING - EPOCH).total_seconds() * 1000)


def at(milliseconds: int) -> datetime:
    """An instant."""
    return EPOCH + timedelta(milliseconds=milliseconds)


@lru_cache(maxsize=100_000)
def _spelt(name: str, *, is_person: bool) -> tuple[str, str, frozenset[str]]:
    """Pinyin, sort key and tokens of a name."""
    return (
        pinyin_of(name, is_person=is_person),
        name_sort_of(name, is_person=is_person),
        frozenset(tokens_of(name, is_person=is_person)),
    )


@lru_cache(maxsize=100_000)
def _employer(company: str | None) -> frozenset[str]:
    # The tokens of a client are those of his name and those of his employer together.
    return frozenset(tokens_of("", company)) if company else frozenset()


CLIENT_COLUMNS = (
    *("id", "kind", "name", "name_pinyin", "name_sort", "search_tokens", "company", "occupation", "gender"),
    *("birth_date", "id_type", "id_number_masked", "id_number_blind", "id_number_tail", "state", "source"),
    *("province", "city", "industry", "risk_level", "risk_valid_until", "qualified", "aum", "note"),
    *("onboard_date", "last_interaction_at", "owner_id", "team_id", "created_at", "updated_at"),
)


def client_rows(parties: Iterable[Party], staff: Staff, keys: FirmKeys) -> Iterator[tuple[Any, ...]]:
    """In the order of CLIENT_COLUMNS."""
    teams = {person.id: staff.team_of(person) for person in staff.people}
    for number, p in enumerate(parties):
        is_person = p.kind == "individual"
        pinyin, sort, tokens = _spelt(p.name, is_person=is_person)
        changed = at(max(p.last_ms or 0, p.created_ms))
        yield (
            *(p.id, p.kind, p.name, pinyin, sort, sorted(tokens | _employer(p.company)), p.company),
            *(p.occupation, p.gender, p.birth_date, "resident_id" if is_person else "credit_code"),
            *(mask_id_number(p.id_number), keys.blind("id_number", p.id_number)),
            *(keys.blind_tail("id_number", p.id_number), p.state, p.source, p.province, p.city, p.industry),
            *(p.risk, p.risk_valid_until, p.qualified, p.aum),
            "关注回撤控制，重要事项先电话联系。" if number % 3 == 0 else None,
            *(p.onboarded, at(p.last_ms) if p.last_ms else None, p.owner.id, teams[p.owner.id]),
            *(at(p.created_ms), changed),
        )


def contact_rows(parties: Iterable[Party], keys: FirmKeys) -> Iterator[tuple[Any, ...]]:
    """id, client_id, kind, sealed, masked, blind, tail, primary, verified, created_at, updated_at."""
    make_id = id_maker(draws_of(SEED, "bench mobiles"))
    for p in parties:
        made = at(p.created_ms)
        yield (
            *(make_id(p.created_ms), p.id, "mobile", UNOPENED, mask_mobile(p.mobile)),
            *(keys.blind("mobile", p.mobile), keys.blind_tail("mobile", p.mobile)),
            *(True, p.is_investor, made, made),
        )


def assignment_rows(parties: Iterable[Party]) -> Iterator[tuple[Any, ...]]:
    """id, client_id, user_id, role, credit, valid_from."""
    make_id = id_maker(draws_of(SEED, "bench assignments"))
    for p in parties:
        day = at(p.created_ms).date()
        yield make_id(p.created_ms), p.id, p.owner.id, "owner", Decimal(100), day


def client_tag_rows(parties: Iterable[Party], tag_ids: list[UUID]) -> Iterator[tuple[Any, ...]]:
    """id, client_id, tag_id, source, given_at; 5.65 tags a client on average, some tags far commoner than others."""
    draws = draws_of(SEED, "bench client tags")
    make_id = id_maker(draws)
    sets = _tag_sets(draws, tag_ids)
    for p in parties:
        given = at(p.created_ms)
        for id in draws.one_of(sets):
            yield make_id(p.created_ms), p.id, id, "hand", given


def _tag_sets(draws: Any, tag_ids: list[UUID]) -> list[list[UUID]]:
    """Sets to choose from: drawing each client's own would take longer than all the rest."""
    by_rank = weighted({id: 1 / (rank + 5) for rank, id in enumerate(tag_ids)})
    counts = weighted({2: 5, 3: 10, 4: 15, 5: 18, 6: 18, 7: 15, 8: 12, 9: 7})
    sets = []
    for _ in range(4096):
        count, chosen = draws.pick(counts), dict[UUID, None]()
        while len(chosen) < count:
            chosen[draws.pick(by_rank)] = None
        sets.append(list(chosen))
    return sets


def holding_rows(parties: Iterable[Party]) -> Iterator[tuple[Any, ...]]:
    """id, client_id, product_id, units, cost, valid_from."""
    make_id = id_maker(draws_of(SEED, "bench holdings"))
    for p in parties:
        for n, (fund, units) in enumerate(p.held):
            cost = (units * fund.nav * (95 - n)).quantize(Decimal(1)).scaleb(-2)
            yield make_id(p.created_ms), p.id, fund.id, units, cost, p.onboarded


TASKS = ("季度回访", "风险测评到期提醒", "净值解读", "寄送对账单", "邀请参加策略会", "更新联系方式")


def task_rows(parties: Iterable[Party]) -> Iterator[tuple[Any, ...]]:
    """id, title, state, priority, due_at, client_id, assignee_id, created_at, updated_at, created_by."""
    draws = draws_of(SEED, "bench tasks")
    make_id = id_maker(draws)
    for p in parties:
        made = _later(draws, p.created_ms)
        due = at(made + draws.whole(1, 60) * 86_400_000)
        is_open = due > MORNING or draws.chance(0.1)
        owner = f"user:{p.owner.id}"
        yield (
            *(make_id(made), draws.one_of(TASKS), "open" if is_open else "done", "normal", due),
            *(p.id, p.owner.id, at(made), at(made), owner),
        )


def _later(draws: Random, milliseconds: int) -> int:
    return milliseconds + int((_MORNING_MS - milliseconds) * draws.random())
