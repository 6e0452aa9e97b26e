"""Fields of the awkward firm's own: one of each kind, under rights that differ by role and relation; their values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from backend.book.custom_fields import CUSTOM, CustomField, slot_of
from backend.book.custom_formulas import fields_of
from backend.platform.ids import public_id
from backend.systemize.fields import Field
from tests.differential import awkward
from tests.differential.making import Making, Row

CLIENTS_ROLES = (
    "client_manager", "senior_client_manager", "assistant", "team_lead", "partner", "executive", "legal", "finance",
    "compliance", "operations", "auditor", "partner_api",
)  # fmt: skip
CHOICES = ("gold", "silver", "user", "x_1")


@dataclass(frozen=True)
class Own:
    """One field. near: roles that read it only for their own clients; closed: roles that do not read it at all.

    inputs: what its formula rests on; rollup: what rows it tells the sum of, and rows the coordinates of these.
    """

    key: str
    kind: str
    values: tuple[Any, ...]
    near: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()
    archived: bool = False
    formula: str | None = None
    inputs: tuple[str, ...] = ()
    rollup: dict[str, Any] | None = None
    rows: tuple[str, ...] = ()

    @property
    def computed(self) -> bool:
        """Whether no client has a value of it."""
        return self.formula is not None or self.rollup is not None


OWN = (
    Own("motto", "text", ("", *awkward.WORDS, "%", "a_b"), closed=("finance",)),
    Own("story", "long_text", awkward.WORDS),
    Own("score", "number", ("0", "-1.5", "3", "12.25", "99999999999999"), closed=("legal", "partner_api")),
    # Another firm's text under the same key stands in rows that the same statement might look at.
    Own("wealth", "money", ("0.00", "1500000.50", "-3.10"), near=("team_lead", "partner", "client_manager")),
    Own("stake", "percent", ("12.5", "0.25", "100"), closed=("client_manager", "executive")),
    Own("met_on", "date", ("2026-03-02", "1949-10-01", "2024-02-29", "2099-12-31")),
    Own("circle", "choice", CHOICES, near=("executive", "operations")),
    Own("hobbies", "choices", (["gold"], ["silver", "user"], ["gold", "silver", "x_1"])),
    Own("angel", "boolean", (True, False), closed=("assistant",)),
    Own("adviser", "user", ()),
    Own("hometown", "region", ("11", "31", "3101", "4403")),
    Own(
        "birthday",
        "lunar",
        ("1956-08-15", "--06-15", "1987-L06-10", "--L06-15", "--12-30", "--01-01"),
        closed=("legal",),
    ),
    Own("introducer", "client", (), closed=("finance",)),
    Own("favourite", "product", (), near=("team_lead",)),
    Own("deeds", "file", (), near=("executive",), closed=("legal", "auditor")),
    Own(
        "worth",
        "money",
        (),
        near=("legal",),
        formula="aum * custom:stake / 100 + max(custom:wealth, 0)",
        inputs=("aum", "custom:stake", "custom:wealth"),
    ),
    Own(
        "gap",
        "number",
        (),
        closed=("assistant",),
        formula="if(custom:met_on > onboardDate, days(onboardDate, custom:met_on), -custom:score / 3)",
        inputs=("custom:met_on", "onboardDate", "custom:score"),
    ),
    Own(
        "touches",
        "number",
        (),
        closed=("legal",),
        rollup={"relation": "interactions", "take": "count"},
        rows=("Client.interactions", "Interaction"),
    ),
    Own(
        "asked",
        "money",
        (),
        rollup={"relation": "needs", "take": "sum", "field": "amount", "currency": "CNY"},
        rows=("Client.needs", "Need", "Need.amount", "Need.currency"),
    ),
    Own(
        "spoken",
        "date",
        (),
        near=("executive",),
        rollup={"relation": "interactions", "take": "latest", "field": "at"},
        rows=("Client.interactions", "Interaction", "Interaction.at"),
    ),
    Own("old", "text", ("曾",), archived=True),
)
INPUTS_OF = {
    f"Client.{CUSTOM}{own.key}": [*(f"Client.{key}" for key in own.inputs), *own.rows]
    for own in OWN
    if own.computed
}
OWN_OF = {own.key: own for own in OWN}
KEYS = tuple(OWN_OF)


def make_definitions(making: Making) -> None:
    """The definitions, as rows."""
    for position, own in enumerate(OWN, start=1):
        chosen = own.kind in {"choice", "choices"}
        making.add(
            "customfield", 1, key=own.key, kind=own.kind, zh=f"自{own.key}", en=own.key.title(), required=False,
            options=[{"value": v, "zh": f"选{v}", "en": v.title(), "retired": v == "user"} for v in CHOICES]
            if chosen else [],
            position=position, section_id=None, shown_when=None, required_when=None, client_kinds=[],
            initial=None, low=None, high=None, places=None,
            formula=own.formula, rollup=own.rollup, max_length=None,
            archived_at=making.at() if own.archived else None, created_at=making.at,
            updated_at=making.at, created_by=making.subject, version=making.random.randint(1, 9),
        )  # fmt: skip


def make_values(making: Making) -> None:
    """What the clients have of it."""
    ids: dict[str, list[Any]] = {
        kind: [str(row["id"]) for row in making.rows[kind]] for kind in ("user", "client", "product")
    }
    files: dict[Any, list[str]] = {}
    for document in making.rows["document"]:
        if making.random.random() < 0.5:
            document["own_field"] = making.some(("deeds", "deeds", "old", "motto"))
            files.setdefault(document["client_id"], []).append(public_id("document", document["id"]))
    for client in making.rows["client"]:
        ids["file"] = (
            [files[client["id"]]] if client["id"] in files else [[public_id("document", client["id"])]]
        )
        client["custom"] = {
            slot_of(own.key, own.kind): value
            for own in OWN
            if not own.computed
            and making.random.random() < 0.6
            and (value := making.some(own.values or ids[own.kind])) != ""
        }
    for row in making.rows["audit"]:
        if row["noun"] == "client" and row["action"] == "update":
            own = making.some([own for own in OWN if not own.computed])
            row["changes"][f"{CUSTOM}{own.key}"] = [
                making.some((None, *(own.values or ids[own.kind]))),
                None,
            ]


def own_rules() -> list[Sequence[str]]:
    """Who may read what of it, as rows of a policy."""
    rows: list[Sequence[str]] = []
    for own in OWN:
        for role in CLIENTS_ROLES:
            if role not in own.closed:
                relation = "own" if role in own.near else "scope" if role == "partner_api" else "firm"
                rows.append((role, f"Client.{CUSTOM}{own.key}", relation, "view", "allow"))
    return rows


def specs(rows: Sequence[Row]) -> dict[str, Field]:
    """The definitions as fields, those in use, by `custom:<key>`."""
    return fields_of(CustomField(**row) for row in rows if row["archived_at"] is None)
