"""Risk assessments and qualifications of one client: four eyes, proof, one in force, and what the client is by them."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import update

from backend.book.clients import Client
from backend.platform.clock import business_date
from backend.platform.ids import own_id, public_id
from backend.track.assessments import Assessment
from backend.track.qualifications import Qualification
from backend.track.suitability_expiry import run_out
from tests.schema.calls import new_client
from tests.schema.test_suitability import answers, proof
from tests.walks.frame import CLOCK, Attempt, Machine, Row, Seen, Watch, at, edges, in_order, named, stale

CURRENT, OPEN, FORCE = ("valid", "expiring", "expired"), ("requested", "in_review"), ("approved", "expiring")
GROUNDS: dict[str, dict[str, Any]] = {
    "assets": {"measures": [{"measure": "financial_assets", "amount": "3000000"}]},
    "pro_assets": {"measures": [{"measure": "financial_assets", "amount": "5000000"}], "years": 3},
    "back": {},
}
"""Grounds and what they need: qualified, professional, and ordinary again."""


class Suitability(Machine):
    """A client with his assessments, qualifications and their proofs."""

    watched = (
        Watch("client", edges=None),
        Watch(
            "assessment", "client_id",
            edges=edges(
                draft="", completed="valid expiring superseded", valid="expiring expired superseded",
                expiring="expired superseded", expired="superseded", superseded="",
            ),
            begins=frozenset({"draft", "completed"}),
        ),
        Watch(
            "qualification", "client_id",
            edges=edges(
                requested="in_review approved rejected", in_review="approved rejected",
                approved="expiring expired revoked", expiring="expired revoked", expired="", rejected="", revoked="",
            ),
            begins=frozenset({"requested"}),
        ),
    )  # fmt: skip
    able = ("client_manager", "compliance", "compliance#2")

    async def begin(self, draw: Random) -> UUID:
        """A new client with a proof."""
        client_id, _ = await new_client(self.house, birthDate=date(1975, 5, 5))
        self.client = public_id("client", client_id)
        self.proof = await proof(self.house, self.client)
        return client_id

    def is_over(self, seen: Seen) -> bool:
        """Once enough was tried on one client."""
        return len(seen.rows["assessment"]) + len(seen.rows["qualification"]) > 9

    def attempt(self, draw: Random, seen: Seen) -> Attempt:
        """An act on one of the two, or time that goes by."""
        if draw.random() < 0.03:
            days = draw.choice((20, -1))
            return Attempt(CLOCK, "time", lambda: self._later(days))
        assess, who = draw.random() < 0.5, self.somebody(draw)
        if draw.random() < 0.6:
            who = "client_manager" if assess else draw.choice(("compliance", "compliance#2"))
        found = self._assess(draw, seen, who) if assess else self._qualify(draw, seen, who)
        return found or self._ask(draw, seen, who)

    def _assess(self, draw: Random, seen: Seen, who: str) -> Attempt | None:
        rows = seen.rows["assessment"]
        draft = next((row for row in rows if row["state"] == "draft"), None)
        match draw.choice(("save", "discard", "complete", "sign", "sign")):
            case "save":
                version = 0 if draft is None else draft["version"]
                wrong = draw.random() < 0.2
                return self.does(
                    who, "saveAssessmentDraft", barred="other version" if wrong else None, client=self.client,
                    answers=answers(), version=version + wrong,
                )  # fmt: skip
            case "discard":
                barred = "no draft" if draft is None else None
                version = 1 if draft is None else draft["version"]
                return self.does(
                    who, "discardAssessmentDraft", barred=barred, client=self.client, draft=version
                )
            case "complete":
                sheet, on = answers(draw.choice(("most", "least"))), business_date()
                kind = draw.choice(("signed", "signed", "unsigned", "half", "tomorrow"))
                more: dict[str, Any] = {} if kind == "unsigned" else {"signedOn": on.isoformat()}
                if kind == "tomorrow":
                    more["signedOn"] = (on + timedelta(days=1)).isoformat()
                if kind == "half":
                    sheet.popitem()
                barred = kind if kind in {"half", "tomorrow"} else None
                return self.does(
                    who, "completeAssessment", f"complete {kind}", barred, client=self.client, answers=sheet,
                    rules=1, **more,
                )  # fmt: skip
        if not rows:
            return None
        waiting = [row for row in rows if row["state"] == "completed"]
        row = draw.choice([*waiting * 6, *rows])
        given = named("assessment", row, draw, "seen")
        barred = stale(given, row, "seen") or (None if row["state"] == "completed" else "not completed")
        return self.does(who, "signAssessment", barred=barred, **given, signedOn=business_date().isoformat())

    def _qualify(self, draw: Random, seen: Seen, who: str) -> Attempt | None:
        rows = seen.rows["qualification"]
        if not rows:
            return None
        row = draw.choice(rows[-2:])
        given = named("qualification", row, draw, "seen")
        old = stale(given, row, "seen")
        own = "asked himself" if row["requested_by"] == f"user:{self.house.people[who]}" else None
        state = row["state"]
        match draw.choice(("take", "approve", "approve", "reject", "revoke")):
            case "take":
                barred = old or own or (None if state == "requested" else "not asked")
                return self.does(who, "takeUpQualification", barred=barred, **given)
            case "approve":
                barred = old or own or (None if state in OPEN else "not open")
                return self.does(who, "reviewQualification", "approve", barred, **given, approve=True)
            case "reject":
                why = draw.choice(("证明不足", ""))
                barred = (
                    old or own or (None if state in OPEN else "not open") or (None if why else "no reason")
                )
                return self.does(
                    who, "reviewQualification", "reject", barred, **given, approve=False, reason=why
                )
        barred = old or (None if state in FORCE else "not in force")
        return self.does(who, "revokeQualification", barred=barred, **given, reason="证明失实")

    def _ask(self, draw: Random, seen: Seen, who: str) -> Attempt:
        basis = draw.choice(tuple(GROUNDS))
        proofs = [] if basis == "back" else draw.choice(([self.proof], [self.proof], []))
        purpose = {"assets": "qualified", "pro_assets": "professional", "back": "ordinary"}[basis]
        open_ = [
            row for row in seen.rows["qualification"] if row["state"] in OPEN and row["purpose"] == purpose
        ]
        barred = "open already" if open_ else None if proofs or basis == "back" else "no proof"
        return self.does(
            who, "requestQualification", f"ask {basis}", barred, client=self.client, basis=basis, documents=proofs,
            **GROUNDS[basis],
        )  # fmt: skip

    async def _later(self, days: int) -> dict[str, str]:
        """Everything in force runs out in so many days, and the night looks."""
        until, id = business_date() + timedelta(days=days), own_id("client", self.client)
        async with self.house.database.change(self.house.firm.system) as session:
            for model in (Assessment, Qualification):
                there = (
                    model.firm_id == self.house.firm_id,
                    model.client_id == id,
                    model.valid_until.is_not(None),
                )
                await session.execute(update(model).where(*there).values(valid_until=until))
            there = (
                Client.firm_id == self.house.firm_id,
                Client.id == id,
                Client.risk_valid_until.is_not(None),
            )
            await session.execute(update(Client).where(*there).values(risk_valid_until=until))
        async with self.house.database.as_system(self.house.firm_id, "scheduler") as session:
            await run_out(session)
        return {}

    def hold(self, seen: Seen) -> None:
        """One of each is in force; the client is what they say; two people stood behind each qualification."""
        client = seen.one("client")
        by_state: dict[str, list[Row]] = {}
        for row in seen.rows["assessment"]:
            by_state.setdefault(row["state"], []).append(row)
            assert (row["signed_on"] is None) or row["state"] in {*CURRENT, "superseded"}
            if row["state"] in CURRENT:
                assert row["signed_on"]
                assert row["level"]
                assert (row["valid_until"] >= business_date().isoformat()) == (row["state"] != "expired")
            if row["state"] == "superseded":
                at(row, "ended_at")
            in_order(row, "created_at", "ended_at")
        current = [row for state in CURRENT for row in by_state.get(state, ())]
        assert len(current) <= 1
        assert len(by_state.get("draft", ())) <= 1
        assert len(by_state.get("completed", ())) <= 1
        if current:
            assert (client["risk_level"], client["risk_valid_until"]) == (
                current[0]["level"], current[0]["valid_until"],
            )  # fmt: skip
        for purpose in ("qualified", "professional", "ordinary"):
            rows = [row for row in seen.rows["qualification"] if row["purpose"] == purpose]
            assert sum(row["state"] in OPEN for row in rows) <= 1
            assert sum(row["state"] in FORCE for row in rows) <= 1
        held = {row["purpose"] for row in seen.rows["qualification"] if row["state"] in FORCE}
        assert bool(client["qualified"]) == bool(held & {"qualified", "professional"})
        assert (client["investor_class"] == "professional") == ("professional" in held)
        for row in seen.rows["qualification"]:
            in_order(row, "requested_at", "reviewed_at", "ended_at")
            if row["state"] not in OPEN:
                assert row["reviewed_by"]
                assert row["reviewed_by"] != row["requested_by"]
            assert row["state"] != "rejected" or row["reason"]
            assert row["state"] not in FORCE or row["purpose"] == "ordinary" or row["valid_until"]
