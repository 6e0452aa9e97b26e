"""A small firm with one person of each role, and the whole schema to ask as any of them, without HTTP between."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import event, select, update

from backend.auth.passwords import Hasher
from backend.automations.automations import Automation
from backend.automations.runs import AutomationRun, AutomationStep
from backend.book import (
    assignments,
    client_changes,
    escalation_rules,
    handover_plans,
    households,
    incoming_mails,
    interactions,
    needs,
    reports,
    service_matrices,
    tags,
    tasks,
    tier_models,
    topics,
)
from backend.book.clients import Client
from backend.book.contact_points import ContactDraft
from backend.book.documents import changes as documents
from backend.book.documents.model import Document, Upload
from backend.book.documents.uploads import add_upload
from backend.book.exports import changes as exports
from backend.book.exports.changes import Wanted
from backend.book.fee_terms import FeeTerms
from backend.book.handover_plans import Plan, PlannedLine
from backend.book.imports.jobs import ImportJob
from backend.book.incoming_mails import IncomingMail
from backend.book.ledger import FundOrder, Holding, Lot, Transaction
from backend.book.lineage import Lineage
from backend.book.open_days import OpenDay
from backend.book.products import NavPoint, Product, ShareClass
from backend.book.receipts import PaymentReceipt
from backend.book.revenue import Revenue
from backend.book.staff import Team
from backend.book.talk_messages import TalkMessage
from backend.book.unit_breaks import UnitBreak
from backend.book.users import NewUser, create_user
from backend.graph.answers import Answer
from backend.graph.asking import Asked
from backend.graph.context import Services
from backend.graph.deadlines import BoundContext
from backend.graph.guard import Guard
from backend.graph.limits import Limits
from backend.graph.operations import ANY, Operations
from backend.platform.bells import Bells
from backend.platform.clock import business_date, now
from backend.platform.compiled_reads import Text
from backend.platform.database import Database
from backend.platform.files.store import FileStore
from backend.platform.files.stored import StoredFile, keep, new_key
from backend.platform.ids import public_id, uuid7
from backend.platform.keys import Vault
from backend.platform.principal import Principal, Scope
from backend.policies.fields import FRESH, Policies
from backend.policies.founding import equip
from backend.policies.roles import PEOPLE, ROLES
from backend.retain import care_dates, message_plans, message_templates, request_making
from backend.retain.care_occasions import CareOccasion
from backend.retain.message_channels import MailDesk
from backend.retain.message_texts import Text as Said
from backend.schema.export_reading import EXPORTING, LIST_OPERATIONS
from backend.schema.schema import build, compiled_queries
from backend.systemize.channels.outcomes import SENT, Outcome
from backend.systemize.channels.smtp import Postman, Server
from backend.systemize.file_kinds.telling import kind_of
from backend.track import approval_asking, proposal_drafting
from backend.track.approval_kinds import ApprovalKind
from backend.track.approvals import Approval
from backend.track.journeys import Journey, StageVisit
from backend.track.proposal_of_approval import MARK
from backend.track.proposal_style_content import shipped_content
from backend.track.proposals import Proposal, ProposalItem, ProposalPrint, ProposalVersion
from backend.track.templates import JourneyTemplate
from tests.conftest import MadeFirm, make_firm

ROOT = Path(__file__).parent.parent.parent
WEB = {
    text.split("(")[0].split("{")[0].split()[1]: text
    for text in json.loads((ROOT / "frontend" / "persisted-queries.json").read_text()).values()
}
"""The documents of the web app by their names."""
ID_NUMBERS = ("310101197605079978", "110101199003071233")
UNMEASURED = Limits(cost=10**9, burst=10**9, rate=10**9, values=10**9, seconds=30)
_SCHEMA = build((Guard,))
OPERATIONS = Operations(_SCHEMA, UNMEASURED, compiled=compiled_queries(_SCHEMA), free_documents=True)
_LISTS = Operations(_SCHEMA, EXPORTING, compiled=compiled_queries(_SCHEMA), free_documents=True)
ORDINARY = Operations(_SCHEMA, UNMEASURED, free_documents=True)
"""Without the compiled route."""


@dataclass
class House:
    """One firm, its people by role, and what it has."""

    database: Database
    vault: Vault
    firm: MadeFirm
    services: Services
    policies: Policies
    people: dict[str, UUID] = field(default_factory=dict)
    team: UUID | None = None
    rows: dict[str, list[UUID]] = field(default_factory=dict)

    @property
    def firm_id(self) -> UUID:
        """The firm."""
        return self.firm.firm_id

    async def principal(self, role: str) -> Principal:
        """Who asks when somebody of a role does; `partner_api` is a key that sees clients of the source 银行."""
        mask = await self.policies.mask_of(self.firm_id, (role.partition("#")[0],))
        if role == "partner_api":
            return Principal(
                self.firm_id,
                f"key:{UUID(int=7)}",
                (role,),
                mask,
                Scope(sources=frozenset({"银行"})),
                locale="en",
            )
        user_id = self.people[role]
        teams = frozenset({self.team}) if self.team and role in {"team_lead", "partner"} else frozenset()
        return Principal(
            self.firm_id, f"user:{user_id}", (role.partition("#")[0],), mask,
            Scope(user_ids=frozenset({user_id}), team_ids=teams), user_id=user_id, locale="en", stepped_up=True,
        )  # fmt: skip

    async def ask(self, who: str | Principal, document: str, **variables: Any) -> dict[str, Any]:
        """The whole answer to a document, without what counts cost and time."""
        return await self.ask_by(OPERATIONS, who, document, variables)

    async def ask_by(
        self, route: Operations, who: str | Principal, document: str, variables: Mapping[str, Any]
    ) -> dict[str, Any]:
        """As `ask`, by a route of one's choice."""
        principal = await self.principal(who) if isinstance(who, str) else who
        context = BoundContext(principal, self.services, trace_id="trace")
        begun = route.begin(Asked(document, variables, None), context, ANY)
        answer = begun if isinstance(begun, Answer) else await route.execute(begun)
        told = json.loads(answer.body())
        told.pop("extensions", None)
        return dict(told)

    async def data(self, who: str | Principal, document: str, **variables: Any) -> Any:
        """The data of an answer; fails the test when there were errors."""
        answer = await self.ask(who, document, **variables)
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    async def statements(
        self, who: str, document: str, *, route: Operations = OPERATIONS, **variables: Any
    ) -> int:
        """How many statements a document reads with; keys and policy are known from the time before."""
        for turn in range(6):
            # Believed from now on, and not for what is left of a second.
            self.policies.doubt(self.firm_id)
            begun = time.monotonic()
            principal = await self.principal(who)
            with self.counted() as seen:
                answer = await self.ask_by(route, principal, document, variables)
            assert "errors" not in answer, answer["errors"]
            # The first answer, and any on a machine that stood still, may take longer than a policy is believed
            # without asking; what needs it at once is then read another way.
            if turn and time.monotonic() - begun < FRESH:
                break
        return len(seen)

    def id(self, noun: str, place: int = 0) -> str:
        """The public id of a row."""
        return public_id(noun, self.rows[noun][place])

    def user(self, role: str) -> str:
        """The public id of a person."""
        return public_id("user", self.people[role])

    @contextmanager
    def counted(self) -> Iterator[list[str]]:
        """The statements that the reads of this process run meanwhile."""
        seen: list[str] = []

        def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if not statement.startswith(
                "SELECT firm.policy_version"
            ):  # looked up once a second, not by a query
                seen.append(statement)

        engine, compiled = self.database.reads.sync_engine, self.database.compiled
        fetch = compiled.fetch

        async def fetched(text: Text, values: Mapping[str, Any]) -> Sequence[bytes | None]:
            seen.append(text.sql)
            return await fetch(text, values)

        event.listen(engine, "before_cursor_execute", note)
        compiled.fetch = fetched  # type: ignore[method-assign]
        try:
            yield seen
        finally:
            event.remove(engine, "before_cursor_execute", note)
            compiled.fetch = fetch  # type: ignore[method-assign]


