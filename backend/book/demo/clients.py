"""The fictitious clients: who they are, how they are reached, and how much they are meant to hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from backend.book.demo.days import working_instant
from backend.book.demo.draws import Draws, draws_of, shares_of, weighted
from backend.book.demo.numbers import (
    bank_card,
    credit_code,
    email_address,
    landline,
    mobile_number,
    permit_number,
    resident_number,
    street_address,
    wechat_account,
)
from backend.book.demo.person_names import person_name
from backend.book.demo.places import Place, draw_place
from backend.book.demo.work import (
    INDUSTRIES,
    RETIRED,
    company_name,
    investor_name,
    occupation_of,
    product_name,
)
from backend.systemize.identity_numbers import RESIDENT
from backend.systemize.names import initials_of

INDIVIDUAL, INSTITUTION, PRODUCT = "individual", "institution", "product"
EXISTING, FORMER = "existing", "former"
# The most clients; their second mobiles come from beyond the first ones.
LARGEST = 1_000_000
# Kind, state and how many of 5,000.
_PARTIES = (
    (INDIVIDUAL, EXISTING, 2780),
    (INSTITUTION, EXISTING, 160),
    (PRODUCT, EXISTING, 60),
    (INDIVIDUAL, FORMER, 530),
    (INSTITUTION, FORMER, 20),
    (INDIVIDUAL, "lead", 430),
    (INDIVIDUAL, "prospect", 390),
    (INDIVIDUAL, "qualified", 250),
    (INDIVIDUAL, "subscribing", 110),
    (INSTITUTION, "prospect", 50),
    (INSTITUTION, "qualified", 20),
    (INDIVIDUAL, "rejected", 195),
    (INSTITUTION, "rejected", 5),
)
# Days before the as-of date between which parties of a state became known: who came far was known for some time.
_KNOWN_FOR = {
    "lead": (2, 40), "prospect": (25, 140), "qualified": (60, 190), "subscribing": (75, 200), "rejected": (2, 700)
}  # fmt: skip
_EARLY = {"lead", "rejected"}
_SOURCES = weighted(
    {
        "客户转介绍": 34,
        "线下路演": 16,
        "券商渠道": 14,
        "员工亲友": 10,
        "线上直播": 10,
        "官网注册": 8,
        "银行渠道沙龙": 5,
        "其他": 3,
    }
)
_RISK = weighted({"C1": 3, "C2": 9, "C3": 34, "C4": 36, "C5": 18})
_ASSESSED = {"lead": 0.05, "prospect": 0.4, "rejected": 0.3}
_NOTES = (
    "偏好线下沟通，重要事项先电话联系。",
    "关注回撤控制，对净值波动较敏感。",
    "资金主要来自企业分红，每年三季度有新增安排。",
    "计划两年内用于子女海外教育，关注流动性。",
    "习惯周末查看周报，回复多在晚上。",
    "有多年权益投资经验，能接受较长锁定期。",
    "由财务负责人对接，用印流程约需一周。",
)
# Median AUM in CNY and spread of the logarithm, by kind.
_AUM = {INDIVIDUAL: (2_200_000, 1.15), INSTITUTION: (15_000_000, 1.2), PRODUCT: (15_000_000, 1.0)}


@dataclass(slots=True)
class DemoClient:
    """One client with clear values. target: CNY he is meant to hold; exit_on: when a former one left.

    mobiles: the first one is primary; started_on: first subscription.
    """

    index: int
    kind: str
    state: str
    name: str
    place: Place
    source: str
    created_at: datetime
    id: UUID
    target: float = 0.0
    gender: str | None = None
    birth_date: date | None = None
    id_type: str | None = None
    id_number: str | None = None
    bank_account: str | None = None
    company: str | None = None
    occupation: str | None = None
    industry: str | None = None
    risk: str | None = None
    risk_valid_until: date | None = None
    is_qualified: bool | None = None
    note: str | None = None
    mobiles: list[str] = field(default_factory=list)
    phone: str | None = None
    email: str | None = None
    wechat: str | None = None
    address: str | None = None
    started_on: date | None = None
    exit_on: date | None = None

    @property
    def is_investor(self) -> bool:
        """Whether the ledger knows the client, now or formerly."""
        return self.state in {EXISTING, FORMER}


def make_clients(seed: int, size: int, days: list[date], as_of: date) -> list[DemoClient]:
    """`size` clients, mixed; investors have `started_on` on one of the publishing days, former ones an exit."""
    draws = draws_of(seed, "clients")
    counts = shares_of(size, [count for _, _, count in _PARTIES])
    parties = [
        (kind, state) for (kind, state, _), count in zip(_PARTIES, counts, strict=True) for _ in range(count)
    ]
    draws.shuffle(parties)
    return [_client(draws, index, kind, state, days, as_of) for index, (kind, state) in enumerate(parties)]


def _client(draws: Draws, index: int, kind: str, state: str, days: list[date], as_of: date) -> DemoClient:
    """One client of a kind and state."""
    started, left = _span(draws, state, days)
    if started:
        known = started - timedelta(days=min(400, 5 + int(draws.lognormvariate(3.5, 0.8))))
        created = working_instant(draws, known, known + timedelta(days=3))
    else:
        known = as_of - timedelta(days=draws.whole(*_KNOWN_FOR[state]))
        latest = as_of - timedelta(days=1)
        created = working_instant(draws, known, latest if state in _EARLY else known + timedelta(days=3))
    place = draw_place(draws)
    client = DemoClient(
        index=index,
        kind=kind,
        state=state,
        name="",
        place=place,
        source=draws.pick(_SOURCES),
        created_at=created,
        id=draws.id_at(created),
        started_on=started,
        exit_on=left,
        target=draws.lognormvariate(0, _AUM[kind][1]) * _AUM[kind][0],
    )
    if kind == INDIVIDUAL:
        become_person(draws, client, draws.one_of(_GENDERS), _birth_date(draws, as_of), None, as_of)
    else:
        _become_organisation(draws, client)
    _assess(draws, client, as_of)
    if draws.chance(0.12):
        client.note = draws.one_of(_NOTES)
    return client


_GENDERS = ("female",) * 42 + ("male",) * 58


def _span(draws: Draws, state: str, days: list[date]) -> tuple[date | None, date | None]:
    """First subscription and exit of an investor, publishing days both; nothing for the others."""
    last = len(days) - 1
    if state == EXISTING:
        return days[int((last - 3) * draws.random() ** 1.3)], None
    if state == FORMER:
        start = int((last - 60) * draws.random())
        # At least half a year held, and gone for 14 weeks: former, no longer provisional.
        return days[start], days[draws.whole(start + 28, last - 14)]
    return None, None


def _birth_date(draws: Draws, as_of: date) -> date:
    """Aged 28 to 82 on `as_of`, around 51."""
    return as_of - timedelta(days=int(draws.normal_between(51, 10, 28.1, 82) * 365.25))


def become_person(
    draws: Draws, client: DemoClient, gender: str, born: date, surname: str | None, as_of: date
) -> None:
    """Fill a client as a person of this sex, birthday and (if given) surname, living at the client's place."""
    age = (as_of - born).days / 365.25
    client.gender, client.birth_date = gender, born
    client.name = person_name(draws, gender, born.year, surname)
    client.industry = RETIRED if age >= 60 and draws.chance(0.5) else draws.pick(INDUSTRIES)
    client.occupation = occupation_of(draws, client.industry)
    client.company = None
    if client.industry != RETIRED and draws.chance(0.8):
        client.company = company_name(draws, client.place.city_name, client.industry)
    client.id_type, client.id_number = None, None
    if client.state not in {"lead", "prospect"} or draws.chance(0.2):
        give_resident_number(draws, client)
    if draws.chance(0.02) and client.id_number:
        client.id_type, client.id_number = permit_number(client.index)
    client.bank_account = bank_card(draws) if client.is_investor or client.state == "subscribing" else None
    _give_contacts(draws, client)


