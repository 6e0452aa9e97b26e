"""What a kind of approval says: whom it asks in which order, what its form holds, and what of the subject is guarded.

Read and checked here and nowhere else; a kind is data of the firm.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from backend.book.client_fields import CLIENT_FIELD
from backend.book.clients import Client
from backend.book.content_checks import (
    choice_of,
    hold_apart,
    key_of,
    list_of,
    object_of,
    truth_of,
    whole_of,
    words_of,
)
from backend.platform.errors import Refused, bad_input
from backend.platform.ids import own_id
from backend.systemize.fields import Kind
from backend.track.template_content import ROLE, Words

CLIENT, JOURNEY, DOCUMENT, FREE = "client", "journey", "document", "free"
SUBJECTS: Final = (CLIENT, JOURNEY, DOCUMENT, FREE)
ALL, ANY, QUORUM = "all", "any", "quorum"
MODES: Final = (ALL, ANY, QUORUM)
"""Everybody of a step (会签), the first who decides (或签), or so many of them."""
LEAD, PARTNER, USER = "lead", "partner", "user_"
"""Who is asked beside roles and named people: the lead of the owner's team, the partner who serves the client."""
FORM_KINDS: Final = ("text", "long_text", "number", "money", "date", "choice", "product", "yes_no")
JOURNEY_FIELDS: Final = {
    "expectedAmount": "expected_amount",
    "product": "product_id",
    "owner": "owner_id",
    "probability": "probability",
}
"""Fields of a journey that may be guarded, and their columns."""
MOST_STEPS, MOST_APPROVERS, MOST_FIELDS, MOST_OPTIONS, MOST_GUARDED, MOST_COPIES = 12, 20, 12, 20, 12, 20
MOST_DAYS: Final = 365
GUARDED_KINDS: Final = (Kind.TEXT, Kind.CHOICE, Kind.BOOLEAN, Kind.DATE, Kind.USER)
"""Sums that the ledger works out change every day, and sealed values are told to nobody."""
NAME: Final = 60