def codes_of(answer: dict[str, Any]) -> list[str]:
    """The codes of the errors of an answer."""
    return [error["extensions"]["code"] for error in answer.get("errors", [])]


def is_refused(answer: dict[str, Any]) -> bool:
    """Whether a right was missing: told to a person as that, to a key as something unknown."""
    problems = [error["extensions"]["params"].get("problem") for error in answer.get("errors", [])]
    return codes_of(answer) == ["FORBIDDEN"] or "validation" in problems


async def build_house(database: Database, vault: Vault, name: str = "明远资产") -> House:
    """A firm with the shipped policy, a team, one person of each role and a second manager outside the team."""
    firm = await make_firm(database, vault, name)
    policies = Policies(database)
    folder = tempfile.TemporaryDirectory(prefix="startrail-files-")
    services = Services(
        database,
        vault,
        Bells(database.url),
        {
            "policies": policies,
            "hasher": Hasher(memory_kib=64, passes=1),
            "files": FileStore(Path(folder.name)),
            "mails": MailDesk(_Taking(), "service@firm.example.com"),
            "folder": folder,  # goes with the house
            LIST_OPERATIONS: _LISTS,
        },
    )
    house = House(database, vault, firm, services, policies)
    async with database.change(firm.system) as session:
        await equip(session)
        await topics.ship_topics(session)
        await tier_models.ship_tiers(session)
        await service_matrices.ship_matrix(session)
        await reports.ship_reports(session)
        for noun, model in (("report", reports.Report), ("dashboard", reports.Dashboard)):
            found = select(model.id).where(model.firm_id == firm.firm_id).order_by(model.zh)
            house.rows[noun] = list(await session.scalars(found))
        await escalation_rules.ship_escalation(session)
        team = Team(id=uuid7(), name="一组")
        session.add(team)
        await session.flush()
        house.team = team.id
        for role in (*PEOPLE, "client_manager#2"):
            new = NewUser(
                name=f"员工{role}", email=f"{role.replace('#', '-')}@{firm.firm_id.hex[:8]}.example.com",
                roles=(role.partition("#")[0],), team_id=None if "#" in role else team.id,
            )  # fmt: skip
            house.people[role] = (await create_user(session, vault, new, known_roles=ROLES)).id
    return house


