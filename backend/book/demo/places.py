"""Where fictitious clients live: provinces by weight, cities and districts that belong together."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from backend.book.demo.draws import Draws, Weighted, weighted
from backend.systemize.regions import cities, cities_of, provinces

# Clients of a Shanghai firm, in per cent; an assumption.
PROVINCES = weighted(
    {
        "31": 24, "44": 15, "33": 13, "11": 12, "32": 11, "35": 5, "37": 4, "51": 3, "42": 2.5, "43": 1.2, "34": 1.2,
        "41": 1, "50": 1, "12": 0.8, "21": 0.8, "36": 0.8, "13": 0.6, "61": 0.6, "45": 0.4, "53": 0.4, "14": 0.4,
        "46": 0.3, "52": 0.3, "22": 0.3, "23": 0.3, "15": 0.3, "62": 0.2, "63": 0.2, "64": 0.2, "65": 0.2, "54": 0.2,
    }
)  # fmt: skip
# Large cities against 1 for every other; the first city of a province (its capital) counts 8 unless named.
_LARGE_CITIES = {
    "4403": 30, "4401": 25, "4406": 8, "4419": 6, "3301": 30, "3302": 14, "3303": 8, "3306": 6, "3307": 6, "3205": 22,
    "3201": 18, "3202": 10, "3502": 12, "3505": 10, "3702": 10, "3706": 5, "2102": 6,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """A district with its codes (2, 4 and 6 digits) and the names that stand in an address, largest first."""

    province: str
    city: str
    area: str
    names: tuple[str, ...]

    @property
    def city_name(self) -> str:
        """The city as it is called in a firm's name: 上海, 苏州."""
        return cities()[self.city].zh


def draw_place(draws: Draws, province: str | None = None) -> Place:
    """A district by the weights of its province and city; inside `province` if one is given."""
    province = province or draws.pick(PROVINCES)
    city = draws.pick(_cities_by_size(province))
    area, area_name = draws.one_of(_areas()[city])
    names = (provinces()[province].name, cities()[city].name, area_name)
    return Place(province, city, area, tuple(dict.fromkeys(names)))


@lru_cache(maxsize=40)
def _cities_by_size(province: str) -> Weighted[str]:
    """Cities of a province that have districts, by size."""
    known = [city.code for city in cities_of(province) if city.code[2:] < "90" and city.code in _areas()]
    sizes = {code: float(_LARGE_CITIES.get(code, 1)) for code in known}
    sizes[known[0]] = float(_LARGE_CITIES.get(known[0], 8))
    return weighted(sizes)


@lru_cache(maxsize=1)
def _areas() -> dict[str, list[tuple[str, str]]]:
    """Code and name of the districts of each city."""
    areas: dict[str, list[tuple[str, str]]] = {}
    with (files("backend.systemize") / "data" / "areas.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            areas.setdefault(row["city_code"], []).append((row["code"], row["name"]))
    return areas
