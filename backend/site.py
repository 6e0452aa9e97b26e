"""The web app as files: the page with this answer's nonce, assets that never change under their names."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from backend.auth.browser import loosen_styles, nonce_of
from backend.graph.transport import Authenticate
from backend.graph.trusted import EXPLORE
from backend.platform.errors import Refused

WEB = Path(__file__).parent.parent / "frontend"
DIST = WEB / "dist"
DOCUMENTS = WEB / "persisted-queries.json"
"""What the web app asks, by the ids under which it asks."""
NONCE_MARK = "__CSP_NONCE__"
UNBUILT = "界面尚未构建，请运行 make run。\nThe web app is not built: run `make run`.\n"


class Assets(StaticFiles):
    """Files whose names hold their content's hash: kept for ever."""

    def file_response(self, *args: object, **kwargs: object) -> Response:
        """A file with its lifetime."""
        response = super().file_response(*args, **kwargs)  # type: ignore[arg-type]
        response.headers["cache-control"] = "public, max-age=31536000, immutable"
        return response

    async def get_response(self, path: str, scope: Scope) -> Response:
        """A file, or 404 without words."""
        return await super().get_response(path, scope)


@cache
def _page(name: str, changed_at: float) -> str:
    """A page's text; read again when the file is a new one."""
    return (DIST / name).read_text(encoding="utf-8")


async def page(request: Request) -> Response:
    """The one page of the web app; the paths are its own business. Files at the root (manifest, icons) as they are."""
    name = request.path_params.get("path", "")
    file = (DIST / name).resolve() if name else DIST / "index.html"
    if name and file.is_relative_to(DIST.resolve()) and file.is_file() and file.suffix != ".html":
        return await StaticFiles(directory=DIST).get_response(name, request.scope)
    if "." in name.rpartition("/")[2]:
        return PlainTextResponse("", status_code=404)
    index = DIST / "index.html"
    if not index.exists():
        return PlainTextResponse(UNBUILT, status_code=503)
    text = _page(index.name, index.stat().st_mtime).replace(NONCE_MARK, nonce_of(request.scope))
    return HTMLResponse(text, headers={"cache-control": "no-cache"})


def explorer(authenticate: Authenticate) -> Callable[[Request], Awaitable[Response]]:
    """The page of the explorer for who may send free documents; for others the web app, which tells them so."""

    async def explore(request: Request) -> Response:
        file = DIST / "explore.html"
        try:
            principal = await authenticate(request)
        except Refused:
            principal = None  # cannot be known now: the app says it, too
        if principal is None or not principal.may(EXPLORE) or not file.exists():
            return await page(request)
        loosen_styles(request.scope)
        text = _page(file.name, file.stat().st_mtime)
        return HTMLResponse(text, headers={"cache-control": "no-store"})

    return explore


def site_routes(authenticate: Authenticate) -> list[BaseRoute]:
    """Assets, the explorer and, for every other path, the page."""
    assets = DIST / "assets"
    return [
        Mount("/assets", Assets(directory=assets, check_dir=False)),
        Route("/explore", explorer(authenticate), methods=["GET", "HEAD"]),
        Route("/{path:path}", page, methods=["GET", "HEAD"]),
    ]