class _Taking(Postman):
    """A mail server that takes everything."""

    def __init__(self) -> None:
        super().__init__(Server("localhost", 25))

    async def send(self, mail: EmailMessage, sender: str, to: str) -> Outcome:
        """Taken."""
        del mail, sender, to
        return Outcome(SENT, None, "250 OK", "1")


def serial(n: int) -> list[ContactDraft]:
    """Contact points of the n-th client, all different."""
    return [
        ContactDraft("mobile", f"1690000{n:04d}"),
        ContactDraft("mobile", f"1691111{n:04d}", label="家人"),
        ContactDraft("phone", f"021-5555{n:04d}"),
        ContactDraft("email", f"client{n}@example.com"),
        ContactDraft("wechat", f"wx_client_{n}"),
        ContactDraft("address", f"上海市浦东新区世纪大道{n}号"),
    ]


async def furnish(house: House, clients: int, *, owner: str = "client_manager") -> None:
    """Clients with everything that hangs on one: contacts, tags, family, ties, tasks, contacts, money, lineage."""
    principal = await house.principal(owner)
    made: dict[str, list[UUID]] = {}
    async with house.database.change(principal) as session:
        tag = await tags.create_tag(session, f"标签{len(house.rows.get('client', []))}", "blue")
        other = await tags.create_tag(session, f"他签{len(house.rows.get('client', []))}", "red")
        product = Product(
            id=uuid7(),
            code=f"F{uuid7().hex[-6:]}",
            name="稳健一号",
            nav=Decimal("1.2"),
            nav_date=business_date(),
        )
        session.add(product)
        await session.flush()
        await _terms(session, product.id)
        topic = await topics.create_topic(session, f"话题{uuid7().hex[-6:]}")
        made = {"tag": [tag.id, other.id], "topic": [topic.id], "product": [product.id]}
        for n in range(clients):
            made_ids = await _furnish_one(session, house, n + len(house.rows.get("client", [])), made)
            for noun, ids in made_ids.items():
                made.setdefault(noun, []).extend(ids)
        wanted = Wanted("clients", "csv", ("name",), {}, (), "月度核对")
        made["export"] = [(await exports.ask(session, house.vault, wanted, 1)).id]
        head, *rest = made["client"]
        family = await households.create_household(session, "某家", head, rest[:3])
        made["household"] = [family.id]
        follows = house.people["partner" if owner == "client_manager#2" else "client_manager#2"]
        plan = Plan(
            house.people[owner], "轮岗", [PlannedLine(id, follows) for id in made["client"]], told=True
        )
        made["handover"] = [(await handover_plans.plan(session, plan)).id]
        for one in made["client"][1:]:
            tie = await households.add_relation(session, head, one, "sibling", share=Decimal(10), note="见面")
            made.setdefault("clientrelation", []).append(tie.id)
        job = ImportJob(
            id=uuid7(), file=f"名单{clients}.csv", sha256=uuid7().bytes, kind="clients", state="done",
            started_by=principal.subject, user_id=principal.user_id,
        )  # fmt: skip
        session.add(job)
        made["import"] = [job.id]
    came = f"From: stranger@example.com\r\nSubject: {uuid7()}\r\n\r\nx\r\n".encode()
    made["incomingmail"] = [(await new_incoming_mail(house, came, owner)).id]
    for noun, ids in made.items():
        house.rows.setdefault(noun, []).extend(ids)


