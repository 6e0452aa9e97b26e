"""The web app as files: the page with this answer's nonce, assets that never change under their names."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from backend.auth.browser import nonce_of

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
def _page(changed_at: float) -> str:
    """The page's text; read again when the file is a new one."""
    return (DIST / "index.html").read_text(encoding="utf-8")


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
    text = _page(index.stat().st_mtime).replace(NONCE_MARK, nonce_of(request.scope))
    return HTMLResponse(text, headers={"cache-control": "no-cache"})


def site_routes() -> list[BaseRoute]:
    """Assets and, for every other path, the page."""
    assets = DIST / "assets"
    return [
        Mount("/assets", Assets(directory=assets, check_dir=False)),
        Route("/{path:path}", page, methods=["GET", "HEAD"]),
    ]
