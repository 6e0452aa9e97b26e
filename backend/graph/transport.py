"""What all transports share."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.requests import HTTPConnection

from backend.graph.context import Services
from backend.graph.limits import Limits
from backend.graph.open_streams import OpenStreams
from backend.graph.operations import Operations
from backend.platform.principal import Principal

Authenticate = Callable[[HTTPConnection], Awaitable[Principal | None]]


@dataclass(frozen=True)
class Transport:
    """One for a process.

    authenticate: who sends a request; None: nobody we know. draft: the status codes of the GraphQL-over-HTTP draft.
    """

    operations: Operations
    services: Services
    authenticate: Authenticate
    streams: OpenStreams
    limits: Limits
    draft: bool = False
