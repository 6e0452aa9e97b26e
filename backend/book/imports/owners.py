"""Whom a workbook means by the name of a client manager."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.staff import User
from backend.systemize.names import match_key_of, pinyin_of
from backend.systemize.plain_text import compact

Doubt = Literal["owner_unknown", "owner_ambiguous", "owner_inactive"]


@dataclass(frozen=True)
class StaffMember:
    """Somebody who can own clients."""

    id: UUID
    name: str
    email: str
    team_id: UUID | None
    active: bool


class Staff:
    """The firm's people by what they are called: e-mail, name, pinyin in either order."""

    def __init__(self, members: Sequence[StaffMember]) -> None:
        self.by_id = {member.id: member for member in members}
        self._answers: dict[str, tuple[StaffMember | None, Doubt | None]] = {}
        self._called: list[dict[str, list[StaffMember]]] = [defaultdict(list) for _ in range(3)]
        for member in members:
            emails, names, readings = self._called
            emails[member.email].append(member)
            names[match_key_of(member.name)].append(member)
            for reading in _readings(member.name):
                readings[reading].append(member)

    @property
    def names(self) -> list[str]:
        """Names of the active people."""
        return [member.name for member in self.by_id.values() if member.active]

    def called(self, text: str) -> tuple[StaffMember | None, Doubt | None]:
        """The one active person a cell names, else why there is none.

        The strictest way of naming decides: an e-mail, then the name, then pinyin (Shen Yiming, yimingshen).
        """
        # A column of managers has few words.
        if text not in self._answers:
            self._answers[text] = self._answer(text)
        return self._answers[text]

    def _answer(self, text: str) -> tuple[StaffMember | None, Doubt | None]:
        key = match_key_of(text)
        forms = (compact(text), key, key)
        left = False
        for people, form in zip(self._called, forms, strict=True):
            found = people.get(form, [])
            active = [member for member in found if member.active]
            if len(active) == 1:
                return active[0], None
            if active:
                return None, "owner_ambiguous"
            left = left or bool(found)
        return None, "owner_inactive" if left else "owner_unknown"


def _readings(name: str) -> set[str]:
    """Pinyin of a name in one word, surname first and last."""
    syllables = pinyin_of(name, is_person=True).split()
    return {"".join(syllables), "".join((*syllables[1:], *syllables[:1]))}


async def staff_of(session: AsyncSession) -> Staff:
    """All users of the session's firm; one read."""
    rows = await session.execute(
        select(User.id, User.name, User.email, User.team_id, User.active)
        .where(User.firm_id == session.info["firm_id"])
        .order_by(User.id)
    )
    return Staff([StaffMember(*row) for row in rows])
