"""Approvals: asked, decided by all of a step, returned and handed in again, handed on, added to, voided, remembered."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select, update

from backend.book import absences
from backend.book.notifications import Notification
from backend.platform.clock import business_date, now
from backend.platform.ids import own_id, public_id
from backend.platform.principal import Scope
from backend.track.approval_clock import keep_approvals
from backend.track.approval_kinds import shipped
from backend.track.approvals import Approval, ApprovalAct, ApprovalSigner
from backend.workers.dispatch import Dispatcher
from backend.workers.handlers import HANDLERS
from tests.schema.calls import new_client
from tests.schema.house import House, codes_of
from tests.schema.test_journeys import problem

MANAGER, OPERATIONS = "client_manager", "operations"
FIELDS = """id version state round title about voidField can form stage client { id } requester { id } askedBy { id }
  steps { round place batch key mode state dueAt signers { state comment user { id } decidedBy { id } handedBy { id }
    addedBy { id } deputy { id } } }
  copies { user { id } by { id } } acts { number act step comment detail by { id } for { id } to { id } before hash }"""
READ = f"query($id: ID!) {{ approval(id: $id) {{ {FIELDS} }} verifyApproval(id: $id) {{ sound links brokenAt }} }}"
CREATE = (
    "mutation($i: CreateApprovalKindInput!) { it: createApprovalKind(input: $i) { id version number key } }"
)
LIST = "query($f: ApprovalFilter) { approvals(filter: $f, first: 100) { totalCount edges { node { id state } } } }"


def does(name: str, input: str) -> str:
    """A mutation of an approval."""
    return f"mutation($i: {input}!) {{ it: {name}(input: $i) {{ {FIELDS} }} }}"


REQUEST = does("requestApproval", "RequestApprovalInput")
DECIDE = does("decideApproval", "DecideApprovalInput")
SUBMIT = does("submitApproval", "ApprovalCommentInput")
UPDATE = does("updateApproval", "UpdateApprovalInput")
WITHDRAW = does("withdrawApproval", "ApprovalCommentInput")
TRANSFER = does("transferApproval", "TransferApprovalInput")
ADD = does("addApprovalSigner", "AddApprovalSignerInput")
COPY = does("copyApproval", "CopyApprovalInput")
COMMENT = does("commentApproval", "ApprovalCommentInput")


def step(key: str, approvers: list[str], mode: str = "all", **more: Any) -> dict[str, Any]:
    """A step of a kind."""
    return {
        "key": key, "zh": key, "en": key, "approvers": approvers, "mode": mode, "quorum": None, "days": 2,
        "with_previous": False, "may_add": True, "may_transfer": True, "may_return": True, **more,
    }  # fmt: skip


async def kind(house: House, *steps: dict[str, Any], **more: Any) -> str:
    """A kind of this test alone."""
    content = deepcopy(shipped()["general"]) | {"steps": list(steps)} | more
    made = await house.data(OPERATIONS, CREATE, i={"key": f"k_{uuid4().hex[:12]}", "content": content})
    id: str = made["it"]["id"]
    return id


async def asked(house: House, kind_id: str, who: str = MANAGER, **more: Any) -> dict[str, Any]:
    """An approval that somebody asked for."""
    given = {
        "kind": kind_id,
        "title": "采购投影仪",
        "form": {"matter": "会议室设备", "amount": "3999.00"},
    } | more
    made: dict[str, Any] = (await house.data(who, REQUEST, i=given))["it"]
    return made


def named(approval: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The input of an act."""
    return {"id": approval["id"], "version": approval["version"], **more}


async def says(
    house: House, who: Any, approval: dict[str, Any], decision: str, **more: Any
) -> dict[str, Any]:
    """What comes of a decision."""
    made: dict[str, Any] = (await house.data(who, DECIDE, i=named(approval, decision=decision, **more)))["it"]
    return made


async def read(house: House, approval: dict[str, Any], who: Any = MANAGER) -> dict[str, Any]:
    """An approval as it is now, its chain whole."""
    found = await house.data(who, READ, id=approval["id"])
    assert found["verifyApproval"]["sound"], found["verifyApproval"]
    assert found["verifyApproval"]["links"] == len(found["approval"]["acts"])
    return dict(found["approval"])


async def listed(house: House, who: Any, view: str, **more: Any) -> list[str]:
    """Ids of a list."""
    page = (await house.data(who, LIST, f={"view": view, **more}))["approvals"]
    assert page["totalCount"] == len(page["edges"])
    return [edge["node"]["id"] for edge in page["edges"]]