async def _terms(session: Any, product_id: UUID) -> None:
    """What a fund is sold by: a class, fees, an opening, a NAV."""
    day = business_date()
    session.add(ShareClass(id=uuid7(), product_id=product_id, code=f"A{uuid7().hex[-6:]}", name="A"))
    steps = [{"days": 180, "rate": "0.01"}]
    session.add(
        FeeTerms(product_id=product_id, valid_from=day, trail_rate=Decimal("0.3"), redemption_steps=steps)
    )
    session.add(OpenDay(product_id=product_id, first=day, last=day))
    one = Decimal("1.2")
    session.add(NavPoint(product_id=product_id, date=day, unit=one, cumulative=one, adjusted=one))
    await session.flush()


async def _furnish_one(
    session: Any, house: House, n: int, made: dict[str, list[UUID]]
) -> dict[str, list[UUID]]:
    values = {
        "name": f"客户{n:03d}", "kind": "individual", "source": "银行", "company": f"公司{n}", "note": f"备注{n}",
        "bankAccount": f"62220000{n:08d}", "province": "31", "riskLevel": "C3",
    }  # fmt: skip
    client = await client_changes.create_client(
        session, house.vault, values, serial(n), tag_ids=made["tag"], allow_duplicate=True
    )
    version = client.version
    for role, as_ in (
        ("assistant", "assistant"),
        ("senior_client_manager", "co_owner"),
        ("partner", "co_owner"),
    ):
        await session.refresh(client)
        version = client.version
        await assignments.assign(session, client.id, version, house.people[role], role=as_)
    talk = await interactions.log(
        session, client.id, kind="call", direction="out", channel="phone", summary=f"谈话{n}", minutes=5
    )
    said = TalkMessage(
        id=uuid7(), interaction_id=talk.id, client_id=client.id, place=0, speaker=values["name"], side="client",
        text=f"在吗{n}", mark=uuid7().hex,
    )  # fmt: skip
    session.add(said)
    template = await message_templates.create_template(
        session, f"模板{n}", f"Template {n}", "mail", "service"
    )
    await message_templates.publish_template(
        session, template.id, 0, {"zh": {"subject": "您好", "body": "{client.name} 您好"}, "en": None}, None
    )
    written = await message_plans.plan(
        session, house.vault, [client.id],
        message_plans.Wording(text=Said(f"来信{n}", "您好")),
        message_plans.Cause("person", lambda _client: f"house:{uuid7()}"),
    )  # fmt: skip
    written[0].state, written[0].due_at = "held", None
    need = await needs.create(
        session,
        client.id,
        {"purpose": f"换房{n}", "amount": Decimal(3_000_000), "follow_up_on": business_date()},
    )
    asked = await request_making.create(
        session,
        request_making.Asked(
            client.id, "complaint" if n % 2 else "product_question", f"咨询{n}", "明细",
            {"wish": "退费"} if n % 2 else {"question": "何时分红"}, channel="call", interaction_id=talk.id,
        ),
    )  # fmt: skip
    open_task = await tasks.create_task(session, f"跟进{n}", client_id=client.id, due_at=now())
    journey = await _begun(session, house, client.id, made["product"][0], Decimal(2_000_000 + n))
    approval = await _asked(session, house, client.id, n)
    proposal = await _proposed(session, house, client.id, made["product"][0], approval, n)
    done = await tasks.create_task(session, f"已办{n}", client_id=client.id)
    await tasks.complete(session, done.id, done.version, "完成")
    noted = await care_dates.save(
        session, client.id, None, None, kind="wedding", label=None, day="2010-01-20", lunar_day=False
    )
    session.add(
        CareOccasion(
            id=uuid7(), client_id=client.id, kind="wedding", source=str(noted.id), on=date(2026, 1, 20), years=16,
            state="told", task_id=done.id,
        )
    )  # fmt: skip
    session.add(
        Holding(
            client_id=client.id, product_id=made["product"][0], units=Decimal(100), cost=Decimal(100 + n),
            valid_from=business_date(),
        )
    )  # fmt: skip
    moved = Transaction(
        id=uuid7(), client_id=client.id, product_id=made["product"][0], kind="initial", date=business_date(),
        units=Decimal(100), nav=Decimal(1), gross=Decimal(100), fee=Decimal(0), net=Decimal(100),
    )  # fmt: skip
    session.add(moved)
    await session.flush()
    session.add(
        Lot(
            client_id=client.id, product_id=made["product"][0], transaction_id=moved.id, opened_on=business_date(),
            units_opened=Decimal(100), cost_opened=Decimal(100 + n), units=Decimal(100), cost=Decimal(100 + n),
            high_water=Decimal(1),
        )
    )  # fmt: skip
    differs = UnitBreak(
        id=uuid7(), client_id=client.id, product_id=made["product"][0], as_of=business_date(),
        our_units=Decimal(100), registrar_units=Decimal(99),
    )  # fmt: skip
    session.add(differs)
    order = FundOrder(
        id=uuid7(), client_id=client.id, product_id=made["product"][0], kind="initial", amount=Decimal(100 + n),
        applied_on=business_date(),
    )  # fmt: skip
    paid = PaymentReceipt(
        id=uuid7(), bank_ref=f"B{uuid7().hex}", received_on=business_date(), amount=Decimal(100 + n),
        payer_name=values["name"],
    )  # fmt: skip
    earned = Revenue(
        id=uuid7(), client_id=client.id, product_id=made["product"][0], kind="management", amount=Decimal(10 + n),
        period_from=business_date(), period_to=business_date() + timedelta(days=1), key=uuid7().hex,
    )  # fmt: skip
    session.add_all([order, paid, earned])
    session.add(
        Lineage(
            client_id=client.id, import_id=uuid7(), fields=["name"], file="客户.xlsx", sheet="一", row=n + 2,
            imported_by="system:tests",
        )
    )  # fmt: skip
    automation, run = await _receipt(session, client.id)
    client.state = "existing"  # as if his first subscription were confirmed
    await session.flush()
    document = await new_document(session, house, client.id, f"合同{n}.txt")
    return {
        "client": [client.id], "interaction": [talk.id], "talkmessage": [said.id], "need": [need.id],
        "message": [written[0].id], "messagetemplate": [template.id],
        "request": [asked.id], "requesttype": [asked.type_id],
        "journey": [journey.id], "journeytemplate": [journey.template_id],
        "approval": [approval.id], "approvalkind": [approval.kind_id], "proposal": [proposal.id],
        "task": [open_task.id, done.id], "transaction": [moved.id],
        "document": [document.id], "automation": [automation], "automationrun": [run],
        "unitbreak": [differs.id], "fundorder": [order.id], "paymentreceipt": [paid.id], "revenue": [earned.id],
    }  # fmt: skip