def give_resident_number(draws: Draws, client: DemoClient) -> None:
    """A resident number of the client's birthday and sex, from the district where he lives or another."""
    if client.birth_date is None or client.gender is None:
        raise ValueError("only a person has a resident number")
    area = client.place.area if draws.chance(0.6) else draw_place(draws).area
    client.id_type = RESIDENT
    client.id_number = resident_number(draws, area, client.birth_date, client.gender)


def part_number_twins(seed: int, clients: list[DemoClient]) -> None:
    """Give everybody who by chance has another's resident number a number from elsewhere."""
    draws, taken = draws_of(seed, "number twins"), set()
    for client in clients:
        while client.id_type == RESIDENT and client.id_number in taken:
            give_resident_number(draws, client)
        taken.add(client.id_number)


def _give_contacts(draws: Draws, client: DemoClient) -> None:
    """Mobile always; others as often as a firm would know them."""
    client.mobiles = [mobile_number(client.index + 1)]
    if draws.chance(0.06):
        client.mobiles.append(mobile_number(client.index + 1 + LARGEST))
    initials = initials_of(client.name, is_person=True)
    client.email = email_address(client.name, client.index, is_person=True) if draws.chance(0.55) else None
    client.wechat = wechat_account(initials, client.index) if draws.chance(0.7) else None
    client.address = street_address(draws, client.place.names) if draws.chance(0.5) else None


def _become_organisation(draws: Draws, client: DemoClient) -> None:
    """Fill a client as an institution or as a product that invests."""
    client.industry = draws.pick(INDUSTRIES) if client.kind == INSTITUTION else "finance"
    if client.kind == INSTITUTION:
        client.name = investor_name(draws, client.place.city_name, client.industry)
        client.id_type, client.id_number = "credit_code", credit_code(client.place.area, client.index)
    else:
        client.name = product_name(draws)
        client.id_type, client.id_number = "other", f"SDM{client.index:05d}"
    client.bank_account = bank_card(draws) if client.is_investor else None
    client.mobiles = [mobile_number(client.index + 1)]
    client.phone = landline(client.index, client.place.city)
    client.email = email_address("ir", client.index, is_person=False)
    client.address = street_address(draws, client.place.names)


def _assess(draws: Draws, client: DemoClient, as_of: date) -> None:
    """Risk level with its validity, and whether the client is a qualified investor."""
    if draws.chance(_ASSESSED.get(client.state, 1.0)):
        client.risk = draws.pick(_RISK)
        client.risk_valid_until = as_of + timedelta(days=_valid_days(draws, client.state))
    if client.state in {"qualified", "subscribing", EXISTING, FORMER}:
        client.is_qualified = True
    elif client.state == "rejected":
        client.is_qualified = False if draws.chance(0.3) else None


def _valid_days(draws: Draws, state: str) -> int:
    """Days until a questionnaire expires: 6 % have expired, 4 % will within 30 days; most of the former have."""
    if draws.chance(0.8 if state == FORMER else 0.06 if state == EXISTING else 0.0):
        return -draws.whole(1, 240)
    return draws.whole(1, 30) if draws.chance(0.04) else draws.whole(31, 365)


def existing(clients: list[DemoClient], kind: str | None = None) -> Iterator[DemoClient]:
    """Clients who hold something, of one kind if named, in their order."""
    return (c for c in clients if c.state == EXISTING and kind in (None, c.kind))
