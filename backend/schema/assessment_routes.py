"""The HTTP paths of the questionnaire that a client answers himself: no account, a link that opens one sheet once.

They tell the questionnaire and the firm's name; of the client nothing, not even whether a name was right.
"""

from __future__ import annotations

import math
import secrets
from typing import Any, Final

import orjson
from sqlalchemy import select
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from backend.auth.answers import Body, answer, answering, read_body
from backend.auth.limits import Window, network_of
from backend.auth.tokens import Token, read_session_text
from backend.book.client_links import open_link
from backend.platform.clock import now
from backend.platform.database import Database
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.keys import Vault
from backend.platform.tenant import Firm
from backend.track.assessment_links import AssessmentLink, answer_by_link
from backend.track.suitability_rules import rules_in_force

REQUESTS: Final = 60
"""Of one address within a quarter of an hour; a client needs two or three."""
LONGEST_NAME: Final = 120


class AssessmentRoutes:
    """`/assessment/open` shows the sheet of a link, `/assessment/answer` takes it."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database, self._vault = database, vault
        self._addresses = Window(REQUESTS)

    @property
    def routes(self) -> list[BaseRoute]:
        """For the application's list."""
        return [
            Route("/assessment/open", answering(self._open), methods=["POST"]),
            Route("/assessment/answer", answering(self._answer), methods=["POST"]),
        ]

    async def _open(self, request: Request) -> Response:
        body, token = await self._begin(request)
        del body
        async with self._database.as_system(token.firm_id, "assessment_link") as session:
            link = await open_link(session, AssessmentLink, token.hash)
            force = await rules_in_force(session)
            firm = await session.scalar(select(Firm.name).where(Firm.firm_id == token.firm_id))
        questions = [
            {
                "key": question.key,
                "kind": question.kind,
                "zh": question.zh,
                "en": question.en,
                # Without points: who knows them answers to a level.
                "answers": [{"key": each.key, "zh": each.zh, "en": each.en} for each in question.answers],
            }
            for question in force.rules.questionnaire.questions
        ]
        return answer(
            {"firm": firm, "rules": force.number, "expiresAt": link.expires_at, "questions": questions}
        )

    async def _answer(self, request: Request) -> Response:
        body, token = await self._begin(request)
        rules = body.text("rules")
        name, tail = body.text("name"), body.text("tail")
        if not rules.isdecimal() or len(rules) > 9:
            raise bad_input("rules", "body")
        if len(name) > LONGEST_NAME:
            raise bad_input("name", "too_long", limit=LONGEST_NAME)
        async with self._database.as_system(token.firm_id, "assessment_link") as session:
            await open_link(
                session, AssessmentLink, token.hash
            )  # before the keys: a firm that is none has none
            keys = await self._vault.firm(session)
            made = await answer_by_link(session, token.hash, keys, _answers(body), int(rules), (name, tail))
        if made is None:  # after the commit: the try counts
            raise bad_input("name", "signature")
        return answer({"level": made.level, "lowest": made.lowest, "validUntil": made.valid_until})

    async def _begin(self, request: Request) -> tuple[Body, Token]:
        """Raises Refused: RATE_LIMITED for an address that asks too often, NOT_FOUND for what is no link."""
        address, at = network_of(request.client.host if request.client else None), now().timestamp()
        wait = self._addresses.wait(address, at)
        if wait > 0:
            raise Refused(Code.RATE_LIMITED, retryAfter=math.ceil(wait))
        self._addresses.add(address, secrets.token_bytes(8), at)
        body = await read_body(request)
        token = read_session_text(body.text("token"))
        if token is None:
            raise Refused(Code.NOT_FOUND)
        return body, token


def _answers(body: Body) -> Any:
    try:
        return orjson.loads(body.text("answers"))
    except orjson.JSONDecodeError:
        raise bad_input("answers", "body") from None
