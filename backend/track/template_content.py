"""What a journey template says: its stages in order, what is done in each, and what has to hold to leave it.

Read and checked here and nowhere else. A template is data of the firm; its conditions are of the rule language over
clients.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

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
from backend.platform.errors import bad_input
from backend.systemize.conditions.tree import Condition, read
from backend.systemize.field_values import clean_text

OWNER, LEAD, ROLE = "owner", "lead", "role:"
"""Who gets a task: whoever is responsible for the journey, the lead of his team, or somebody of a role."""
EVIDENCE: Final = ("none", "note", "document")
MOST_STAGES, MOST_TASKS, MOST_CRITERIA, MOST_ITEMS, MOST_LOSSES = 20, 30, 12, 12, 30
MOST_APPROVALS: Final = 6
MOST_DAYS: Final = 1000
NAME, TEXT = 60, 600
"""Letters of what something is called, and of what a playbook says of it."""


@dataclass(frozen=True, slots=True)
class Words:
    """Something said in both languages; both may be empty in a playbook."""

    zh: str
    en: str

    def of(self, locale: str) -> str:
        """In the reader's language; in the other one where he has none."""
        return (self.en or self.zh) if locale == "en" else (self.zh or self.en)


@dataclass(frozen=True, slots=True)
class TaskTemplate:
    """A task that is made when the stage is entered.

    owner: OWNER, LEAD or `role:<role>`; days: workdays until it is due; evidence: of EVIDENCE, what whoever completes
    it leaves behind; compliance: nobody waives it, and where it is of a role nobody else completes it.
    """

    key: str
    name: Words
    playbook: Words
    checklist: tuple[Words, ...]
    owner: str
    days: int
    evidence: str
    mandatory: bool
    compliance: bool

    @property
    def role(self) -> str | None:
        """The role it is of, where it is of one."""
        return self.owner.removeprefix(ROLE) if self.owner.startswith(ROLE) else None