async def lines(house: House, who: str, kind_: str) -> int:
    """How many lines of a kind are in somebody's inbox, all events delivered."""
    while await Dispatcher(house.database, HANDLERS).drain(house.firm_id):
        pass
    async with house.database.as_system(house.firm_id, "tests") as session:
        found = await session.scalar(
            select(func.count()).select_from(Notification).where(
                Notification.firm_id == house.firm_id, Notification.user_id == house.people[who],
                Notification.kind == kind_,
            )
        )  # fmt: skip
    return int(found or 0)


async def test_two_decide_one_returns_it_it_is_mended_handed_in_again_and_granted(house: House) -> None:
    id = await kind(house, step("both", [house.user("legal"), house.user("finance")]))
    before = await lines(house, "legal", "approval_asked")
    one = await asked(house, id)
    assert (one["state"], one["round"], one["can"]) == ("pending", 1, ["withdraw"])
    assert one["id"] in await listed(house, "legal", "WAITING")
    assert one["id"] in await listed(house, MANAGER, "ASKED")
    assert await listed(house, MANAGER, "WAITING") == []
    one = await says(house, "legal", one, "APPROVE", comment="条款无异议")
    assert one["state"] == "pending"
    assert one["id"] not in await listed(house, "legal", "WAITING")
    assert problem(await house.ask("legal", DECIDE, i=named(one, decision="APPROVE"))) == "approval_signer"
    assert problem(await house.ask("finance", DECIDE, i=named(one, decision="RETURN"))) == "required"
    one = await says(house, "finance", one, "RETURN", comment="请补发票")
    assert one["state"] == "returned"
    assert problem(await house.ask("legal", SUBMIT, i=named(one))) == "approval_requester"
    one = await read(house, one)
    assert one["can"] == ["edit", "submit", "withdraw"]
    given = named(one, title="采购投影仪（补发票）", form={"matter": "会议室设备", "amount": "3899.00"})
    one = (await house.data(MANAGER, UPDATE, i=given))["it"]
    one = (await house.data(MANAGER, SUBMIT, i=named(one, comment="已补")))["it"]
    assert (one["state"], one["round"], len(one["steps"])) == ("pending", 2, 2)
    one = await says(house, "finance", one, "APPROVE")
    one = await says(house, "legal", one, "APPROVE")
    assert one["state"] == "approved"
    one = await read(house, one)
    wanted = ["draft", "submit", "approve", "return", "edit", "submit", "approve", "approve"]
    assert [act["act"] for act in one["acts"]] == wanted
    assert await lines(house, MANAGER, "approval_approved") == 1
    assert await lines(house, MANAGER, "approval_returned") == 1
    assert await lines(house, "legal", "approval_asked") == before + 2
    assert problem(await house.ask(MANAGER, WITHDRAW, i=named(one))) == "approval_state"


async def test_nobody_decides_his_own_matter_by_no_way(house: House) -> None:
    id = await kind(house, step("legal", [house.user("legal"), house.user("finance")], "any"))
    mine = await asked(house, id, "legal")  # Of the two only finance is asked.
    assert [s["user"]["id"] for s in mine["steps"][0]["signers"]] == [house.user("finance")]
    assert problem(await house.ask("legal", DECIDE, i=named(mine, decision="APPROVE"))) == "four_eyes"
    answer = await house.ask("finance", TRANSFER, i=named(mine, to=house.user("legal")))
    assert problem(answer) == "four_eyes"
    answer = await house.ask("finance", ADD, i=named(mine, user=house.user("legal"), place="PARALLEL"))
    assert problem(answer) == "four_eyes"
    await away(house, "finance", "legal")
    assert problem(await house.ask("legal", DECIDE, i=named(mine, decision="APPROVE"))) == "four_eyes"
    await away(house, "finance", None)
    alone = await kind(house, step("legal", [house.user("legal")]))
    refused = await house.ask("legal", REQUEST, i={"kind": alone, "title": "自批", "form": {"matter": "x"}})
    assert problem(refused) == "approval_nobody"


async def away(house: House, who: str, deputy: str | None) -> None:
    """Somebody is away today, or back."""
    async with house.database.as_system(house.firm_id, "tests") as session:
        day = business_date() if deputy else None
        await absences.set_absence(
            session, house.people[who], day, day, house.people[deputy] if deputy else None
        )


