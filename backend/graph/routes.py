"""The routes of the API: one path for HTTP and WebSocket and one for the schema's text, behind one gate."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

import strawberry
from starlette.routing import BaseRoute, Route, WebSocketRoute

from backend.graph.buckets import Buckets
from backend.graph.context import Services
from backend.graph.engine.runner import CompiledQueries
from backend.graph.gate import Gate
from backend.graph.http import Endpoint
from backend.graph.limits import Limits
from backend.graph.open_streams import OpenStreams, Watch
from backend.graph.operations import Operations
from backend.graph.schema_text import SchemaText
from backend.graph.sockets import SocketEndpoint
from backend.graph.transport import Authenticate, Transport
from backend.graph.trusted import Trusted

PATH: Final = "/graphql"


def graphql_transport(
    schema: strawberry.Schema,
    services: Services,
    authenticate: Authenticate,
    *,
    limits: Limits | None = None,
    watch: Watch | None = None,
    buckets: Buckets | None = None,
    draft: bool = False,
    compiled: CompiledQueries | None = None,
    trusted: Trusted | None = None,
    free_documents: bool = False,
) -> Transport:
    """What all ways to the API share. The schema has to be built with the extension `guard.Guard`.

    authenticate: who sends a request (also the upgrade of a socket, and again for each operation on it); None: nobody.
    watch: tells of revoked sessions and changed rights, so that open streams end or go on with the present ones.
    draft: 422 and 294 of the GraphQL-over-HTTP draft instead of 400 and 200. compiled: the route that queries take
    first. trusted: documents that everybody may send; free_documents: others need no right.
    Raises ValueError for a schema without the Guard.
    """
    bounds = limits or Limits()
    operations = Operations(
        schema,
        bounds,
        buckets=buckets,
        compiled=compiled,
        trusted=trusted,
        free_documents=free_documents,
    )
    streams = OpenStreams(watch, bounds.streams)
    return Transport(operations, services, authenticate, streams, bounds, draft)


def graphql_routes(transport: Transport, *, allowed_origins: Collection[str] = ()) -> list[BaseRoute]:
    """`/graphql` for HTTP and WebSocket, and the caller's SDL at `/graphql/schema.graphql`.

    allowed_origins: pages of other hosts that may open sockets.
    """
    return [
        Route(PATH, Gate(Endpoint(transport), transport.limits)),
        Route(f"{PATH}/schema.graphql", Gate(SchemaText(transport), transport.limits), methods=["GET"]),
        WebSocketRoute(PATH, Gate(SocketEndpoint(transport, allowed_origins), transport.limits)),
    ]