@dataclass(frozen=True, slots=True)
class Criterion:
    """What has to hold of the client before the stage is left forward, in words and as a condition."""

    key: str
    name: Words
    condition: Condition


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage. place: 0, 1, …; days: calendar days it should take, None: as long as it takes; loss: whether a
    journey may be lost here; approvals: keys of kinds that are asked for when it is entered, and nobody waives.
    """

    place: int
    key: str
    name: Words
    days: int | None
    loss: bool
    playbook: Words
    tasks: tuple[TaskTemplate, ...]
    criteria: tuple[Criterion, ...]
    approvals: tuple[str, ...] = ()

    def task(self, key: str | None) -> TaskTemplate | None:
        """The task of a key; None where this version has none."""
        return next((task for task in self.tasks if task.key == key), None)


@dataclass(frozen=True, slots=True)
class Loss:
    """Why a journey is lost. note: whoever says so has to say more."""

    key: str
    name: Words
    note: bool


@dataclass(frozen=True, slots=True)
class Content:
    """A version of a template: what it is called, its stages in order, and for what a journey by it is lost."""

    name: Words
    losses: tuple[Loss, ...]
    stages: tuple[Stage, ...]

    def loss(self, key: str) -> Loss | None:
        """The reason of a key; None where this version has none."""
        return next((loss for loss in self.losses if loss.key == key), None)

    def stage(self, key: str) -> Stage | None:
        """The stage of a key; None where this version has none."""
        return next((stage for stage in self.stages if stage.key == key), None)

    def after(self, stage: Stage) -> Stage | None:
        """The next one; None behind the last."""
        return self.stages[stage.place + 1] if stage.place + 1 < len(self.stages) else None


def read_content(given: Any, roles: Sequence[str] | None = None) -> Content:
    """A template. roles: those that people may hold; None: of what was published already.

    Raises Refused(BAD_USER_INPUT) naming the place, as `stages.1.tasks.0.days`.
    """
    row = object_of(given, "content", {"zh", "en", "losses", "stages"})
    losses = tuple(
        _loss(each, f"losses.{n}") for n, each in enumerate(list_of(row["losses"], "losses", MOST_LOSSES))
    )
    rows = list_of(row["stages"], "stages", MOST_STAGES)
    if not rows:
        raise bad_input("stages", "required")
    stages = tuple(_stage(each, n, f"stages.{n}", roles) for n, each in enumerate(rows))
    for name in ("key", "zh", "en"):
        hold_apart([_told(stage, name) for stage in stages], "stages", name)
        hold_apart([_told(loss, name) for loss in losses], "losses", name)
    if not losses and any(stage.loss for stage in stages):
        raise bad_input("losses", "required")
    return Content(_named(row, "content", NAME), losses, stages)


def kept(content: Content, given: Any) -> dict[str, Any]:
    """A template as it is stored: as it was given, with the words by which things are found as they were read."""
    stages = []
    for stage, row in zip(content.stages, given["stages"], strict=True):
        tasks = [
            {**told, "zh": task.name.zh, "en": task.name.en}
            for task, told in zip(stage.tasks, row["tasks"], strict=True)
        ]
        stages.append({**row, "zh": stage.name.zh, "en": stage.name.en, "tasks": tasks})
    losses = [
        {**told, "zh": loss.name.zh, "en": loss.name.en}
        for loss, told in zip(content.losses, given["losses"], strict=True)
    ]
    return {"zh": content.name.zh, "en": content.name.en, "losses": losses, "stages": stages}


def _stage(given: Any, place: int, at: str, roles: Sequence[str] | None) -> Stage:
    names = {"key", "zh", "en", "days", "loss", "playbook", "tasks", "criteria", "approvals"}
    # Versions from before there were approvals do not speak of them.
    row = object_of({"approvals": [], **given} if isinstance(given, dict) else given, at, names)
    tasks = [
        _task(each, f"{at}.tasks.{n}", roles)
        for n, each in enumerate(list_of(row["tasks"], f"{at}.tasks", MOST_TASKS))
    ]
    criteria = [
        _criterion(each, f"{at}.criteria.{n}")
        for n, each in enumerate(list_of(row["criteria"], f"{at}.criteria", MOST_CRITERIA))
    ]
    hold_apart([task.key for task in tasks], f"{at}.tasks", "key")
    hold_apart([criterion.key for criterion in criteria], f"{at}.criteria", "key")
    wanted = list_of(row["approvals"], f"{at}.approvals", MOST_APPROVALS)
    approvals = tuple(key_of(key, f"{at}.approvals.{n}") for n, key in enumerate(wanted))
    hold_apart(approvals, f"{at}.approvals", "key")
    return Stage(
        place,
        key_of(row["key"], f"{at}.key"),
        _named(row, at, NAME),
        None if row["days"] is None else whole_of(row["days"], f"{at}.days", 1, MOST_DAYS),
        truth_of(row["loss"], f"{at}.loss"),
        _said(row["playbook"], f"{at}.playbook"),
        tuple(tasks),
        tuple(criteria),
        approvals,
    )


def _loss(given: Any, at: str) -> Loss:
    row = object_of(given, at, {"key", "zh", "en", "note"})
    return Loss(key_of(row["key"], f"{at}.key"), _named(row, at, NAME), truth_of(row["note"], f"{at}.note"))


def _task(given: Any, at: str, roles: Sequence[str] | None) -> TaskTemplate:
    row = object_of(
        given,
        at,
        {
            *("key", "zh", "en", "playbook", "checklist", "owner", "days"),
            "evidence",
            "mandatory",
            "compliance",
        },
    )
    items = list_of(row["checklist"], f"{at}.checklist", MOST_ITEMS)
    task = TaskTemplate(
        key_of(row["key"], f"{at}.key"),
        _named(row, at, NAME),
        _said(row["playbook"], f"{at}.playbook"),
        tuple(_item(each, f"{at}.checklist.{n}") for n, each in enumerate(items)),
        _owner(row["owner"], f"{at}.owner", roles),
        whole_of(row["days"], f"{at}.days", 0, MOST_DAYS),
        choice_of(row["evidence"], f"{at}.evidence", EVIDENCE),
        truth_of(row["mandatory"], f"{at}.mandatory"),
        truth_of(row["compliance"], f"{at}.compliance"),
    )
    if task.compliance and not task.mandatory:
        raise bad_input(f"{at}.mandatory", "compliance_mandatory")
    return task


def _criterion(given: Any, at: str) -> Criterion:
    row = object_of(given, at, {"key", "zh", "en", "condition"})
    return Criterion(key_of(row["key"], f"{at}.key"), _named(row, at, NAME), read(row["condition"]))


def _owner(given: Any, at: str, roles: Sequence[str] | None) -> str:
    if given in (OWNER, LEAD):
        return str(given)
    if not isinstance(given, str) or not given.startswith(ROLE):
        raise bad_input(at, "choice")
    if roles is not None and given.removeprefix(ROLE) not in roles:
        raise bad_input(at, "choice")
    return given


def _named(row: dict[str, Any], at: str, limit: int) -> Words:
    return Words(words_of(row["zh"], f"{at}.zh", limit), words_of(row["en"], f"{at}.en", limit))


def _item(given: Any, at: str) -> Words:
    return _named(object_of(given, at, {"zh", "en"}), at, NAME)


def _said(given: Any, at: str) -> Words:
    row = object_of(given, at, {"zh", "en"})
    if not all(isinstance(row[name], str) for name in ("zh", "en")):
        raise bad_input(at, "content_format")
    return Words(*(clean_text(row[name], f"{at}.{name}", limit=TEXT) or "" for name in ("zh", "en")))


def _told(part: Stage | Loss, name: str) -> str:
    return part.key if name == "key" else str(getattr(part.name, name))