async def test_a_deputy_decides_and_both_names_are_kept(house: House) -> None:
    id = await kind(house, step("legal", [house.user("legal")]))
    one = await asked(house, id)
    assert codes_of(await house.ask("compliance", DECIDE, i=named(one, decision="APPROVE"))) == ["FORBIDDEN"]
    await away(house, "legal", "compliance")
    principal = await house.principal("compliance")
    deputy = replace(
        principal, scope=Scope(user_ids=frozenset({house.people["compliance"], house.people["legal"]}))
    )
    assert one["id"] in await listed(house, deputy, "WAITING")
    seen = await read(house, one, deputy)
    assert seen["steps"][0]["signers"][0]["deputy"] == {"id": house.user("compliance")}
    assert "approve" in seen["can"]
    one = await says(house, deputy, one, "APPROVE")
    signer = one["steps"][0]["signers"][0]
    assert (signer["user"]["id"], signer["decidedBy"]["id"]) == (
        house.user("legal"),
        house.user("compliance"),
    )
    last = one["acts"][-1]
    assert (last["by"]["id"], last["for"]["id"]) == (house.user("compliance"), house.user("legal"))
    await away(house, "legal", None)


async def test_signers_are_added_before_after_and_beside_and_work_is_handed_on(house: House) -> None:
    one = await asked(house, await kind(house, step("legal", [house.user("legal")], "any")))
    given = named(one, user=house.user("finance"), place="BEFORE", comment="请财务先看")
    one = (await house.data("legal", ADD, i=given))["it"]
    states = {s["user"]["id"]: s["state"] for s in one["steps"][0]["signers"]}
    assert states == {house.user("legal"): "waiting", house.user("finance"): "active"}
    assert problem(await house.ask("legal", DECIDE, i=named(one, decision="APPROVE"))) == "approval_signer"
    one = (await house.data("finance", TRANSFER, i=named(one, to=house.user("compliance"))))["it"]
    assert problem(await house.ask("finance", DECIDE, i=named(one, decision="APPROVE"))) == "approval_signer"
    moved = next(s for s in one["steps"][0]["signers"] if s["user"]["id"] == house.user("compliance"))
    assert moved["handedBy"] == {"id": house.user("finance")}
    one = await says(house, "compliance", one, "APPROVE")
    one = (await house.data("legal", ADD, i=named(one, user=house.user("executive"), place="AFTER")))["it"]
    one = await says(house, "legal", one, "APPROVE")
    assert one["state"] == "pending"
    one = await says(house, "executive", one, "APPROVE")
    assert one["state"] == "approved"
    await read(house, one)


async def test_steps_go_in_order_parallel_ones_together_and_a_quorum_counts(house: House) -> None:
    three = [house.user("legal"), house.user("finance"), house.user("compliance")]
    id = await kind(
        house,
        step("first", three, "quorum", quorum=2),
        step("left", [house.user("executive")]),
        step("right", [house.user("legal")], with_previous=True),
    )
    one = await asked(house, id)
    assert [s["state"] for s in one["steps"]] == ["open", "waiting", "waiting"]
    assert (
        problem(await house.ask("executive", DECIDE, i=named(one, decision="APPROVE"))) == "approval_signer"
    )
    one = await says(house, "compliance", one, "REJECT", comment="不同意")
    one = await says(house, "legal", one, "APPROVE")
    one = await says(house, "finance", one, "APPROVE")
    assert [s["state"] for s in one["steps"]] == ["passed", "open", "open"]
    one = await says(house, "legal", one, "APPROVE")
    assert one["state"] == "pending"
    one = await says(house, "executive", one, "REJECT", comment="预算不足")
    assert one["state"] == "rejected"
    assert await lines(house, MANAGER, "approval_rejected") == 1


async def test_a_changed_guarded_field_voids_what_is_pending_and_what_was_granted(house: House) -> None:
    id = await kind(house, step("legal", [house.user("legal")]), subject="client", guarded=["occupation"])
    client_id, _ = await new_client(house, MANAGER)
    client = public_id("client", client_id)
    pending = await asked(house, id, subject=client)
    granted = await says(house, "legal", await asked(house, id, subject=client), "APPROVE")
    change = "mutation($i: UpdateClientInput!) { updateClient(input: $i) { id version } }"
    version = "query($id: ID!) { client(id: $id) { version approvals { id } } }"
    seen = (await house.data(MANAGER, version, id=client))["client"]
    assert {each["id"] for each in seen["approvals"]} == {pending["id"], granted["id"]}
    given = {"id": client, "version": seen["version"], "occupation": "医生"}
    seen = (await house.data(MANAGER, change, i=given))["updateClient"]
    # At once, without any worker: who decides now decides nothing.
    voided = await says(house, "legal", pending, "APPROVE")
    assert (voided["state"], voided["voidField"]) == ("voided", "occupation")
    assert await lines(house, MANAGER, "approval_voided") == 2
    assert (await read(house, granted))["voidField"] == "occupation"
    other = await asked(house, id, subject=client)
    await house.data(MANAGER, change, i={**seen, "company": "新单位"})
    await lines(house, MANAGER, "approval_voided")
    assert (await read(house, other))["state"] == "pending"


