"""What tasks about a wrong level say, in the language of whoever gets them."""

from __future__ import annotations

from typing import Final

from backend.book.service_breaches import Words
from backend.policies.roles import ROLES


def _roles(locale: str, roles: tuple[str, ...]) -> str:
    names = [(ROLES[role].en if locale == "en" else ROLES[role].zh) for role in roles if role in ROLES]
    return (" or " if locale == "en" else "或").join(names)


def _one(locale: str, roles: tuple[str, ...]) -> str:
    if locale == "en":
        return f"Give this client an owner of the level wanted: {_roles(locale, roles)}"
    return f"请为该客户安排级别相符的负责人：{_roles(locale, roles)}"


def _many(locale: str, count: int) -> str:
    if locale == "en":
        return f"{count} clients need an owner of another level (list of clients, “Owner of the level wanted”: no)"
    return f"{count} 位客户的负责人级别不符（客户列表按「负责人级别相符：否」查看）"


def _mended(locale: str) -> str:
    return "The owner is of the level wanted." if locale == "en" else "负责人级别已相符。"


WORDS: Final = Words(_one, _many, _mended)