async def _receipt(session: Any, client_id: UUID) -> tuple[UUID, UUID]:
    """An automation of the firm, and a run of it about the client with a step."""
    found = select(Automation.id).where(
        Automation.firm_id == session.info["firm_id"], Automation.key == "payment_confirmed"
    )
    automation_id = (await session.scalars(found)).one()
    run = AutomationRun(
        id=uuid7(), automation_id=automation_id, number=1, mark=uuid7().hex, event="transaction.confirmed",
        facts={"kind": "initial"}, client_id=client_id, state="done",
    )  # fmt: skip
    session.add(run)
    await session.flush()
    session.add(
        AutomationStep(
            run_id=run.id, step="journey", kind="start_journey", outcome="done", place=0, noun="client",
            made_id=client_id,
        )
    )  # fmt: skip
    await session.flush()
    return automation_id, run.id


async def _asked(session: Any, house: House, client_id: UUID, n: int) -> Approval:
    """An approval that two are asked for and one is told of."""
    found = select(ApprovalKind.id).where(
        ApprovalKind.firm_id == house.firm_id, ApprovalKind.key == "sign_and_pay"
    )
    approval = await approval_asking.begin(
        session, (await session.scalars(found)).one(), f"认购审批{n}", {"amount": f"{1_000_000 + n}"},
        subject_id=client_id, requester_id=house.people["client_manager"],
    )  # fmt: skip
    await approval_asking.hand_in(session, approval, None)
    await approval_asking.add_copies(session, approval, [house.people["assistant"]], None)
    return approval


