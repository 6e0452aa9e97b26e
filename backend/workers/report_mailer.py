"""Mails reports: each made with the present rights of who gets it, written down before it goes and after.

Whoever is killed while a file is made leaves a mail that is made anew; whoever is killed while it goes leaves one that
is in doubt, and a person decides. A mail carries the same Message-ID however often it is tried.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

import structlog
from sqlalchemy import select

from backend.analyze import report_letters, report_sending
from backend.analyze.report_letters import DENIED, GONE, LARGE, MANY, MOST_ATTACHED
from backend.analyze.report_schedules import LEFT, ReportDelivery
from backend.analyze.report_sending import Job
from backend.book.exports.changes import rules_of
from backend.book.staff import User
from backend.graph.context import Services
from backend.platform.clock import now
from backend.platform.errors import Code, Refused
from backend.platform.ids import public_id
from backend.platform.pauses import MESSAGES
from backend.platform.principal import Principal
from backend.platform.tenant import Firm
from backend.retain.message_channels import MailDesk
from backend.schema.exports import ASK_PAPER
from backend.schema.paper_making import Made, Press
from backend.schema.paper_reading import Subject
from backend.systemize.channels.letters import Letter, built
from backend.systemize.channels.outcomes import IN_DOUBT, Outcome
from backend.workers.delivery import error_name
from backend.workers.due_jobs import DueJobs

log = structlog.get_logger(__name__)
PresentOf = Callable[[UUID, UUID], Awaitable[Principal | None]]
"""(firm, user) -> the person with his present rights; None when he is out."""
ServicesOf = Callable[[], Awaitable[Services]]


@dataclass(kw_only=True)
class ReportMailer(DueJobs):
    """Mails for one process. desk: None where no mail server is set up; site: what links begin with."""

    word: ClassVar[str] = "report_mail"
    model: ClassVar[Any] = ReportDelivery
    kind: ClassVar[str | None] = MESSAGES

    services_of: ServicesOf
    present_of: PresentOf
    desk: MailDesk | None
    site: str
    token: UUID = field(default_factory=lambda: UUID(bytes=secrets.token_bytes(16), version=4))
    most_attached: int = MOST_ATTACHED

    async def begin(self, firm_id: UUID, id: UUID) -> tuple[Coroutine[Any, Any, object], UUID]:
        """One mail."""
        return self.deliver(firm_id, id), self.token

    async def deliver(self, firm_id: UUID, id: UUID) -> None:
        """Make one mail and hand it over, if it is due."""
        async with self.database.as_system(firm_id, self.word) as session:
            job = await report_sending.claim(session, id, self.token)
            if job is not None and self.desk is None:
                await report_sending.put_off(session, id)
        if job is None or self.desk is None:
            return
        principal = await self.present_of(firm_id, job.delivery.user_id)
        if principal is None:
            async with self.database.as_system(firm_id, self.word) as session:
                await report_sending.end(session, id, LEFT, "left")
            return
        try:
            files, why = await self._files(job, principal)
        except Refused as refused:
            async with self.database.as_system(firm_id, self.word) as session:
                await report_sending.unmade(
                    session, id, str(refused.params.get("problem") or "export_refused")
                )
            return
        await self._send(self.desk, job, principal, files, why)

    async def _files(self, job: Job, principal: Principal) -> tuple[Mapping[str, Made], str | None]:
        """The files as their reader may see them, and why there are none to attach. Raises Refused(UNAVAILABLE)."""
        schedule, firm_id = job.schedule, principal.firm_id
        if not principal.may(ASK_PAPER):
            return {}, DENIED
        target = None if schedule.target is None else public_id(schedule.kind, schedule.target)
        services = await self.services_of()
        async with self.database.as_system(firm_id, self.word) as session:
            await services.vault.firm(session)
            most = (await rules_of(session)).rows_alone
        press = Press(services, principal, public_id("reportdelivery", job.delivery.id))
        try:
            made = await press.file(Subject(schedule.kind, target), tuple(schedule.formats))
        except Refused as refused:
            if refused.code in {Code.FORBIDDEN, Code.NOT_FOUND}:
                return {}, DENIED if refused.code is Code.FORBIDDEN else GONE
            raise
        if any(each.lines > most for each in made.values()):
            return made, MANY
        return made, LARGE if sum(len(each.content) for each in made.values()) > self.most_attached else None

    async def _send(
        self, desk: MailDesk, job: Job, principal: Principal, files: Mapping[str, Made], why: str | None
    ) -> None:
        firm_id, id = principal.firm_id, job.delivery.id
        size = sum(len(each.content) for each in files.values()) if why is None else 0
        lines = max((each.lines for each in files.values()), default=0)
        async with self.database.as_system(firm_id, self.word) as session:
            person = (
                await session.scalars(
                    select(User).where(User.firm_id == firm_id, User.id == job.delivery.user_id)
                )
            ).one()
            firm = str(await session.scalar(select(Firm.name).where(Firm.firm_id == firm_id)))
            if not await report_sending.going(session, id, self.token, size=size, lines=lines):
                return
            name, address = person.name, person.email
        title = next((each.title for each in files.values()), "")
        letter = self._letter(desk, job, principal, (firm, name, address, title), why)
        mail = built(letter)
        if why is None:
            for format, made in files.items():
                report_letters.attach(mail, letter.subject, format, made.content)
        try:
            outcome = await desk.postman.send(mail, desk.sender, address)
        except Exception as fault:
            # Whether it went nobody can say here.
            log.warning("report_mail_fault", fault=error_name(fault))
            outcome = Outcome(IN_DOUBT, "fault")
        async with self.database.as_system(firm_id, self.word) as session:
            is_note = why in {DENIED, GONE}
            await report_sending.note(session, id, self.token, outcome, why, is_note=is_note)

    def _letter(
        self, desk: MailDesk, job: Job, principal: Principal, said: tuple[str, str, str, str], why: str | None
    ) -> Letter:
        firm, name, address, title = said
        english = principal.locale == "en"
        # Who may not see it is not told what it is called either.
        subject = (
            report_letters.subject_of(job.schedule, title, job.delivery.occurrence)
            if title
            else ("Report" if english else "报表")
        )
        return Letter(
            key=public_id("reportdelivery", job.delivery.id),
            domain=desk.sender.rpartition("@")[2],
            sender=desk.sender,
            sender_name=firm,
            to=address,
            subject=subject,
            body=report_letters.body_of(
                english=english, person=name, title=title, owner=job.owner,
                page=report_letters.page_of(self.site, job.schedule), why=why, at=now(),
            ),
            language="en" if english else "zh-CN",
            at=now(),
        )  # fmt: skip
