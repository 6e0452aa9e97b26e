"""Throwing the rows of a small firm with dice: everybody and everything in it, the same in every run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

from backend.platform.clock import business_date
from backend.policies.roles import PEOPLE
from backend.systemize.names import name_sort_of
from tests.differential import awkward

Row = dict[str, Any]
OWNERS = frozenset(
    {
        "client_manager",
        "client_manager#2",
        "senior_client_manager",
        "assistant",
        "team_lead",
        "partner",
        "deputy",
    }
    | {"two_roles"}
)


@dataclass
class Making:
    """The rows made so far; every id is one of 2026, later rows have greater ones."""

    random: Random
    rows: dict[str, list[Row]] = field(default_factory=dict)
    made: int = 0

    def id(self) -> UUID:
        """The next id."""
        self.made += 1
        stamp = int(awkward.START.timestamp() * 1000) + self.made * 1000
        return UUID(int=stamp << 80 | 0x7 << 76 | 0b10 << 62 | self.random.getrandbits(62))

    def add(self, kind: str, count: int, /, **values: Any) -> None:
        """Rows of a kind; what can be called is called for each."""
        self.rows.setdefault(kind, []).extend(
            {"id": self.id()} | {key: value() if callable(value) else value for key, value in values.items()}
            for _ in range(count)
        )

    def some(self, values: Sequence[Any]) -> Any:
        """One of the values."""
        return self.random.choice(values)

    def of(self, noun: str) -> UUID:
        """The id of one of the rows."""
        found: UUID = self.some(self.rows[noun])["id"]
        return found

    def maybe(self, make: Callable[[], Any], share: float = 0.65) -> Any:
        """A value, or None."""
        return make() if self.random.random() < share else None

    def text(self) -> str:
        """An awkward text."""
        return str(self.some(awkward.TEXTS))

    def at(self) -> Any:
        """An instant."""
        return self.some(awkward.INSTANTS)

    def day(self) -> Any:
        """A date."""
        return self.some(awkward.DAYS)

    def subject(self) -> str:
        """Who did something."""
        return str(self.some(["system:tests", f"key:{UUID(int=7)}", f"user:{self.of('user')}"]))


def make_staff(making: Making) -> None:
    """Teams below teams, one person of each role, deputies, somebody who left and somebody without a role."""
    making.add("team", 1, name="总部", parent_id=None, lead_id=None, version=1)
    head = making.of("team")
    making.add("team", 1, name='二组 "B"', parent_id=head, lead_id=None, version=3)
    making.add("team", 1, name="一组", parent_id=head, lead_id=None, version=2)
    second, first = (row["id"] for row in making.rows["team"][1:])
    making.add("team", 1, name="一组下", parent_id=first, lead_id=None, version=1)
    homes = {
        "client_manager#2": second, "partner": head, "two_roles": second, "executive": None, "nobody": None,
        "assistant": making.rows["team"][-1]["id"],
    }  # fmt: skip
    for place, who in enumerate((*PEOPLE, "client_manager#2", "deputy", "two_roles", "nobody", "left")):
        _person(making, who, place, homes.get(who, first))
    by = {row["title"]: row for row in making.rows["user"]}
    making.rows["team"][1]["lead_id"] = by["client_manager#2"]["id"]
    making.rows["team"][2]["lead_id"] = by["team_lead"]["id"]
    today = business_date()
    away = {"absent_from": today - timedelta(days=2), "absent_until": today + timedelta(days=400)}
    by["client_manager#2"] |= {**away, "deputy_id": by["deputy"]["id"]}
    was = {"absent_from": date(2020, 1, 1), "absent_until": date(2020, 2, 1)}
    by["legal"] |= {**was, "deputy_id": by["deputy"]["id"]}


ROLES_OF: dict[str, tuple[str, ...]] = {
    "two_roles": ("auditor", "client_manager"),
    "nobody": (),
    "deputy": ("client_manager",),
    "left": ("partner",),
}


def _person(making: Making, who: str, place: int, team: UUID | None) -> None:
    name = ("员工甲", "员工甲", "李娜", "李娜", "Zed", "王 小明", 'Ann "A"')[place % 7]
    making.add(
        "user", 1, name=name, name_sort=name_sort_of(name), email=f"{who.replace('#', '-')}@example.com", title=who,
        phone=making.maybe(lambda: "021-5555 0000"), active=who != "left", team_id=team, absent_from=None,
        absent_until=None, deputy_id=None, last_seen_at=making.maybe(making.at), version=place + 1,
        theme=making.some(("auto", "dark")), density="touch",
    )  # fmt: skip
    user_id = making.rows["user"][-1]["id"]
    for role in ROLES_OF.get(who, (who.partition("#")[0],)):
        making.add("role", 1, user_id=user_id, role=role)
    confirmed = making.maybe(making.at, 0.4)
    making.add(
        "credential", 1, user_id=user_id, password_hash="none", totp_sealed=b"x" if confirmed else None,
        totp_confirmed_at=confirmed,
    )  # fmt: skip
    making.add(
        "session", 2, user_id=user_id, token_hash=lambda: making.random.randbytes(16), created_at=making.at,
        last_seen_at=making.at, expires_at=awkward.START + timedelta(days=36_500),
        ip=lambda: making.maybe(lambda: "127.0.0.1"), user_agent=lambda: making.maybe(making.text),
    )  # fmt: skip


def _make_parts(making: Making) -> None:
    """Classes, NAVs in versions, fee terms and openings of funds, and rates of one of their two currencies."""
    some, maybe = making.some, making.maybe
    serial = iter(range(1000))
    for product in making.rows["product"][2:4]:
        making.add(
            "shareclass", 2, product_id=product["id"], code=lambda: f"S{next(serial)}",
            name=lambda: f"{some(('A', '乙'))}{next(serial)}", currency=lambda: maybe(lambda: "HKD", 0.4),
            nav=lambda: maybe(lambda: some(awkward.NAVS)), nav_date=lambda: maybe(making.day),
        )  # fmt: skip
    for product in making.rows["product"][:5]:
        classes = [row["id"] for row in making.rows["shareclass"] if row["product_id"] == product["id"]]
        for of in (None, *classes[:1]):
            _publish(making, product["id"], of)
        days = iter(awkward.START.date() + timedelta(days=n) for n in range(0, 90, 30))
        making.add(
            "feeterms", 3, product_id=product["id"], share_class_id=None,
            valid_from=lambda days=days: next(days),
            valid_to=lambda: maybe(making.day), management_rate=lambda: some((Decimal(0), Decimal("0.015"))),
            subscription_mode=lambda: some(("inside", "outside")),
            trail_rate=lambda: some((Decimal(0), Decimal("0.3"))),
            redemption_steps=lambda: some(([], [{"days": 30, "rate": "0.01"}, {"days": 90, "rate": "0.00500000"}])),
        )  # fmt: skip
        firsts = iter(awkward.START.date() + timedelta(days=n) for n in range(0, 400, 100))
        for first in firsts:
            making.add(
                "openday", 1, product_id=product["id"], first=first, last=first + timedelta(days=some((0, 1))),
                redemptions=some((True, False)),
            )  # fmt: skip
    for days_before, rate in ((40, "7.1"), (3, "7.23456789")):
        making.add(
            "exchangerate", 1, currency="USD", date=business_date() - timedelta(days=days_before), rate=Decimal(rate),
            published_at=awkward.START, superseded_at=None,
        )  # fmt: skip


def _publish(making: Making, product_id: UUID, share_class_id: UUID | None) -> None:
    """Twelve days; two of them were corrected later."""
    some = making.some
    days = [date(2026, 2, 20) + timedelta(days=n) for n in range(12)]
    for day, version in [*((day, 1) for day in days), *((day, 0) for day in days[:2])]:
        making.add(
            "nav", 1, product_id=product_id, share_class_id=share_class_id, date=day, unit=some(awkward.NAVS),
            cumulative=some(awkward.NAVS), adjusted=some(awkward.NAVS), source=some(("manual", "import")),
            published_at=awkward.START + timedelta(days=version),
            superseded_at=None if version else awkward.START + timedelta(days=1),
            restated_from_id=making.id() if version and day in days[:2] else None,
        )  # fmt: skip


def make_things(making: Making) -> None:
    """What belongs to the firm as a whole: keys, funds with and without values, tags, families still empty."""
    some, maybe = making.some, making.maybe
    making.add(
        "apikey", 3, name=making.text, role="partner_api", secret_hash=lambda: making.random.randbytes(16),
        prefix="sk_1",
        scope=lambda: some(({"sources": ["银行"]}, {}, {"productIds": [], "sources": ['say "hi"']})),
        ips=lambda: some(([], ["10.0.0.0/8", "::1/128"])), created_by="system:tests", created_at=making.at,
        expires_at=making.at, last_used_at=lambda: maybe(making.at), revoked_at=lambda: maybe(making.at),
    )  # fmt: skip
    serial = iter(range(1000))
    making.add(
        "product", 7, code=lambda: f"F{next(serial) * 7 % 10}{some(('', '甲', 'a'))}", name=making.text, name_sort="",
        strategy=lambda: maybe(making.text), risk_level=lambda: maybe(lambda: some(("R1", "R5"))),
        inception=lambda: maybe(making.day), nav=lambda: maybe(lambda: some(awkward.NAVS)),
        nav_date=lambda: maybe(making.day), currency=lambda: some(("CNY", "USD", "HKD")),
        valuation=lambda: some(("nav", "nav", "cost")), status=lambda: some(("open", "closed", "liquidated")),
        nav_interval=lambda: some(("weekly", "daily", "quarterly")), terminated_on=lambda: maybe(making.day, 0.2),
        first_minimum=lambda: maybe(lambda: some(awkward.AMOUNTS)), custodian=lambda: maybe(making.text),
        warning_line=lambda: maybe(lambda: some(awkward.NAVS)), version=lambda: making.random.randint(1, 9),
    )  # fmt: skip
    _make_parts(making)
    names = iter(("高净值", "vip", "VIP 2", 'q"t', "无人", "标\\签"))
    making.add(
        "tag", 6, name=lambda: next(names), colour=lambda: some(("blue", "red")), group=lambda: maybe(making.text),
        description=lambda: maybe(making.text),
    )  # fmt: skip
    words = iter(("市场", "a b", 'q"t', "税\\务"))
    making.add(
        "topic", 4, name=lambda: next(words), place=lambda: making.random.randint(0, 2),
        retired=lambda: making.random.random() < 0.3, version=lambda: making.random.randint(1, 5),
    )  # fmt: skip
    making.add("household", 6, name=making.text, head_id=None, version=lambda: making.random.randint(1, 5))