async def _proposed(
    session: Any, house: House, client_id: UUID, product_id: UUID, approval: Approval, n: int
) -> Proposal:
    """A draft of which an issue was taken back; its file waits for nobody."""
    proposal = Proposal(
        id=uuid7(), client_id=client_id, owner_id=house.people["client_manager"], title=f"建议书{n}",
        language="zh-CN", valid_until=business_date() + timedelta(days=30), letter="您好", number=1,
        sections=shipped_content()["sections"],
    )  # fmt: skip
    session.add(proposal)
    await session.flush()
    item = ProposalItem(
        id=uuid7(), proposal_id=proposal.id, product_id=product_id, amount=Decimal(1_000_000 + n), place=0
    )
    issue = ProposalVersion(
        id=uuid7(), proposal_id=proposal.id, number=1, content={"title": proposal.title}, hash="0" * 64,
        shows=["Client.name"], issued_by=session.info["principal"].subject,
    )  # fmt: skip
    session.add_all([item, issue])
    await session.flush()
    session.add(ProposalPrint(id=uuid7(), version_id=issue.id, fault="proposal_print"))
    # As if it were that issue which the approval was asked for.
    await session.execute(
        update(Approval)
        .where(Approval.firm_id == house.firm_id, Approval.id == approval.id)
        .values(entry=f"{MARK}{issue.id}")
    )
    proposal_drafting.step(session, proposal, "create", None)
    await session.flush()
    return proposal


