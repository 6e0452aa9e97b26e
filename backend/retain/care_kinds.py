"""Kinds of occasions of a client, and what each tells of him."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from backend.book.custom_fields import CUSTOM
from backend.systemize.festivals import FESTIVALS
from backend.systemize.fields import Option

BIRTHDAY, FIRST, ONBOARDED, OWN = "birthday", "first_investment", "onboarded", "own"
DATE_KINDS: Final = (
    Option(BIRTHDAY, "生日", "Birthday"),
    Option("family_birthday", "家人生日", "Birthday in the family"),
    Option("wedding", "结婚纪念日", "Wedding"),
    Option("founded", "公司成立日", "Foundation of the company"),
    Option("other", "其他日子", "Other day"),
)
"""Kinds of days that people note down of a client."""
KINDS: Final = (
    *DATE_KINDS,
    Option(FIRST, "首次投资周年", "Anniversary of the first investment"),
    Option(ONBOARDED, "成为客户周年", "Anniversary as a client"),
    Option(OWN, "自定义日期", "Own date field"),
)
KIND_KEYS: Final = tuple(each.value for each in KINDS)
NOTED: Final = "Client.careDates"
READS: Final[Mapping[str, tuple[str, ...]]] = {
    BIRTHDAY: ("Client.birthDate", NOTED),
    **{each.value: (NOTED,) for each in DATE_KINDS if each.value != BIRTHDAY},
    FIRST: ("Client.holdings",),
    ONBOARDED: ("Client.onboardDate",),
}
"""Coordinates that an occasion of a kind lets one infer; of an own field see `reads_of`."""
HOLIDAY: Final = "holiday:"
"""Before the key of a festival where rules name it beside kinds of occasions."""
OCCASIONS: Final = (*KIND_KEYS, *(HOLIDAY + each.value for each in FESTIVALS))


def reads_of(kind: str, source: str) -> tuple[str, ...]:
    """What somebody must be allowed to read of a client to be told of an occasion. source: of an own field its key."""
    return (f"Client.{CUSTOM}{source}",) if kind == OWN else READS[kind]