async def test_reminders_come_once_each_and_what_nobody_decides_lapses(house: House) -> None:
    one = await asked(house, await kind(house, step("legal", [house.user("legal")]), expires=3))
    row_id = own_id("approval", one["id"])

    async def tick(**columns: Any) -> None:
        async with house.database.as_system(house.firm_id, "tests") as session:
            if columns:
                await session.execute(
                    update(ApprovalSigner)
                    .where(ApprovalSigner.firm_id == house.firm_id, ApprovalSigner.approval_id == row_id)
                    .values(**columns)
                )
        for _ in range(2):
            async with house.database.as_system(house.firm_id, "keep_approvals") as session:
                await keep_approvals(session)

    before = await lines(house, "legal", "approval_half"), await lines(house, "legal", "approval_due")
    await tick()
    assert (
        await lines(house, "legal", "approval_half"),
        await lines(house, "legal", "approval_due"),
    ) == before
    await tick(half_at=now() - timedelta(minutes=1))
    assert await lines(house, "legal", "approval_half") == before[0] + 1
    await tick(due_at=now() - timedelta(minutes=1))
    assert await lines(house, "legal", "approval_due") == before[1] + 1
    await tick(late_at=now() - timedelta(minutes=1))
    async with house.database.as_system(house.firm_id, "tests") as session:
        await session.execute(
            update(Approval)
            .where(Approval.firm_id == house.firm_id, Approval.id == row_id)
            .values(expires_at=now() - timedelta(minutes=1))
        )
    await tick()
    assert (await read(house, one))["state"] == "expired"
    assert await lines(house, MANAGER, "approval_expired") == 1


async def test_a_link_that_was_tampered_with_is_found(house: House) -> None:
    one = await asked(house, await kind(house, step("legal", [house.user("legal")])))
    one = (await house.data(MANAGER, COMMENT, i=named(one, comment="加急")))["it"]
    async with house.database.as_system(house.firm_id, "tests") as session:
        row = await session.get_one(Approval, (house.firm_id, own_id("approval", one["id"])))
        row.form = {**row.form, "amount": "9999999.00"}
    told = (await house.data(MANAGER, READ, id=one["id"]))["verifyApproval"]
    assert (told["sound"], told["brokenAt"]) == (False, 2)
    links = select(ApprovalAct.hash).where(
        ApprovalAct.firm_id == house.firm_id, ApprovalAct.approval_id == own_id("approval", one["id"])
    )
    async with house.database.as_system(house.firm_id, "tests") as session:
        assert len(set((await session.scalars(links)).all())) == 3


async def test_only_who_has_to_do_with_it_sees_it_and_who_is_told_does(house: House) -> None:
    one = await asked(house, await kind(house, step("legal", [house.user("legal")])))
    assert (await house.data("finance", READ, id=one["id"]))["approval"] is None
    assert codes_of(await house.ask("finance", DECIDE, i=named(one, decision="APPROVE"))) == ["NOT_FOUND"]
    one = (await house.data("legal", COPY, i=named(one, users=[house.user("finance")])))["it"]
    assert (await house.data("finance", READ, id=one["id"]))["approval"]["id"] == one["id"]
    assert one["id"] in await listed(house, "finance", "COPIED")
    assert (await house.data("auditor", READ, id=one["id"]))["approval"]["id"] == one["id"]
    assert await lines(house, "finance", "approval_copied") == 1


async def test_what_the_form_asks_for_has_to_be_there(house: House) -> None:
    id = await kind(house, step("legal", [house.user("legal")]))
    given: dict[str, Any] = {"kind": id, "title": "缺事项", "form": {}}
    assert problem(await house.ask(MANAGER, REQUEST, i=given)) == "required"
    draft = (await house.data(MANAGER, REQUEST, i={**given, "submit": False}))["it"]
    assert (draft["state"], draft["steps"]) == ("draft", [])
    for form in ({"matter": 3}, {"amount": "x"}, {"wanted_by": "soon"}, {"other": "1"}, ["matter"]):
        assert codes_of(await house.ask(MANAGER, REQUEST, i={**given, "form": form})) == ["BAD_USER_INPUT"]
    gone: UUID = uuid4()
    assert (
        problem(await house.ask(MANAGER, REQUEST, i={**given, "subject": public_id("client", gone)}))
        is not None
    )