async def _begun(session: Any, house: House, client_id: UUID, product_id: UUID, amount: Decimal) -> Journey:
    """A journey in its first stage, of which nothing is asked: rows without the tasks that starting one makes."""
    found = select(JourneyTemplate).where(
        JourneyTemplate.firm_id == house.firm_id, JourneyTemplate.key == "private_fund_sales"
    )
    template = (await session.scalars(found)).one()
    journey = Journey(
        id=uuid7(), client_id=client_id, template_id=template.id, template_number=1, stage="lead", place=0,
        stage_zh="线索获取", stage_en="Lead", owner_id=house.people["client_manager"], expected_amount=amount,
        product_id=product_id, stage_due_on=business_date() - timedelta(days=1),
    )  # fmt: skip
    session.add(journey)
    await session.flush()
    session.add(
        StageVisit(
            id=uuid7(), journey_id=journey.id, client_id=client_id, stage="lead", zh="线索获取", en="Lead",
            direction="start", entered_by=session.info["principal"].subject,
        )
    )  # fmt: skip
    await session.flush()
    return journey


async def new_upload(session: Any, house: House, name: str = "附件.txt", data: bytes = b"") -> Upload:
    """A file that the acting person has sent up; without data its content is its name."""
    store: FileStore = house.services.extra["files"]
    writer = store.writer(await new_key(session, house.vault))
    writer.write(data or name.encode())
    written = writer.finish()
    with written.clear() as stream:
        kind = kind_of(stream, written.size)
    return await add_upload(session, house.vault, store, written, name, kind)


async def new_incoming_mail(
    house: House, content: bytes, who: str = "client_manager", *, thrown: bool = False
) -> IncomingMail:
    """A mail that came to somebody and waits, or was thrown away."""
    store: FileStore = house.services.extra["files"]
    principal = await house.principal(who)
    assert principal.user_id is not None
    async with house.database.change(principal) as session:
        writer = store.writer(await new_key(session, house.vault))
        writer.write(content)
        row, _ = await incoming_mails.take(
            session, house.vault, store, principal.user_id, content, writer.finish()
        )
        if thrown:
            await incoming_mails.throw(session, row.id, row.version, "广告")
    return row


async def keep_text(session: Any, house: House, text: str) -> StoredFile:
    """A stored file of a text."""
    store: FileStore = house.services.extra["files"]
    writer = store.writer(await new_key(session, house.vault))
    writer.write(text.encode())
    return await keep(session, house.vault, store, writer.finish(), "csv")


async def new_document(
    session: Any, house: House, client_id: UUID, name: str, *, category: str = "contract", data: bytes = b""
) -> Document:
    """A document of a client."""
    upload = await new_upload(session, house, name, data)
    return await documents.add(session, client_id, upload.id, category=category)


async def versions_of(house: House, ids: Sequence[UUID]) -> dict[UUID, int]:
    """Versions of clients."""
    statement = select(Client.id, Client.version).where(Client.firm_id == house.firm_id, Client.id.in_(ids))
    async with house.database.read(house.firm_id) as session:
        return {row[0]: row[1] for row in await session.execute(statement)}


def widened(principal: Principal, **levels: Any) -> Principal:
    """The same caller with other levels on some coordinates (`Client__name=(…)`)."""
    named = {name.replace("__", "."): value for name, value in levels.items()}
    # Plans are kept by the id of the mask.
    mask = replace(
        principal.mask, id=f"widened {sorted(named.items())}", levels={**principal.mask.levels, **named}
    )
    return replace(principal, mask=mask)
