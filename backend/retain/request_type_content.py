"""What a type of requests says: its form, how fast it is answered and settled, and what is begun with it.

Read and checked here and nowhere else; a type is data of the firm.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from backend.book.choices import PRIORITIES as PRIORITY_OPTIONS
from backend.book.content_checks import (
    choice_of,
    key_of,
    list_of,
    object_of,
    truth_of,
    whole_of,
    words_of,
)
from backend.book.service_content import MOST_MINUTES, OWNER, REQUESTS
from backend.platform.errors import bad_input
from backend.track.approval_content import FormField, read_form
from backend.track.template_content import Words

REQUEST, COMPLAINT = "request", "complaint"
KINDS: Final = (REQUEST, COMPLAINT)
"""Complaints go through states of their own and stand in the register."""
SERVICE, BUSINESS, ALWAYS = "service", "business", "always"
CALENDARS: Final = (SERVICE, BUSINESS, ALWAYS)
"""As the client's cell of the service matrix says, on workdays, or day and night."""
LEAD: Final = "team_lead"
ICONS: Final = (
    "inbox",
    "add",
    "download",
    "help",
    "chart",
    "edit",
    "file",
    "alert",
    "phone",
    "mail",
    "star",
    "user",
)
HUES: Final = ("blue", "teal", "green", "violet", "amber", "red", "neutral")
PRIORITIES: Final = tuple(option.value for option in PRIORITY_OPTIONS)
MOST_TASKS, MOST_TIERS, MOST_STEPS = 10, 20, 8
MOST_HOURS: Final = 24 * 90
MOST_WORDS, WORD = 40, 20
NAME, TITLE = 30, 80
OLDER: Final = {"hue": HUES[0], "words": []}
"""What a version says that was published before these could be said."""


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task made with the request. to: OWNER, LEAD or a role; hours: of the request's calendar until it is due."""

    name: Words
    to: str
    hours: int


@dataclass(frozen=True, slots=True)
class Approvals:
    """Which kind of approvals about clients is asked, by its key; None: none. tiers: where a tier has another one.

    partner: whether clients whom partners serve, by the service matrix, need a partner's approval besides.
    """

    usual: str | None
    tiers: Mapping[str, str | None]
    partner: bool

    def of(self, tier: str | None) -> str | None:
        """The kind for a client of a tier."""
        return self.tiers.get(tier or "", self.usual)

    @property
    def kinds(self) -> set[str]:
        """All that are named."""
        return {each for each in (self.usual, *self.tiers.values()) if each is not None}


@dataclass(frozen=True, slots=True)
class TypeContent:
    """A version of a type.

    promise: the kind of request whose minutes the service matrix holds; None: the type's own hold. response: minutes,
    resolution: hours, by tier where the type says so, else the first of each pair. words: what is said by who wants it,
    by which its type is guessed; escalation: OWNER, LEAD or roles, told one after the other; escalate_minutes: apart.
    """

    name: Words
    kind: str
    icon: str
    hue: str
    words: tuple[str, ...]
    priority: str
    promise: str | None
    calendar: str
    response: tuple[int, Mapping[str, int]]
    resolution: tuple[int, Mapping[str, int]]
    form: tuple[FormField, ...]
    tasks: tuple[TaskLine, ...]
    approval: Approvals
    escalation: tuple[str, ...]
    escalate_minutes: int


def read_type(given: Any, roles: Sequence[str] | None = None) -> TypeContent:
    """A type. roles: those that people may hold; None: of what was published already.

    Raises Refused(BAD_USER_INPUT) naming the place, as `tasks.1.hours`.
    """
    names = {
        *("zh", "en", "kind", "icon", "priority", "promise", "calendar", "response", "resolution"),
        *("form", "tasks", "approval", "escalation", "escalate_minutes", *OLDER),
    }
    row = object_of({**OLDER, **given} if isinstance(given, dict) else given, "content", names)
    told = None if roles is None else (OWNER, LEAD, *roles)
    tasks = list_of(row["tasks"], "tasks", MOST_TASKS)
    return TypeContent(
        Words(words_of(row["zh"], "zh", NAME), words_of(row["en"], "en", NAME)),
        choice_of(row["kind"], "kind", KINDS),
        choice_of(row["icon"], "icon", ICONS),
        choice_of(row["hue"], "hue", HUES),
        _words(row["words"]),
        choice_of(row["priority"], "priority", PRIORITIES),
        None if row["promise"] is None else choice_of(row["promise"], "promise", REQUESTS),
        choice_of(row["calendar"], "calendar", CALENDARS),
        _times(row["response"], "response", MOST_MINUTES),
        _times(row["resolution"], "resolution", MOST_HOURS),
        read_form(row["form"]),
        tuple(_task(each, f"tasks.{n}", told) for n, each in enumerate(tasks)),
        _approvals(row["approval"]),
        _chain(row["escalation"], told),
        whole_of(row["escalate_minutes"], "escalate_minutes", 1, MOST_MINUTES),
    )


def _times(given: Any, at: str, most: int) -> tuple[int, Mapping[str, int]]:
    row = object_of(given, at, {"usual", "tiers"})
    tiers = row["tiers"]
    if not isinstance(tiers, dict) or len(tiers) > MOST_TIERS:
        raise bad_input(f"{at}.tiers", "content_format")
    for key, value in tiers.items():
        whole_of(value, f"{at}.tiers.{key_of(key, f'{at}.tiers')}", 1, most)
    return whole_of(row["usual"], f"{at}.usual", 1, most), dict(tiers)


def _words(given: Any) -> tuple[str, ...]:
    found = [words_of(each, f"words.{n}", WORD) for n, each in enumerate(list_of(given, "words", MOST_WORDS))]
    return tuple(dict.fromkeys(each.lower() for each in found))


def _approvals(given: Any) -> Approvals:
    """A key alone, as older versions have it, stands for all tiers."""
    if given is None or isinstance(given, str):
        given = {"usual": given, "tiers": {}, "partner": True}
    row = object_of(given, "approval", {"usual", "tiers", "partner"})
    tiers = row["tiers"]
    if not isinstance(tiers, dict) or len(tiers) > MOST_TIERS:
        raise bad_input("approval.tiers", "content_format")
    by_tier = {
        key_of(key, "approval.tiers"): _kind(value, f"approval.tiers.{key}") for key, value in tiers.items()
    }
    return Approvals(
        _kind(row["usual"], "approval.usual"), by_tier, truth_of(row["partner"], "approval.partner")
    )


def _kind(given: Any, at: str) -> str | None:
    return None if given is None else key_of(given, at)


def _task(given: Any, at: str, told: Sequence[str] | None) -> TaskLine:
    row = object_of(given, at, {"zh", "en", "to", "hours"})
    to = row["to"] if told is None else choice_of(row["to"], f"{at}.to", told)
    name = Words(words_of(row["zh"], f"{at}.zh", TITLE), words_of(row["en"], f"{at}.en", TITLE))
    return TaskLine(name, to, whole_of(row["hours"], f"{at}.hours", 1, MOST_HOURS))


def _chain(given: Any, told: Sequence[str] | None) -> tuple[str, ...]:
    found = list_of(given, "escalation", MOST_STEPS)
    if not found:
        raise bad_input("escalation", "required")
    for n, each in enumerate(found):
        if told is not None:
            choice_of(each, f"escalation.{n}", told)
    return tuple(dict.fromkeys(found))
