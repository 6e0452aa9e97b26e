"""`startrail all` keeps its processes alive, and leaves none behind."""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import asyncpg
import pytest

from backend.commands.run import check_listener, check_settings
from backend.commands.servers import own_servers, servers
from backend.platform.embedded.faults import PairFault
from backend.platform.embedded.state import load
from backend.platform.settings import Settings, settings
from tests.product import Product, living

# A product in small: it migrates, an API tells its process and its servers, a worker needs Valkey.
PRODUCT = """
import asyncio, asyncpg, sys
from backend.commands.run import Steps, run_all

def migrate(url):
    async def make():
        connection = await asyncpg.connect(url)
        await connection.execute("create table if not exists note (text text)")
        await connection.close()
    asyncio.run(make())

sys.exit(run_all(Steps(migrate, lambda: ["manager@demo.startrail.local"],
    [sys.executable, "-c", API], [sys.executable, "-c", WORKER])))
"""
API = """
import http.server, json, os
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps({"pid": os.getpid(), "database": os.environ["DATABASE_URL"]}).encode())
    def log_message(self, *words): pass
http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Answer).serve_forever()
"""
WORKER = """
import os, redis, time
client = redis.Redis.from_url(os.environ["REDIS_URL"])
while True:
    client.rpush("workers", os.getpid())
    time.sleep(0.05)
"""


def small_product(folder: Path, *, api: str = API) -> Product:
    code = f"API = {api!r}\nWORKER = {WORKER!r}\n{PRODUCT}"
    return Product(folder, [sys.executable, "-c", code])


@pytest.fixture
def product() -> Iterator[Product]:
    parent = Path(tempfile.mkdtemp(prefix="startrail-run-"))
    parent.chmod(0o755)
    product = small_product(parent / "data")
    yield product
    product.stop()
    shutil.rmtree(parent)


