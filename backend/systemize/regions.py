"""Provinces and cities of China: by code, and by every form in which people write them.

Codes are those of GB/T 2260: 2 digits for a province, 4 for a city. Cities are looked up inside a province where
one is given, because short names repeat (海南 is a province and a prefecture, 吉林 a province and a city).
Data and licence: `data/README.md`.
"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final

from backend.systemize.names import normalise_name, plain_letters, simplified

_DATA: Final = files("backend.systemize") / "data"


@dataclass(frozen=True, slots=True)
class Province:
    """A province-level division. code: 2 digits; name: 上海市; zh: 上海, as shown; abbreviation: 沪; en: Shanghai."""

    code: str
    name: str
    zh: str
    abbreviation: str
    en: str


@dataclass(frozen=True, slots=True)
class City:
    """A city or prefecture. code: 4 digits; name: 杭州市; zh: 杭州, as shown; en: Hangzhou."""

    code: str
    name: str
    zh: str
    en: str
    province_code: str


@lru_cache(maxsize=1)
def provinces() -> dict[str, Province]:
    """All provinces by code, in the order of their codes."""
    return {row["code"]: Province(**row) for row in _rows("provinces.csv")}


@lru_cache(maxsize=1)
def cities() -> dict[str, City]:
    """All cities by code, in the order of their codes."""
    return {row["code"]: City(**row) for row in _rows("cities.csv")}


def cities_of(province_code: str) -> list[City]:
    """The cities of a province; [] for an unknown code."""
    return [city for city in cities().values() if city.province_code == province_code]


@lru_cache(maxsize=50_000)
def province_code_of(text: str) -> str | None:
    """Province that a text names: its code, any form of its name, a city in it, or an address that starts so.

    上海, 上海市, 沪, Shanghai, 31, 310101, 广西壮族自治区, 杭州, 浙江省杭州市西湖区 are all understood.
    None when nothing fits, or when a city of several provinces is named alone.
    """
    key = _key(text)
    if key in _province_forms():
        return _province_forms()[key]
    if code := _code_in(key):
        return code[:2] if code[:2] in provinces() else None
    if place := _leading(key, _leading_places()):
        return _leading_places()[place][:2]
    city = city_code_of(text)
    return cities()[city].province_code if city else None


@lru_cache(maxsize=50_000)
def city_code_of(text: str, province: str | None = None) -> str | None:
    """City that a text names: its code, its name with or without 市, English, one of its counties, or an address.

    province: code of the province it must be in, or None for all. None when nothing or several cities fit.
    """
    key = _key(text)
    if code := _code_in(key):
        known = cities().get(code[:4])
        return known.code if known and province in (None, known.province_code) else None
    leading = _leading(key, _leading_places()) or ""
    place = _leading_places().get(leading, "")
    if len(place) == 4:
        return place if province in (None, place[:2]) else None
    # What follows a province is looked up inside it; 上海 alone is a province and its only city.
    for rest in (key[len(leading) :], key):
        if found := _city_by_form(rest, province or place or None):
            return found
    return None


def place_prefix_of(address: str) -> str:
    """The province and city at the start of an address, as written there; "" when it starts with neither."""
    place = _leading(address, _leading_places()) or ""
    code = _leading_places().get(place, "")
    if len(code) != 2:
        return place
    return place + (_leading(address[len(place) :], (city.name for city in cities_of(code))) or "")


def _city_by_form(key: str, province: str | None) -> str | None:
    """The one city with this form, county or leading name; inside a province if one is given."""
    leading = _leading(key, _city_forms())
    for found in (_city_forms().get(key), _county_forms().get(key), _city_forms().get(leading or "")):
        inside = {code for code in found or () if province in (None, cities()[code].province_code)}
        if inside:
            return next(iter(inside)) if len(inside) == 1 else None
    return None


@lru_cache(maxsize=1)
def _province_forms() -> dict[str, str]:
    """Code by every form of a province's name, as `_key` spells them."""
    forms: dict[str, str] = {}
    for province in provinces().values():
        for form in (
            province.name,
            province.zh,
            province.zh + "省",
            province.abbreviation,
            province.en,
        ):
            # Shanxi and Shaanxi differ; no two provinces share a form.
            forms[_key(form)] = province.code
    forms |= {
        "neimenggu": "15",
        "hongkong": "81",
        "macau": "82",
        "xizang": "54",
        "陇": "62",
        "蜀": "51",
        "滇": "53",
    }
    return forms


@lru_cache(maxsize=1)
def _leading_places() -> dict[str, str]:
    """Code of a province or city by the Chinese names that an address may start with."""
    known = provinces().values()
    names = {p.zh: p.code for p in known}
    # A municipality's name is its city's too; 海南藏族自治州 is longer than 海南 and wins as the longest.
    return names | {p.name: p.code for p in known} | {city.name: city.code for city in cities().values()}


@lru_cache(maxsize=1)
def _city_forms() -> dict[str, set[str]]:
    """Codes by every form of a city's name."""
    return _collected(
        (form, city.code) for city in cities().values() for form in (city.name, city.zh, city.en)
    )


@lru_cache(maxsize=1)
def _county_forms() -> dict[str, set[str]]:
    """City codes by the name of a county or district (昆山市, 浦东新区), also without its last character."""
    rows = _rows("areas.csv")
    full = _collected((row["name"], row["city_code"]) for row in rows)
    short = _collected((row["name"][:-1], row["city_code"]) for row in rows if len(row["name"]) > 2)
    return short | full


def _collected(forms: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """Sets of codes by form."""
    codes: dict[str, set[str]] = {}
    for form, code in forms:
        codes.setdefault(_key(form), set()).add(code)
    return codes


def _leading(text: str, forms: Iterable[str]) -> str | None:
    """The longest of the forms that the text starts with."""
    return max((form for form in forms if text.startswith(form)), key=len, default=None)


def _code_in(key: str) -> str | None:
    """A code of 2, 4 or 6 digits."""
    return key if key.isascii() and key.isdigit() and len(key) in (2, 4, 6) else None


def _key(text: str) -> str:
    """One spelling of a place: simplified, no blanks and apostrophes, plain lower-case letters."""
    return plain_letters("".join(simplified(normalise_name(text)).replace("'", "").split()))


def _rows(name: str) -> Sequence[dict[str, str]]:
    """Rows of one of the data files."""
    with (_DATA / name).open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))
