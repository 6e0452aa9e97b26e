"""`startrail all`: servers, API, SPA and worker in one terminal, and nothing left after Ctrl-C."""

from __future__ import annotations

import http.client
import ipaddress
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from backend.commands.children import Child
from backend.commands.servers import own_servers, publish
from backend.commands.stopping import stop_as_interrupt
from backend.platform.embedded.faults import PairFault
from backend.platform.embedded.pair import Pair
from backend.platform.embedded.ports import is_free
from backend.platform.settings import Settings, settings

API = (sys.executable, "-m", "backend.commands.api")
WORKER = (sys.executable, "-m", "backend.workers.main")
MAIL = (sys.executable, "-m", "backend.workers.mailroom.main")
GRACE = 10.0
"""Seconds the API and the worker have for what they are doing; the servers get GRACE more at most."""
PORT_PATIENCE = 5.0
LOOK_EVERY = 0.1
FAILED_STARTS = 3


@dataclass(frozen=True)
class Steps:
    """What happens between the start of the servers and that of the processes.

    migrate: brings the schema up to date, given the owner's address. prepare_first_start: loads the demo firm
    where it is due and returns lines to show, such as log-ins. api, worker, mail: the commands of the processes; that
    for mail only where mail is received.
    """

    migrate: Callable[[str], None]
    prepare_first_start: Callable[[], Sequence[str]]
    api: Sequence[str] = API
    worker: Sequence[str] = WORKER
    mail: Sequence[str] = MAIL


def run_all(steps: Steps) -> int:
    """Run the product until Ctrl-C or SIGTERM; the exit code. Refusals are printed in both languages."""
    chosen = settings()
    try:
        with stop_as_interrupt():
            check_settings(chosen)
            _await_port(chosen)
            _serve(steps, chosen)
    except PairFault as fault:
        print(fault, file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        _say("已停止。 Stopped.")
    return 0


def check_settings(chosen: Settings) -> None:
    """Refuse what the API could not work with. Raises PairFault as the two checks."""
    check_listener(chosen)
    check_scanner_address(chosen)


def check_scanner_address(chosen: Settings) -> None:
    """Refuse an address of a virus scanner that is none. Raises PairFault(BAD_SETTING)."""
    _ = chosen.scanner


def check_listener(chosen: Settings) -> None:
    """Refuse to show the demo firm to a network: its log-ins are known. Raises PairFault(DEMO_IN_PUBLIC)."""
    if chosen.demo and not _is_loopback(chosen.host):
        raise PairFault(
            "DEMO_IN_PUBLIC",
            zh=f"演示模式只在本机监听，HOST={chosen.host} 不被接受。对外服务请设置 STARTRAIL_DEMO=0。",
            en=f"Demo mode listens on the loopback address only, not on HOST={chosen.host}. "
            "Set STARTRAIL_DEMO=0 to serve a network.",
        )


def _serve(steps: Steps, chosen: Settings) -> None:
    """Servers, schema, demo firm, processes; until interrupted."""
    children = [Child("API", steps.api, _say), Child("worker", steps.worker, _say)]
    if _receives_mail(chosen):
        children.append(Child("mail", steps.mail, _say))
    pair: Pair | None = None
    try:
        addresses = own_servers(chosen)
        if addresses is None:
            pair = Pair(chosen.data_dir, notice=_say)
            addresses = pair.start()
        publish(addresses)
        steps.migrate(addresses.database_url)
        lines = steps.prepare_first_start()
        for child in children:
            child.start()
        _await_api(chosen, children)
        _welcome(chosen, lines)
        while True:
            _look_after(pair, children)
    finally:
        _stop(pair, children)


def _receives_mail(chosen: Settings) -> bool:
    """Whether mail is taken in. Raises PairFault(PORT_TAKEN) for a chosen port; of the usual one it is only told."""
    if chosen.mail_listens == 0:
        return False
    if is_free(chosen.mail_listens, chosen.mail_host):
        return True
    where = f"{chosen.mail_host}:{chosen.mail_listens}"
    if chosen.mail_port is not None:
        raise PairFault(
            "PORT_TAKEN",
            zh=f"收信端口 {where} 已被其他程序占用。请用 STARTRAIL_MAIL_PORT 另选，或设为 0 不收信。",
            en=f"The port for mail {where} is taken by another program. Choose another STARTRAIL_MAIL_PORT, or 0 for "
            "none.",
        )
    _say(f"{where} 已被占用，本次不收信。 {where} is taken: no mail is received this time.")
    return False


def _look_after(pair: Pair | None, children: Sequence[Child]) -> None:
    """One look at everything: dead servers first, since the processes need them."""
    time.sleep(LOOK_EVERY)
    for name in pair.mend() if pair else ():
        _say(f"{name} 已重新启动。 {name} was started again.")
    for child in children:
        child.tend()


def _stop(pair: Pair | None, children: Sequence[Child]) -> None:
    """The processes first, then the servers they use; all within two GRACEs."""
    deadline = time.monotonic() + GRACE
    for child in children:
        child.ask_to_stop()
    for child in children:
        child.end(deadline)
    if pair is not None:
        pair.stop(seconds=GRACE - 1)


def _await_port(chosen: Settings) -> None:
    """Wait a little for our port, which a stopping product may still hold. Raises PairFault(PORT_TAKEN)."""
    end = time.monotonic() + PORT_PATIENCE
    while not is_free(chosen.port, chosen.host):
        if time.monotonic() > end:
            raise PairFault(
                "PORT_TAKEN",
                zh=f"{chosen.host}:{chosen.port} 已被其他程序占用。请停止它，或用 PORT=8001 另选端口。",
                en=f"{chosen.host}:{chosen.port} is taken by another program. "
                "Stop that one, or choose another port, such as PORT=8001.",
            )
        time.sleep(LOOK_EVERY)


def _await_api(chosen: Settings, children: Sequence[Child]) -> None:
    """Wait until the API answers. Raises PairFault when it ends again and again instead."""
    api = children[0]
    while not _is_alive(chosen):
        if api.ended >= FAILED_STARTS:
            raise PairFault(
                "API_DID_NOT_START",
                zh="API 进程多次启动失败，原因见上方输出。",
                en="The API process ended at every start; its output above tells why.",
            )
        for child in children:
            child.tend()
        time.sleep(LOOK_EVERY)


def _is_alive(chosen: Settings) -> bool:
    connection = http.client.HTTPConnection(_near_address(chosen.host), chosen.port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _near_address(host: str) -> str:
    """The address under which we reach ourselves."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  compared, not bound


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _welcome(chosen: Settings, lines: Sequence[str]) -> None:
    host = _near_address(chosen.host)
    _say("")
    _say(f"Startrail 星轨  {chosen.public_url or f'http://{host}:{chosen.port}'}")
    for line in lines:
        _say(line)
    _say("按 Ctrl-C 停止。 Ctrl-C stops it.")


def _say(line: str) -> None:
    print(line, flush=True)