def eventually(claim: Callable[[], bool], seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if claim():
            return True
        time.sleep(0.05)
    return claim()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stop_leaves_no_process_and_no_port(product: Product, number: signal.Signals) -> None:
    process = product.start()
    said = product.until("Ctrl-C")
    assert f"http://127.0.0.1:{product.port}" in said
    assert "manager@demo.startrail.local" in said
    family = product.family()
    assert len(family) >= 4
    began = time.monotonic()
    os.killpg(process.pid, number)
    assert process.wait(25) == 0
    assert time.monotonic() - began < 20
    assert living(family) == []
    log = (product.folder / "postgres.log").read_text()
    assert "database system is shut down" in log


async def test_killed_processes_come_back_with_all_rows(product: Product) -> None:
    product.start()
    product.until("Ctrl-C")
    health = json.loads(product.get("/healthz"))
    connection = await asyncpg.connect(health["database"])
    await connection.execute("insert into note values ('王小明')")
    await connection.close()
    api = int(health["pid"])
    os.kill(api, signal.SIGKILL)
    product.until("API process ended (code -9)")
    assert eventually(lambda: _health_pid(product) not in (None, api))
    product.child("postgres").kill()
    product.until("PostgreSQL was started again")
    connection = await asyncpg.connect(health["database"])
    assert await connection.fetchval("select text from note") == "王小明"
    await connection.close()
    product.child("valkey-server").kill()
    product.until("Valkey was started again")
    product.until("worker process ended")
    assert eventually(lambda: len(living(product.family())) >= 4)


async def test_a_killed_product_leaves_nothing_and_starts_again_with_all_rows(product: Product) -> None:
    process = product.start()
    product.until("Ctrl-C")
    connection = await asyncpg.connect(json.loads(product.get("/healthz"))["database"])
    await connection.execute("insert into note values ('kept')")
    await connection.close()
    family = product.family()
    process.kill()
    process.wait()
    if sys.platform == "linux":
        assert await asyncio.to_thread(eventually, lambda: living(family) == [], 40)
    product.start()
    product.until("Ctrl-C")
    connection = await asyncpg.connect(json.loads(product.get("/healthz"))["database"])
    assert await connection.fetchval("select text from note") == "kept"
    await connection.close()


def test_a_second_run_on_the_same_data_is_refused_and_harms_nothing(product: Product) -> None:
    process = product.start()
    product.until("Ctrl-C")
    second = small_product(product.folder)
    refused = second.start()
    assert refused.stdout is not None
    assert f"in use by process {process.pid}" in refused.stdout.read()
    assert refused.wait(10) == 1
    assert json.loads(product.get("/healthz"))


def test_a_taken_port_is_refused_in_words_before_anything_starts(product: Product) -> None:
    with socket.create_server(("127.0.0.1", product.port)):
        process = product.start()
        assert process.stdout is not None
        said = process.stdout.read()
    assert process.wait(10) == 1
    assert "PORT=8001" in said
    assert not product.folder.exists()


def test_an_api_that_cannot_start_ends_the_run_in_words(product: Product) -> None:
    product = small_product(product.folder, api="raise SystemExit('no route')")
    process = product.start()
    said = product.until("ended at every start")
    assert "no route" in said
    assert process.wait(25) == 1


def test_interrupted_while_starting_leaves_nothing(product: Product) -> None:
    process = product.start()
    assert eventually((product.folder / "pair.json").exists)
    os.killpg(process.pid, signal.SIGINT)
    assert process.wait(25) == 0
    state = load(product.folder / "pair.json")
    assert state is not None
    product.start()
    product.until("Ctrl-C")
    assert load(product.folder / "pair.json") == state


def test_demo_mode_does_not_listen_to_a_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOST", "0.0.0.0")
    with pytest.raises(PairFault, match="STARTRAIL_DEMO=0"):
        check_listener(Settings())
    monkeypatch.setenv("STARTRAIL_DEMO", "0")
    check_listener(Settings())
    for near in ("localhost", "127.0.0.1", "::1"):
        monkeypatch.setenv("HOST", near)
        monkeypatch.setenv("STARTRAIL_DEMO", "1")
        check_listener(Settings())


@pytest.mark.parametrize(
    ("name", "wrong", "right"),
    [
        ("STARTRAIL_CLAMD", "hunter2", "localhost:3310"),
        ("PORT", "hunter2", "8001"),
        ("STARTRAIL_DEMO_SIZE", "3", "50"),
    ],
)
def test_a_value_that_is_none_is_named_in_both_languages_and_not_repeated(
    monkeypatch: pytest.MonkeyPatch, name: str, wrong: str, right: str
) -> None:
    monkeypatch.setenv(name, right)
    settings.cache_clear()
    check_settings(settings())
    monkeypatch.setenv(name, wrong)
    settings.cache_clear()
    with pytest.raises(PairFault) as refused:
        check_settings(settings())
    settings.cache_clear()
    assert refused.value.code == "BAD_SETTING"
    assert f"环境变量 {name} 的值无效" in refused.value.zh
    assert f"no valid value for {name}." in refused.value.en
    assert f"{name} is written as" in refused.value.en
    assert "hunter2" not in str(refused.value)


def test_a_start_with_a_setting_that_is_none_ends_in_words(tmp_path: Path) -> None:
    for verb in ("all", "serve", "worker", "mail-in"):
        ended = subprocess.run(
            [sys.executable, "-m", "backend.cli", verb],
            env=os.environ | {"STARTRAIL_DATA": str(tmp_path / "data"), "STARTRAIL_CLAMD": "clam"},
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert ended.returncode == 1
        assert "host:port" in ended.stderr
        assert "Traceback" not in ended.stderr
    assert not (tmp_path / "data").exists()


def test_own_servers_come_as_a_pair(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://one")
    monkeypatch.setenv("REDIS_URL", "redis://two")
    both = own_servers(Settings())
    assert both is not None
    assert both.redis_url == "redis://two"
    monkeypatch.delenv("REDIS_URL")
    with pytest.raises(PairFault, match="Set both"):
        own_servers(Settings())
    monkeypatch.delenv("DATABASE_URL")
    assert own_servers(Settings()) is None


async def test_a_command_finds_the_servers_of_the_running_product(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    product.start()
    product.until("Ctrl-C")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("REDIS_URL", raising=False)
    monkeypatch.setenv("STARTRAIL_DATA", str(product.folder))
    settings.cache_clear()
    try:
        with servers() as addresses:
            assert addresses.database_url == json.loads(product.get("/healthz"))["database"]
            assert settings().database_url == addresses.database_url
        assert settings().database_url is None
    finally:
        monkeypatch.undo()
        settings.cache_clear()


def _health_pid(product: Product) -> int | None:
    try:
        return int(json.loads(product.get("/healthz"))["pid"])
    except (OSError, http.client.HTTPException):
        return None


def test_the_api_command_tells_why_it_does_not_start(product: Product) -> None:
    product.command = [sys.executable, "-m", "backend.commands.api"]
    process = product.start(HOST="0.0.0.0")
    assert process.stdout is not None
    assert "STARTRAIL_DEMO=0" in process.stdout.read()
    assert process.wait(10) == 1


@pytest.mark.parametrize("seconds", [0, 3])
def test_the_worker_command_works_with_a_pair_of_its_own_and_ends_whenever_it_is_asked(
    product: Product, seconds: int
) -> None:
    product.command = [sys.executable, "-m", "backend.commands.worker"]
    product.start()
    assert eventually(lambda: len(product.family()) > 2)
    assert product.process is not None
    time.sleep(seconds)
    assert product.process.poll() is None
    family = product.family()
    product.process.terminate()
    assert product.process.wait(30) == 0
    assert living(family) == []
