"""The API and the web app as one ASGI application: parts are made at start, routes are a plain list."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict
from functools import cached_property

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, generate_latest
from redis.asyncio import Redis
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from backend.auth.browser import Cors, Csrf, KnownHosts, SecurityHeaders
from backend.auth.entrance import Entrance
from backend.auth.gatekeeper import Gatekeeper
from backend.auth.http import auth_routes
from backend.auth.origins import Origins, origins_of
from backend.auth.passage import PlainRequests
from backend.auth.tokens import cookie_name
from backend.graph.context import Services
from backend.graph.express import Express
from backend.graph.guard import Guard
from backend.graph.operations import Operations
from backend.graph.routes import PATH, graphql_routes, graphql_transport
from backend.graph.transport import Transport
from backend.graph.trusted import Trusted
from backend.import_files import ImportFiles
from backend.migrations.newest import newest
from backend.platform import health
from backend.platform.bells import Bells
from backend.platform.crypto import load_master_key
from backend.platform.database import Database
from backend.platform.files.store import FileStore
from backend.platform.keys import Vault
from backend.platform.principal import Principal
from backend.platform.settings import Settings, settings
from backend.platform.valkey import connect
from backend.policies.fields import Policies
from backend.policies.founding import equip
from backend.retain.message_channels import desk_of
from backend.schema.approval_routes import ApprovalRoutes
from backend.schema.assessment_routes import AssessmentRoutes
from backend.schema.automation_routes import AutomationRoutes
from backend.schema.calendar_routes import CalendarRoutes
from backend.schema.export_reading import EXPORTING, LIST_OPERATIONS
from backend.schema.file_routes import FileRoutes, find_document, find_export
from backend.schema.leaving_routes import LeavingRoutes
from backend.schema.proposal_files import find_proposal
from backend.schema.request_routes import RequestRoutes
from backend.schema.schema import build, compiled_queries
from backend.site import DOCUMENTS, site_routes
from backend.workers.ring import Ring


class Application:
    """The long-lived parts of one process; made when the server starts, closed when it stops."""

    def __init__(self, chosen: Settings) -> None:
        if chosen.database_url is None or chosen.redis_url is None:
            raise RuntimeError(
                "DATABASE_URL and REDIS_URL are needed; `startrail all` brings its own servers"
            )
        self.settings = chosen
        self.database = Database(chosen.database_url, pool_size=chosen.pool_size)
        self.vault = Vault(load_master_key(chosen.master_key_path))
        self.bells = Bells(chosen.database_url)
        self.valkey: Redis = connect(chosen.redis_url)
        self.ring = Ring(chosen.redis_url)
        self.policies = Policies(self.database, self.bells)
        self.gatekeeper = Gatekeeper(
            self.database,
            self.bells,
            self.policies.mask_of,
            cookie=cookie_name(behind_tls=chosen.behind_tls),
            mask_at_once=self.policies.mask_at_once,
        )
        self.policies.on_changed(self.gatekeeper.policy_changed)
        self.entrance = Entrance(
            database=self.database,
            vault=self.vault,
            gatekeeper=self.gatekeeper,
            equip=equip,
            behind_tls=chosen.behind_tls,
            loopback=self._on_loopback,
        )
        self.services = Services(
            database=self.database,
            vault=self.vault,
            bells=self.bells,
            extra={
                "policies": self.policies,
                "hasher": self.entrance.hasher,
                "files": FileStore(chosen.files_dir, chosen.scanner),
                "mails": desk_of(chosen),
                "valkey": self.valkey,
            },
        )

    @property
    def _on_loopback(self) -> bool:
        return self.settings.host in {"127.0.0.1", "::1", "localhost"}

    @property
    def knows_its_name(self) -> bool:
        """Whether requests for other host names can only come from pages that mean harm."""
        return self._on_loopback or self.settings.public_url is not None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Listen and poll while the server runs."""
        async with AsyncExitStack() as stack:
            self.database.ring = self.ring
            stack.push_async_callback(self.database.close)
            stack.push_async_callback(self.valkey.aclose)
            stack.push_async_callback(self.ring.close)
            for part in (self.bells, self.policies, self.gatekeeper):
                await part.start()
                stack.push_async_callback(part.stop)
            # What lives as long as the process need not be looked at again: a full collection stalls everybody.
            gc.collect()
            gc.freeze()
            # A request makes and drops thousands of objects without a circle; by the usual measure of 700 each would
            # be searched for them.
            gc.set_threshold(20_000, 20, 20)
            yield

    async def authenticate(self, connection: HTTPConnection) -> Principal | None:
        """Who sends a request or opens a socket."""
        ip = connection.client.host if connection.client else None
        return await self.gatekeeper.authenticate(connection.headers, ip)

    def routes(self) -> list[BaseRoute]:
        """Every path; the web app has all that is left."""
        return [
            Route("/healthz", self.healthz, methods=["GET"]),
            Route("/readyz", self.readyz, methods=["GET"]),
            Route("/metrics", self.metrics, methods=["GET"]),
            *auth_routes(self.entrance),
            *AssessmentRoutes(self.database, self.vault).routes,
            *LeavingRoutes(self.database, self.vault).routes,
            *RequestRoutes(self.database, self.vault).routes,
            *CalendarRoutes(self.database, self.policies).routes,
            *ApprovalRoutes(self.database, self.vault).routes,
            *AutomationRoutes(self.database, self.vault, self.policies).routes,
            *graphql_routes(self.transport, allowed_origins=self.origins.foreign),
            *ImportFiles(self.database, self.vault, self.authenticate, self.settings.scanner).routes(),
            *FileRoutes(
                self.services,
                self.authenticate,
                {"document": find_document, "export": find_export, "proposal": find_proposal},
            ).routes,
            *site_routes(self.authenticate),
        ]

    @cached_property
    def transport(self) -> Transport:
        """What all ways to the API share."""
        schema = build((Guard,))
        compiled = compiled_queries(schema)
        self.services.extra[LIST_OPERATIONS] = Operations(
            schema, EXPORTING, compiled=compiled, free_documents=True
        )
        return graphql_transport(
            schema,
            self.services,
            self.authenticate,
            watch=self.gatekeeper,
            compiled=compiled,
            trusted=Trusted(DOCUMENTS),
            free_documents=self.settings.free_documents,
        )

    @property
    def plain_requests(self) -> PlainRequests:
        """What the middleware would do for a request that needs nothing of it."""
        return PlainRequests(
            self.gatekeeper,
            self.origins,
            public_url=self.settings.public_url,
            all_hosts=not self.knows_its_name,
            behind_tls=self.settings.behind_tls,
        )

    @property
    def origins(self) -> Origins:
        """The origins that browsers may come from."""
        return origins_of(self.settings.public_url)

    async def healthz(self, _request: Request) -> Response:
        """Alive: this process runs its loop."""
        return JSONResponse(health.alive())

    async def readyz(self, _request: Request) -> Response:
        """Ready: database, Valkey and schema are as this code needs them."""
        found = await health.readiness(self.database, self.valkey, newest())
        return JSONResponse(asdict(found), status_code=200 if found.ready else 503)

    async def metrics(self, _request: Request) -> Response:
        """Figures for Prometheus."""
        found = await health.metrics(self.database, self.valkey)
        told = generate_latest(found) + generate_latest(REGISTRY)
        return Response(told, media_type=CONTENT_TYPE_LATEST)


def build_app(chosen: Settings) -> Starlette:
    """The application with its middleware: the short way, then headers, foreign pages, forged requests."""
    parts = Application(chosen)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with parts.running():
            yield

    app = Starlette(
        routes=parts.routes(),
        lifespan=lifespan,
        middleware=[
            Middleware(Express, transport=parts.transport, passage=parts.plain_requests.passage, path=PATH),
            Middleware(SecurityHeaders, behind_tls=chosen.behind_tls),
            *([Middleware(KnownHosts, public_url=chosen.public_url)] if parts.knows_its_name else []),
            Middleware(Cors, origins=parts.origins),
            Middleware(Csrf, cookie=parts.gatekeeper.cookie, origins=parts.origins),
        ],
    )
    app.state.parts = parts
    return app


class _Late:
    """Makes the application when the server starts it, so that importing this module asks for no servers."""

    def __init__(self) -> None:
        self._app: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._app is None:
            self._app = build_app(settings())
        await self._app(scope, receive, send)


app = _Late()
