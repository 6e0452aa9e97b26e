"""The TLS edge, run for real: caddy with infra/edge/Caddyfile before a small application.

Needs a `caddy` command on PATH and is skipped without one (test_edge.py reads the file in any case).
"""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import ssl
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import psutil
import pytest
import websockets

ROOT = Path(__file__).resolve().parents[2]
CADDY = shutil.which("caddy")
pytestmark = pytest.mark.skipif(CADDY is None, reason="no caddy on PATH: the edge is not run")
KIB = 1024


@dataclass
class Edge:
    """A running edge: its ports, its process and a context that trusts its own authority."""

    http: int
    https: int
    pid: int
    trust: ssl.SSLContext

    def client(self) -> httpx2.AsyncClient:
        """A client that trusts the edge's own certificate authority and nothing else."""
        return httpx2.AsyncClient(verify=self.trust, base_url=f"https://localhost:{self.https}", timeout=30)


def free_port() -> int:
    """A TCP port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def answering(port: int, trust: ssl.SSLContext | None = None) -> None:
    """Wait until somebody listens on the port, with TLS where `trust` is given; TimeoutError after 20 s."""
    async with asyncio.timeout(20):
        while True:
            try:
                _, writer = await asyncio.open_connection("localhost", port, ssl=trust)
            except OSError:  # also ssl.SSLError: the certificate is issued just after the port is open
                await asyncio.sleep(0.05)
            else:
                writer.close()
                return


@asynccontextmanager
async def running(*command: str, env: dict[str, str]) -> AsyncIterator[asyncio.subprocess.Process]:
    """A child process, ended at the end."""
    process = await asyncio.create_subprocess_exec(
        *command, env={**os.environ, **env}, cwd=ROOT, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        process.terminate()
        await process.wait()


@asynccontextmanager
async def edge_before(upstream: int, home: Path) -> AsyncIterator[Edge]:
    """The edge with its own certificate authority before the upstream port."""
    http, https = free_port(), free_port()
    env = {
        "STARTRAIL_SITE": "localhost",
        "STARTRAIL_UPSTREAM": f"127.0.0.1:{upstream}",
        "STARTRAIL_HTTP_PORT": str(http),
        "STARTRAIL_HTTPS_PORT": str(https),
        "XDG_DATA_HOME": str(home),
        "XDG_CONFIG_HOME": str(home),
    }
    run = (str(CADDY), "run", "--adapter", "caddyfile", "--config", str(ROOT / "infra/edge/Caddyfile"))
    async with running(*run, env=env) as process:
        await answering(https)
        root = home / "caddy/pki/authorities/local/root.crt"
        trust = ssl.create_default_context(cafile=root)
        await answering(https, trust)
        yield Edge(http, https, process.pid, trust)


@pytest.fixture(scope="module")
async def edge(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Edge]:
    """The edge before the small application of edge_app.py."""
    port = free_port()
    serve = (sys.executable, "-m", "uvicorn", "tests.infra.edge_app:app", "--port", str(port))
    async with running(*serve, "--log-level", "error", env={}) as _:
        await answering(port)
        async with edge_before(port, tmp_path_factory.mktemp("edge")) as running_edge:
            yield running_edge


async def test_every_security_header_stands_once(edge: Edge) -> None:
    async with edge.client() as client:
        answer = await client.post("/graphql", content=b"{}")
    assert answer.status_code == 200
    assert answer.headers.get_list("strict-transport-security") == ["max-age=31536000"]
    assert answer.headers.get_list("content-security-policy") == ["default-src 'none'"]
    assert "server" not in answer.headers
    assert "via" not in answer.headers


async def test_plain_http_is_sent_to_https(edge: Edge) -> None:
    async with httpx2.AsyncClient() as client:
        answer = await client.get(f"http://localhost:{edge.http}/clients?tier=a")
    assert answer.status_code == 308
    assert answer.headers["location"] == "https://localhost/clients?tier=a"


async def test_http2_is_offered_and_old_tls_is_not(edge: Edge) -> None:
    offer = ssl.create_default_context()
    offer.check_hostname, offer.verify_mode = False, ssl.CERT_NONE
    offer.set_alpn_protocols(["h2", "http/1.1"])
    _, writer = await asyncio.open_connection("localhost", edge.https, ssl=offer, server_hostname="localhost")
    channel = writer.get_extra_info("ssl_object")
    assert channel.selected_alpn_protocol() == "h2"
    assert channel.version() == "TLSv1.3"
    writer.close()


async def test_the_caller_cannot_forge_where_he_comes_from(edge: Edge) -> None:
    forged = {
        "x-forwarded-for": "203.0.113.9",
        "x-forwarded-proto": "http",
        "x-forwarded-host": "evil.example",
    }
    async with edge.client() as client:
        seen = (await client.post("/graphql", content=b"{}", headers=forged)).json()["headers"]
    assert seen["x-forwarded-for"] in {"127.0.0.1", "::1"}
    assert seen["x-forwarded-proto"] == "https"
    assert seen["x-forwarded-host"] == f"localhost:{edge.https}"


async def test_a_web_socket_passes_with_its_sub_protocol(edge: Edge) -> None:
    address = f"wss://localhost:{edge.https}/graphql"
    async with websockets.connect(address, ssl=edge.trust, subprotocols=["graphql-transport-ws"]) as ws:  # type: ignore[list-item]
        assert ws.subprotocol == "graphql-transport-ws"
        assert '"x-forwarded-proto":"https"' in str(await ws.recv())
        await ws.send("星轨")
        assert await ws.recv() == "星轨"


@pytest.mark.parametrize(("path", "limit"), [("/graphql", 256 * KIB), ("/files/upload", 20 * KIB * KIB)])
async def test_a_body_of_the_limit_passes_and_one_byte_more_is_refused(
    edge: Edge, path: str, limit: int
) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield b"x" * limit
        yield b"x"

    async with edge.client() as client:
        fits = await client.post(path, content=b"x" * limit)
        declared = await client.post(path, content=b"x" * (limit + 1))
        chunked = await client.post(path, content=pieces())
    assert (fits.status_code, fits.json()["size"]) == (200, limit)
    for refused in (declared, chunked):
        assert refused.status_code == 413
        assert refused.json()["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
        assert refused.headers.get_list("strict-transport-security") == ["max-age=31536000"]


async def test_metrics_and_readiness_stay_inside(edge: Edge) -> None:
    async with edge.client() as client:
        found = {path: (await client.get(path)).status_code for path in ("/healthz", "/readyz", "/metrics")}
        sly = [
            (await client.get(path)).text for path in ("//metrics", "/./metrics", "/%6detrics", "/METRICS")
        ]
    assert found == {"/healthz": 200, "/readyz": 404, "/metrics": 404}
    assert "inside" not in sly


async def test_nothing_but_the_two_ports_listens(edge: Edge) -> None:
    sockets = psutil.Process(edge.pid).net_connections(kind="inet")
    assert {s.laddr.port for s in sockets if s.status == psutil.CONN_LISTEN} == {edge.http, edge.https}


async def test_events_arrive_when_they_are_sent(edge: Edge) -> None:
    async with edge.client() as client, client.stream("GET", "/events") as answer:
        lines = answer.aiter_lines()
        assert await anext(lines) == "data: first"
        first = time.monotonic()
        assert [line async for line in lines if line] == ["data: second"]
        assert time.monotonic() - first > 1


async def test_json_is_compressed(edge: Edge) -> None:
    async with edge.client() as client:
        answer = await client.get("/long", headers={"accept-encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.json()["rows"][0] == "王小明"


async def test_a_stopped_application_is_a_coded_refusal(tmp_path: Path) -> None:
    async with edge_before(free_port(), tmp_path) as edge, edge.client() as client:
        answer = await client.get("/clients")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert answer.json()["errors"][0]["extensions"]["code"] == "UNAVAILABLE"
