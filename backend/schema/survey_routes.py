"""The HTTP paths by which a client answers a survey: no account, a link of his own.

They tell the firm's name, what was asked and what he answered himself; of the client nothing.
"""

from __future__ import annotations

import math
import secrets
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from backend.auth.answers import Body, answer, answering, read_body
from backend.auth.limits import Window, network_of
from backend.platform.clock import now
from backend.platform.database import Database
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.keys import Vault
from backend.retain import survey_answers
from backend.retain.survey_links import Asking, read_link

REQUESTS: Final = 60
"""Of one address within a quarter of an hour; a client needs two or three."""
NAME: Final = "survey_link"
LONGEST_SCORE: Final = 2


class SurveyRoutes:
    """`/survey/open` shows what is asked, `/survey/answer` takes the answer, as often as he changes it."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database, self._vault = database, vault
        self._addresses = Window(REQUESTS)

    @property
    def routes(self) -> list[BaseRoute]:
        """For the application's list."""
        return [
            Route("/survey/open", answering(self._open), methods=["POST"]),
            Route("/survey/answer", answering(self._answer), methods=["POST"]),
        ]

    async def _open(self, request: Request) -> Response:
        _, asking = await self._begin(request)
        return await self._sheet(asking)

    async def _answer(self, request: Request) -> Response:
        body, asking = await self._begin(request)
        score = body.text("score")
        if not (score.isascii() and score.isdigit() and len(score) <= LONGEST_SCORE):
            raise bad_input("score", "body")
        async with self._database.as_system(asking.firm_id, NAME) as session:
            await survey_answers.answer(session, asking.survey_id, int(score), body.maybe("text"))
        return answer({"done": True})

    async def _sheet(self, asking: Asking) -> Response:
        async with self._database.as_system(asking.firm_id, NAME) as session:
            found = await survey_answers.opened(session, asking.survey_id)
        return answer(
            {
                "firm": found.firm,
                "kind": found.kind,
                "about": None if found.zh is None else {"zh": found.zh, "en": found.en},
                "score": found.score,
                "text": found.text,
                "expiresAt": found.expires_at,
            }
        )

    async def _begin(self, request: Request) -> tuple[Body, Asking]:
        """Raises Refused: RATE_LIMITED for an address that asks too often, NOT_FOUND for what is no link."""
        address, at = network_of(request.client.host if request.client else None), now().timestamp()
        wait = self._addresses.wait(address, at)
        if wait > 0:
            raise Refused(Code.RATE_LIMITED, retryAfter=math.ceil(wait))
        self._addresses.add(address, secrets.token_bytes(8), at)
        body = await read_body(request)
        return body, read_link(self._vault, body.text("token"))
