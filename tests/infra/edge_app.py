"""A small ASGI application that shows the edge's behaviour: what arrives, and how answers leave."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, StreamingResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

HEADERS = {"content-security-policy": "default-src 'none'", "strict-transport-security": "max-age=1"}


async def echo(request: Request) -> JSONResponse:
    """The size of the body and the headers that arrived."""
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
    return JSONResponse({"size": size, "headers": dict(request.headers)}, headers=HEADERS)


async def long(request: Request) -> JSONResponse:
    """Enough JSON to be worth compressing."""
    return JSONResponse({"rows": ["王小明"] * 500}, headers=HEADERS)


async def inner(request: Request) -> PlainTextResponse:
    """What only the inside may read."""
    return PlainTextResponse("inside")


async def events(request: Request) -> StreamingResponse:
    """Two events, a pause of 1.5 seconds between them."""

    async def body() -> AsyncIterator[str]:
        yield "data: first\n\n"
        await asyncio.sleep(1.5)
        yield "data: second\n\n"

    return StreamingResponse(body(), media_type="text/event-stream")


async def socket(ws: WebSocket) -> None:
    """Echo with the sub-protocol of GraphQL subscriptions."""
    await ws.accept(subprotocol="graphql-transport-ws")
    await ws.send_json(dict(ws.headers))
    await ws.send_text(await ws.receive_text())
    await ws.close()


app = Starlette(
    routes=[
        Route("/graphql", echo, methods=["POST"]),
        Route("/files/upload", echo, methods=["POST"]),
        Route("/long", long),
        Route("/events", events),
        *[Route(path, inner) for path in ("/healthz", "/readyz", "/metrics")],
        WebSocketRoute("/graphql", socket),
    ]
)
