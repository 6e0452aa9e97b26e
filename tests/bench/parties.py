"""The clients of the bench firm with what hangs on each: owner, holdings, tags, a mobile."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from backend.book.demo.draws import Draws, draws_of, weighted
from backend.book.demo.person_names import person_name
from backend.book.demo.places import PROVINCES, draw_place
from backend.book.demo.work import INDUSTRIES, company_name, investor_name, occupation_of
from tests.bench.funds import Fund
from tests.bench.ids import id_maker
from tests.bench.people import Person, Staff
from tests.bench.size import AS_OF, SEED, Size

KINDS = weighted({"individual": 94, "institution": 5, "product": 1})
STATES = weighted(
    {"existing": 60, "former": 11, "lead": 9, "prospect": 8, "qualified": 5, "subscribing": 2, "dormant": 3,
     "rejected": 2}
)  # fmt: skip
RISKS = weighted({"C1": 3, "C2": 9, "C3": 34, "C4": 36, "C5": 18})
SOURCES = weighted(
    {
        "客户转介绍": 34,
        "线下路演": 16,
        "券商渠道": 14,
        "员工亲友": 10,
        "线上直播": 10,
        "官网注册": 9,
        "银行渠道沙龙": 7,
    }
)
FIRST_DAY = date(2021, 1, 4)
MORNING = datetime(2026, 11, 20, 1, tzinfo=UTC)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PERSONS, _FIRMS, _PLACES = 30_000, 6_000, 600
_CENT = Decimal("0.01")


@dataclass(slots=True)
class Party:
    """One client, drawn. Instants are milliseconds; held: (fund, units); last_ms: the last contact, if any."""

    id: UUID
    kind: str
    state: str
    name: str
    company: str | None
    industry: str
    occupation: str | None
    gender: str | None
    birth_date: date | None
    id_number: str
    mobile: str
    source: str
    province: str
    city: str
    risk: str | None
    risk_valid_until: date | None
    qualified: bool
    owner: Person
    created_ms: int
    last_ms: int | None
    onboarded: date | None
    held: list[tuple[Fund, Decimal]]
    aum: Decimal

    @property
    def is_investor(self) -> bool:
        """Whether the ledger knows him."""
        return self.onboarded is not None


class Parties:
    """Draws clients; names, firms and places come from pools, so that the same name occurs as in life."""

    def __init__(self, size: Size, staff: Staff, funds: list[Fund]) -> None:
        self._size, self._funds = size, funds
        self._draws: Draws = draws_of(SEED, "bench clients")
        draws = draws_of(SEED, "bench pools")
        genders = ("male", "female")
        self._persons = [
            (g, person_name(draws, g, y), date(y, draws.whole(1, 12), draws.whole(1, 28)))
            for g, y in (
                (draws.one_of(genders), draws.whole(1945, 1998)) for _ in range(min(_PERSONS, size.clients))
            )
        ]
        industries = [draws.pick(INDUSTRIES) for _ in range(min(_FIRMS, size.clients))]
        self._places = [draw_place(draws) for _ in range(_PLACES)]
        self._far = {code: draw_place(draws, code) for code in PROVINCES.values}
        self._firms = [(i, company_name(draws, draws.one_of(self._places).city_name, i)) for i in industries]
        self._investors = [
            (i, investor_name(draws, draws.one_of(self._places).city_name, i))
            for i in industries[: _FIRMS // 3]
        ]
        self._owners = weighted({person: person.pull for person in staff.people if person.pull})

    def __iter__(self) -> Iterator[Party]:
        make_id = id_maker(self._draws)
        first = int((datetime(2021, 1, 4, 2, tzinfo=UTC) - EPOCH).total_seconds() * 1000)
        span = int((MORNING - EPOCH).total_seconds() * 1000) - first
        for _ in range(self._size.clients):
            created = first + int(span * self._draws.random())
            yield self._party(make_id(created), created, span + first - created)

    def _party(self, id: UUID, created: int, age: int) -> Party:
        draws = self._draws
        kind, state = draws.pick(KINDS), draws.pick(STATES)
        industry, company = draws.one_of(self._firms)
        gender, name, born = draws.one_of(self._persons)
        place = draws.one_of(self._places) if draws.chance(0.97) else draws.one_of(list(self._far.values()))
        person = kind == "individual"
        if not person:
            industry, name = draws.one_of(self._investors)
        invests = state in {"existing", "former", "dormant"}
        held = self._held() if state == "existing" else []
        assessed = invests or draws.chance(0.4)
        return Party(
            id=id,
            kind=kind,
            state=state,
            name=name,
            company=company if person and draws.chance(0.9) else None,
            industry=industry,
            occupation=occupation_of(draws, industry) if person else None,
            gender=gender if person else None,
            birth_date=born if person else None,
            id_number=f"{place.area}{born:%Y%m%d}{draws.whole(0, 9999):04}",
            mobile=f"169{draws.whole(0, 99_999_999):08}",
            source=draws.pick(SOURCES),
            province=place.province,
            city=place.city_name,
            risk=draws.pick(RISKS) if assessed else None,
            risk_valid_until=AS_OF + timedelta(days=draws.whole(-60, 360)) if assessed else None,
            qualified=invests,
            owner=draws.pick(self._owners),
            created_ms=created,
            last_ms=created + int(age * draws.random() ** 0.5) if draws.chance(0.95) else None,
            onboarded=_day(created + int(age * draws.random() / 4)) if invests else None,
            held=held,
            aum=sum(((units * fund.nav).quantize(_CENT) for fund, units in held), Decimal(0)),
        )

    def _held(self) -> list[tuple[Fund, Decimal]]:
        """Three to seven funds, five on average; a median of 2.2 million CNY over all."""
        draws = self._draws
        count = draws.whole(3, 7)
        cny = math.exp(draws.gauss(14.6, 1.1)) / count
        # Neighbours from a random place: different funds without drawing twice. The last quarter of the funds are
        # small ones with a hundredth of the others' holders each.
        large = len(self._funds) * 3 // 4
        start, step = draws.whole(0, large - 1), draws.whole(1, 20)
        chosen = [self._funds[(start + n * step) % large] for n in range(count)]
        if draws.chance(0.01):
            chosen[0] = draws.one_of(self._funds[large:])
        return [
            (fund, Decimal(int(cny / float(fund.nav) * draws.uniform(0.3, 1.7) * 1_000_000)).scaleb(-6))
            for fund in chosen
        ]


def _day(milliseconds: int) -> date:
    return (EPOCH + timedelta(milliseconds=milliseconds)).date()
