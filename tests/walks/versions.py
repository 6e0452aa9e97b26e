"""Templates of journeys and policies: versions that never change, drafts that lose nothing, and a second person."""

from __future__ import annotations

from copy import deepcopy
from random import Random
from typing import Any
from uuid import UUID, uuid4

from backend.platform.ids import public_id
from backend.policies.roles import PEOPLE
from backend.track.templates import create_template
from tests.schema.test_policies import one
from tests.walks.frame import Attempt, Machine, Seen, Watch, edges
from tests.walks.tasks import _content as content


class Templates(Machine):
    """A template of journeys with its versions and its draft."""

    watched = (
        Watch("journey_template"),
        Watch("journey_template_version", "template_id"),
        Watch("journey_template_draft", "template_id"),
    )
    able = ("operations", "operations#2")

    async def begin(self, draw: Random) -> UUID:
        """A template in its first version."""
        self.serial = 3
        async with self.house.database.change(self.house.firm.system) as session:
            row = await create_template(session, f"v_{uuid4().hex[:10]}", "generic", content(), PEOPLE)
            return row.id

    def is_over(self, seen: Seen) -> bool:
        """Once there are many versions."""
        return len(seen.rows["journey_template_version"]) > 8

    def attempt(self, draw: Random, seen: Seen) -> Attempt:
        """Save, discard, publish, put away: by what is there, or by what somebody believed to be there."""
        template, who = seen.one("journey_template"), self.somebody(draw)
        drafts, versions = seen.rows["journey_template_draft"], seen.rows["journey_template_version"]
        id = public_id("journeytemplate", UUID(template["id"]))
        newest = max(row["number"] for row in versions)
        base = newest - (draw.random() < 0.15)
        wrong = draw.random() < 0.15
        version = (drafts[0]["version"] if drafts else 0) + wrong
        old = None if base == newest else "an older base"
        wanted = deepcopy(content())
        same = draw.random() < 0.1
        self.serial += 1
        wanted["stages"][0]["days"] = self.serial
        match draw.choice(("save", "save", "discard", "publish", "publish", "archive", "broken")):
            case "save":
                return self.does(
                    who, "saveJourneyDraft", barred="other version" if wrong else None, template=id,
                    content=wanted, base=base, version=version,
                )  # fmt: skip
            case "discard":
                barred = "other version" if wrong and drafts else None
                return self.does(who, "discardJourneyDraft", barred=barred, template=id, draft=version)
            case "publish":
                kept = max(versions, key=lambda row: row["number"])["content"]
                barred = old or ("the same" if same else None)
                return self.does(
                    who, "publishJourneyTemplate", barred=barred, template=id, base=base,
                    content=kept if same else wanted,
                )  # fmt: skip
            case "broken":
                wanted["stages"][0]["tasks"][0]["owner"] = "role:nobody"
                return self.does(
                    who,
                    "publishJourneyTemplate",
                    barred="no such role",
                    template=id,
                    base=base,
                    content=wanted,
                )
        archived = template["archived_at"] is None
        given = {"id": id, "version": template["version"] - wrong, "archived": archived}
        return self.does(who, "archiveJourneyTemplate", barred="stale" if wrong else None, **given)

    def held_step(self, attempt: Attempt, before: Seen, after: Seen) -> None:
        """What was published stays as it was; a version more only by publishing, and then the draft is done with."""
        was, is_ = (seen.rows["journey_template_version"] for seen in (before, after))
        assert [row for row in is_ if row in was] == list(was)
        assert len(is_) - len(was) == (attempt.act == "publishJourneyTemplate")
        if attempt.act == "publishJourneyTemplate":
            assert not after.rows["journey_template_draft"]

    def hold(self, seen: Seen) -> None:
        """Versions are numbered without a gap; the newest is the template's."""
        numbers = sorted(row["number"] for row in seen.rows["journey_template_version"])
        assert numbers == list(range(1, len(numbers) + 1))
        assert seen.one("journey_template")["number"] == numbers[-1]
        assert len(seen.rows["journey_template_draft"]) <= 1
        assert all(row["published_by"] for row in seen.rows["journey_template_version"])


