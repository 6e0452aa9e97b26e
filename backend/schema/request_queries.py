"""What is read of service requests and of their types from the root."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import strawberry

from backend.graph.connections import Connection, Info
from backend.graph.engine.objects import declared
from backend.graph.lists import RootAll, RootList, RootOne, all_of, listed, one_of
from backend.retain.request_types import RequestType as TypeRow
from backend.schema.filter_inputs import ServiceRequestFilter
from backend.schema.request_figures import ServiceFigures, ServiceFiguresBy, service_figures
from backend.schema.request_guesses import RequestGuess, guess_request
from backend.schema.request_list import (
    RequestCounts,
    RequestOrder,
    RequestView,
    request_counts,
    requests_listed,
)
from backend.schema.request_types import REQUEST_TYPE, RequestType
from backend.schema.requests import REQUEST, ServiceRequest

From = Annotated[date, strawberry.argument(name="from")]


@strawberry.type
class RequestQueries:
    """What clients ask for."""

    @declared(RootOne(lambda: REQUEST))
    async def request(self, info: Info, id: strawberry.ID) -> ServiceRequest | None:
        """One request."""
        return await one_of(info, REQUEST, id)  # type: ignore[no-any-return]

    @declared(RootList(requests_listed))
    async def requests(
        self, info: Info, client: strawberry.ID | None = None, view: RequestView | None = None,
        filter: ServiceRequestFilter | None = None, order_by: list[RequestOrder] | None = None,
        first: int = 20, after: str | None = None,
    ) -> Connection[ServiceRequest]:  # fmt: skip
        """Requests and complaints, what is due first unless ordered."""
        return await listed(info, requests_listed, first, after)

    @strawberry.field
    async def request_counts(
        self, info: Info, client: strawberry.ID | None = None, filter: ServiceRequestFilter | None = None
    ) -> RequestCounts:
        """How many of these requests stand in each view."""
        return await request_counts(info)

    @strawberry.field
    async def service_figures(
        self, info: Info, from_: From, to: date, by: ServiceFiguresBy = ServiceFiguresBy.TYPE
    ) -> ServiceFigures:
        """Times to answer and to settle, promises kept, and complaints of [from, to) (K-13, K-14, K-18)."""
        return await service_figures(info.context, from_, to, by)

    @strawberry.field
    async def guess_request(self, info: Info, interaction: strawberry.ID) -> RequestGuess:
        """What a conversation seems to ask for, to be made a request of; nothing is written."""
        return await guess_request(info.context, interaction)

    @declared(RootAll(lambda: REQUEST_TYPE, (TypeRow.created_at, TypeRow.key)))
    async def request_types(self, info: Info) -> list[RequestType]:
        """All types, in the order they came."""
        return await all_of(info, REQUEST_TYPE, TypeRow.created_at, TypeRow.key)

    @declared(RootOne(lambda: REQUEST_TYPE))
    async def request_type(self, info: Info, id: strawberry.ID) -> RequestType | None:
        """One type."""
        return await one_of(info, REQUEST_TYPE, id)  # type: ignore[no-any-return]