@dataclass(frozen=True, slots=True)
class FormField:
    """What the requester fills in. kind: of FORM_KINDS; options: (key, words) of a choice."""

    key: str
    name: Words
    kind: str
    required: bool
    options: tuple[tuple[str, Words], ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One step. approvers: `role:<role>`, `user_<id>`, LEAD or PARTNER; days: workdays to decide in.

    quorum: how many of them, only of mode QUORUM; with_previous: open at the same time as the one before it.
    """

    place: int
    key: str
    name: Words
    approvers: tuple[str, ...]
    mode: str
    quorum: int | None
    days: int
    with_previous: bool
    may_add: bool
    may_transfer: bool
    may_return: bool


@dataclass(frozen=True, slots=True)
class KindContent:
    """A version of a kind. expires: calendar days until an undecided one lapses; guarded: keys of the subject's fields.

    copies: who is told of it, as `Step.approvers`.
    """

    name: Words
    subject: str
    form: tuple[FormField, ...]
    guarded: tuple[str, ...]
    copies: tuple[str, ...]
    expires: int | None
    steps: tuple[Step, ...]

    def step(self, key: str) -> Step | None:
        """The step of a key."""
        return next((step for step in self.steps if step.key == key), None)


def read_kind(given: Any, roles: Sequence[str] | None = None) -> KindContent:
    """A kind. roles: those that people may hold; None: of what was published already.

    Raises Refused(BAD_USER_INPUT) naming the place, as `steps.1.days`.
    """
    names = {"zh", "en", "subject", "form", "guarded", "copies", "expires", "steps"}
    row = object_of(given, "content", names)
    subject = choice_of(row["subject"], "subject", SUBJECTS)
    form = read_form(row["form"])
    rows = list_of(row["steps"], "steps", MOST_STEPS)
    if not rows:
        raise bad_input("steps", "required")
    steps = tuple(_step(each, n, f"steps.{n}", roles) for n, each in enumerate(rows))
    hold_apart([step.key for step in steps], "steps", "key")
    return KindContent(
        _named(row, "content"),
        subject,
        form,
        _guarded(row["guarded"], subject),
        _people(row["copies"], "copies", roles, MOST_COPIES),
        None if row["expires"] is None else whole_of(row["expires"], "expires", 1, MOST_DAYS),
        steps,
    )


def read_form(given: Any) -> tuple[FormField, ...]:
    """The fields of a form. Raises Refused(BAD_USER_INPUT) naming the place, as `form.1.kind`."""
    form = tuple(_field(each, f"form.{n}") for n, each in enumerate(list_of(given, "form", MOST_FIELDS)))
    hold_apart([field.key for field in form], "form", "key")
    return form


def guardable(subject: str) -> tuple[str, ...]:
    """Keys of the fields of a subject whose change may void an approval; sealed values are not among them."""
    if subject == JOURNEY:
        return tuple(JOURNEY_FIELDS)
    if subject == CLIENT:
        columns = Client.__table__.columns
        return tuple(
            key
            for key, field in CLIENT_FIELD.items()
            if not field.contact and field.kind in GUARDED_KINDS and field.column in columns
        )
    return ()


def columns_of(subject: str, keys: Sequence[str]) -> dict[str, str]:
    """Keys of guarded fields by the column that the audit names."""
    if subject == JOURNEY:
        return {JOURNEY_FIELDS[key]: key for key in keys}
    return {CLIENT_FIELD[key].column: key for key in keys if key in CLIENT_FIELD}


def _step(given: Any, place: int, at: str, roles: Sequence[str] | None) -> Step:
    names = {
        *("key", "zh", "en", "approvers", "mode", "quorum", "days", "with_previous"),
        *("may_add", "may_transfer", "may_return"),
    }
    row = object_of(given, at, names)
    mode = choice_of(row["mode"], f"{at}.mode", MODES)
    approvers = _people(row["approvers"], f"{at}.approvers", roles, MOST_APPROVERS)
    if not approvers:
        raise bad_input(f"{at}.approvers", "required")
    quorum = row["quorum"]
    if mode == QUORUM:
        quorum = whole_of(quorum, f"{at}.quorum", 1, MOST_APPROVERS)
    elif quorum is not None:
        raise bad_input(f"{at}.quorum", "content_format")
    with_previous = truth_of(row["with_previous"], f"{at}.with_previous")
    if with_previous and place == 0:
        raise bad_input(f"{at}.with_previous", "approval_first")
    return Step(
        place,
        key_of(row["key"], f"{at}.key"),
        _named(row, at),
        approvers,
        mode,
        quorum,
        whole_of(row["days"], f"{at}.days", 1, MOST_DAYS),
        with_previous,
        *(truth_of(row[name], f"{at}.{name}") for name in ("may_add", "may_transfer", "may_return")),
    )


def _field(given: Any, at: str) -> FormField:
    row = object_of(given, at, {"key", "zh", "en", "kind", "required", "options"})
    kind = choice_of(row["kind"], f"{at}.kind", FORM_KINDS)
    options = []
    for n, each in enumerate(list_of(row["options"], f"{at}.options", MOST_OPTIONS)):
        option = object_of(each, f"{at}.options.{n}", {"key", "zh", "en"})
        options.append((key_of(option["key"], f"{at}.options.{n}.key"), _named(option, f"{at}.options.{n}")))
    if (kind == "choice") != bool(options):
        raise bad_input(f"{at}.options", "required" if kind == "choice" else "content_format")
    hold_apart([key for key, _ in options], f"{at}.options", "key")
    return FormField(
        key_of(row["key"], f"{at}.key"),
        _named(row, at),
        kind,
        truth_of(row["required"], f"{at}.required"),
        tuple(options),
    )


def _people(given: Any, at: str, roles: Sequence[str] | None, most: int) -> tuple[str, ...]:
    found = tuple(_person(each, f"{at}.{n}", roles) for n, each in enumerate(list_of(given, at, most)))
    if len(set(found)) < len(found):
        raise bad_input(at, "taken")
    return found


def _person(given: Any, at: str, roles: Sequence[str] | None) -> str:
    if not isinstance(given, str):
        raise bad_input(at, "content_format")
    if given in (LEAD, PARTNER):
        return given
    if given.startswith(ROLE):
        if roles is not None and given.removeprefix(ROLE) not in roles:
            raise bad_input(at, "choice")
        return given
    try:
        own_id("user", given)
    except Refused:
        raise bad_input(at, "choice") from None
    return given


def _guarded(given: Any, subject: str) -> tuple[str, ...]:
    known = guardable(subject)
    found = tuple(
        choice_of(each, f"guarded.{n}", known)
        for n, each in enumerate(list_of(given, "guarded", MOST_GUARDED))
    )
    hold_apart(found, "guarded", "key")
    return found


def _named(row: dict[str, Any], at: str) -> Words:
    return Words(words_of(row["zh"], f"{at}.zh", NAME), words_of(row["en"], f"{at}.en", NAME))
