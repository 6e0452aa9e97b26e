"""A client as a row of a workbook describes him, brought to the values the book keeps. Pure functions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final

from backend.book import choices, sealed
from backend.book.client_fields import CLIENT_FIELD
from backend.book.contact_points import MOST
from backend.book.custom_fields import CUSTOM
from backend.platform.errors import Refused, bad_input
from backend.systemize.field_values import clean_text, value_of
from backend.systemize.names import normalise_name
from backend.systemize.plain_text import compact
from backend.systemize.regions import cities, city_code_of, province_code_of

# Sheet field -> catalogue key, where the value is taken as it is.
_SAME: Final = {
    "client_type": "kind",
    "gender": "gender",
    "id_type": "idType",
    "risk_level": "riskLevel",
    "qualified": "qualified",
    "company": "company",
    "occupation": "occupation",
    "source": "source",
}
_DAYS: Final = {
    "birth_date": "birthDate",
    "onboard_date": "onboardDate",
    "risk_valid_until": "riskValidUntil",
}
_CONTACTS: Final = {
    "mobile": "mobile",
    "mobile_2": "mobile",
    "phone": "phone",
    "email": "email",
    "wechat": "wechat",
    "address": "address",
}
_NUMBERS: Final = {"id_number": "idNumber", "bank_account": "bankAccount"}
_PLACES: Final = {"province": "省份", "city": "城市", "industry": "行业"}
_TOLD: Final = _SAME | _DAYS | _CONTACTS
_OTHERS: Final = {**_NUMBERS, "manager": "owner", "tags": "tags", "aum_cny": "aum_cny"}
SHEET_FIELD: Final = {
    **{key: field for field, key in (_SAME | _DAYS).items()},
    **{key: field for field, key in _NUMBERS.items()},
}
"""Sheet field of a catalogue key, where they differ: refusals name what stands in the sheet."""


@dataclass(frozen=True)
class ClientDraft:
    """What the book would keep of a row.

    values: by catalogue key, checked, without sealed ones; contacts: (kind, checked value), first of a kind is
    primary; numbers: the client's other sealed values by their column; sources: catalogue keys the sheet has a value
    for (`aum_cny`: the sheet's figure, which is not the ledger's); kept_in_note: sheet fields whose words the
    catalogue does not know; own: values of the firm's own fields as they are kept, by `custom:<key>`.
    """

    values: Mapping[str, Any]
    contacts: tuple[tuple[str, str], ...]
    numbers: Mapping[str, str]
    manager: str | None
    tags: tuple[str, ...]
    own: Mapping[str, Any]
    sources: tuple[str, ...]
    kept_in_note: tuple[str, ...]

    @property
    def id_number(self) -> str | None:
        """The number of the identity document."""
        return self.numbers.get("id_number")

    def keys(self) -> Iterator[str]:
        """Catalogue keys that a new client of it would have; with repeats."""
        yield from self.values
        yield from (kind for kind, _ in self.contacts)
        yield from (_NUMBERS[column] for column in self.numbers)
        yield from self.own


def draft_of(row: Mapping[str, Any]) -> ClientDraft:
    """The draft of a checked row. row: values by canonical sheet field.

    Raises Refused(BAD_USER_INPUT) naming the catalogue key of a value the book cannot keep.
    """
    values: dict[str, Any] = {"name": _name(row.get("name"))}
    values |= {key: _checked(key, row[field]) for field, key in _SAME.items() if row.get(field) is not None}
    values |= {key: _checked(key, _day(row[field])) for field, key in _DAYS.items() if row.get(field)}
    places, strange = _places(row)
    values |= places
    values["note"] = _note(row, strange)
    values["state"] = _state(values)
    contacts = tuple(
        dict.fromkeys(
            (kind, sealed.read_value(kind, str(row[f]))) for f, kind in _CONTACTS.items() if row.get(f)
        )
    )
    if len(contacts) > MOST:
        raise bad_input("contactPoints", "limit", limit=MOST)
    return ClientDraft(
        values={key: value for key, value in values.items() if value is not None},
        contacts=contacts,
        numbers={
            column: sealed.read_value(column, str(row[column]), values.get("idType"))
            for column in _NUMBERS
            if row.get(column)
        },
        manager=row.get("manager") or None,
        own={key: value for key, value in row.items() if key.startswith(CUSTOM) and value is not None},
        tags=tuple(filter(None, (clean_text(tag, "tags", limit=40) for tag in row.get("tags") or ()))),
        sources=_sources(row, values),
        kept_in_note=strange,
    )


# The book's words for what is wrong with a value, in the words of sheets.
_CODES: Final = {
    "required": "missing",
    "number": "bad_number",
    "mobile": "bad_mobile",
    "email": "bad_email",
    "choice": "bad_option",
    "id_number": "bad_check_digit",
    "range": "out_of_range",
    "future": "future_date",
    "limit": "too_many",
}


def refusal_issue(refusal: Refused) -> dict[str, str]:
    """A refusal by the book's rules as an issue of a row: the sheet's field and the kind of fault."""
    field, problem = str(refusal.params.get("field")), str(refusal.params.get("problem"))
    return {"field": SHEET_FIELD.get(field, field), "code": _CODES.get(problem, problem)}


def _name(raw: Any) -> str:
    name = normalise_name(str(value_of(CLIENT_FIELD["name"], raw)))
    if not name:
        raise bad_input("name", "required")
    return name


def _checked(key: str, raw: Any) -> Any:
    return value_of(CLIENT_FIELD[key], raw)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _places(row: Mapping[str, Any]) -> tuple[dict[str, str | None], tuple[str, ...]]:
    """Province, city and industry as the catalogue knows them, and the fields it has no word for.

    A city names its province where the sheet names none and only one province has such a city.
    """
    province, city, industry = row.get("province"), row.get("city"), row.get("industry")
    province_code = province_code_of(province) if province else province_code_of(city) if city else None
    city_code = city_code_of(city, province_code) if city else None
    found = {
        "province": province_code,
        "city": cities()[city_code].name if city_code else _checked("city", city),
        "industry": _industries().get(compact(industry)) if industry else None,
    }
    strange = tuple(field for field in _PLACES if row.get(field) and not found[field])
    return found, strange


@cache
def _industries() -> dict[str, str]:
    return {compact(word): o.value for o in choices.INDUSTRIES for word in (o.value, o.zh, o.en)}


def _note(row: Mapping[str, Any], strange: tuple[str, ...]) -> str | None:
    """The note with what no field can hold below it: afterwards nobody needs the workbook."""
    lines = [row.get("note"), *(f"{_PLACES[field]}：{row[field]}" for field in strange)]
    return value_of(CLIENT_FIELD["note"], "\n".join(filter(None, lines)))  # type: ignore[no-any-return]


def _state(values: Mapping[str, Any]) -> str:
    """As far as a client gets without orders: qualified, when he is or has subscribed; else a lead."""
    return "qualified" if values.get("qualified") or values.get("onboardDate") else "lead"


def _sources(row: Mapping[str, Any], values: Mapping[str, Any]) -> tuple[str, ...]:
    given = [_TOLD[field] for field in _TOLD if row.get(field) is not None]
    given += [key for key in ("name", "province", "city", "industry", "note") if values.get(key) is not None]
    given += [key for field, key in _OTHERS.items() if row.get(field)]
    given += [key for key, value in row.items() if key.startswith(CUSTOM) and value is not None]
    return tuple(dict.fromkeys(given))