class Policy(Machine):
    """The policy in force, its draft, and the proposals that wait for a second person."""

    watched = (
        Watch("firm", "firm_id", audited=False),
        Watch(
            "policy_proposal", "firm_id", via="firm_id", begins=frozenset({"waiting"}),
            edges=edges(waiting="published declined withdrawn", published="", declined="", withdrawn=""),
        ),
        Watch("policy_version", "firm_id", via="firm_id"),
        Watch("policy_draft", "firm_id", via="firm_id"),
    )  # fmt: skip
    able = ("policy_admin", "policy_admin#2")
    cells = ("firm:masked", "firm:view", "firm:view")

    async def begin(self, draw: Random) -> UUID:
        """The firm."""
        return self.house.firm_id

    def attempt(self, draw: Random, seen: Seen) -> Attempt:
        """Edit, publish, go back, decide."""
        who = self.somebody(draw)
        keeps = None if who.startswith("policy_admin") else "keeps no policies"
        firm, drafts = seen.one("firm"), seen.rows["policy_draft"]
        waiting = [row for row in seen.rows["policy_proposal"] if row["state"] == "waiting"]
        number, version = firm["policy_version"], drafts[0]["version"] if drafts else 0
        old = draw.random() < 0.1
        match draw.choice(
            (
                "change",
                "change",
                "discard",
                "publish",
                "publish",
                "back",
                *("decide",) * (8 if waiting else 1),
            )
        ):
            case "change":
                field = draw.choice(("Client.idNumber", "Client.idNumber", "Product.name"))
                edit = one(draw.choice(("legal", "finance")), field, draw.choice(self.cells))
                given: dict[str, Any] = {"version": version + old, "base": number, "edits": [edit]}
                return self._asks(
                    who, "change", "changePolicyDraft", keeps or ("other draft" if old else None), given
                )
            case "discard":
                barred = keeps or ("other draft" if old and drafts else None)
                return self._asks(who, "discard", "discardPolicyDraft", barred, {"draft": version + old})
            case "publish":
                barred = keeps or ("older" if old else None if drafts else "no draft")
                given = {"draft": version, "base": number - old, "note": "漫步"}
                return self._asks(who, "publish", "publishPolicy", barred, given)
            case "back":
                given = {"number": draw.randint(1, number), "base": number - old, "note": "退回"}
                return self._asks(who, "back", "rollBackPolicy", keeps or ("older" if old else None), given)
        rows = seen.rows["policy_proposal"]
        if not rows:
            return self._asks(
                who,
                "discard",
                "discardPolicyDraft",
                keeps or ("other draft" if drafts else None),
                {"draft": version + 1},
            )
        row = draw.choice([*waiting * 3, *rows])
        agree, reason = draw.choice((True, False)), draw.choice(("不合适", ""))
        mine = row["proposed_by"] == f"user:{self.house.people[who]}"
        barred = keeps or (None if row["state"] == "waiting" else "decided")
        barred = barred or ("his own" if agree and mine else None)
        barred = barred or ("older policy" if agree and row["base"] != number else None)
        barred = barred or (None if agree or mine or reason else "no reason")
        given = {"id": public_id("policyproposal", UUID(row["id"])), "agree": agree, "reason": reason}
        return self._asks(who, f"agree {agree}", "decidePolicyProposal", barred, given)

    def _asks(self, who: str, act: str, name: str, barred: str | None, given: dict[str, Any]) -> Attempt:
        return self.does(who, name, act, barred, "number", **given)

    def is_over(self, seen: Seen) -> bool:
        """Never: there is one policy."""
        return False

    def held_step(self, attempt: Attempt, before: Seen, after: Seen) -> None:
        """Versions are added, never rewritten; sensitive things open by two people only."""
        was, is_ = (seen.rows["policy_version"] for seen in (before, after))
        assert [row for row in is_ if row in was] == list(was)
        assert len(is_) - len(was) <= (attempt.act in {"publish", "back", "agree True"})

    def hold(self, seen: Seen) -> None:
        """One waits at most; what was published was agreed to by another; the newest version is in force."""
        proposals, versions = seen.rows["policy_proposal"], seen.rows["policy_version"]
        assert sum(row["state"] == "waiting" for row in proposals) <= 1
        for row in proposals:
            assert (row["state"] == "waiting") == (row["decided_at"] is None)
            if row["state"] in {"published", "declined"}:
                assert row["decided_by"] != row["proposed_by"]
            if row["state"] == "withdrawn":
                assert row["decided_by"] == row["proposed_by"]
            assert (row["state"] == "published") == (row["published"] is not None)
            assert row["state"] != "declined" or row["reason"]
        assert seen.one("firm")["policy_version"] == max(row["number"] for row in versions)
