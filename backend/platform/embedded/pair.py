"""The pair: both servers under one supervisor, over one data folder."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from backend.platform.embedded.account import server_account
from backend.platform.embedded.binaries import find_binaries, readable_for
from backend.platform.embedded.faults import PortTaken
from backend.platform.embedded.lock import FolderLock
from backend.platform.embedded.place import INSIDE, choose_place, make_data_folder, open_place
from backend.platform.embedded.ports import is_free
from backend.platform.embedded.postgres import Postgres
from backend.platform.embedded.server import Server
from backend.platform.embedded.state import Addresses, State, load, new_state, save
from backend.platform.embedded.valkey import Valkey

LOG = logging.getLogger(__name__)
SHELTER = Path("/var/lib/startrail")
STATE, LOCK = "pair.json", "pair.lock"
PORT_TRIES = 5


class Pair:
    """PostgreSQL and Valkey as children of this process.

    folder: data, passwords, logs; made when missing. durable=False: for tests, nothing outlives a power cut.
    notice: gets sentences worth telling the operator. shelter: where the data go when we are root and the
    server account cannot reach the folder (for example below root's home).
    Only the main thread may start it. Ctrl-C does not reach the servers; they die with this process.
    """

    def __init__(
        self,
        folder: Path,
        *,
        durable: bool = True,
        notice: Callable[[str], None] = LOG.warning,
        shelter: Path = SHELTER,
    ) -> None:
        self.folder = folder.absolute()
        self.durable = durable
        self._notice = notice
        self._shelter = shelter
        self._lock = FolderLock(self.folder / LOCK)
        self._state: State | None = None
        self._servers: tuple[Valkey, Postgres] | None = None

    def __enter__(self) -> Addresses:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def addresses(self) -> Addresses:
        """Where the servers are. Raises RuntimeError before the start."""
        if self._state is None:
            raise RuntimeError("the pair was not started")
        return self._state.addresses

    @property
    def pids(self) -> dict[str, int | None]:
        """Process ids by the servers' names; None for one that is down."""
        return {server.name: server.pid for server in self._servers or ()}

    def start(self) -> Addresses:
        """Start both servers and wait until they serve. Raises PairFault; then nothing is left running."""
        make_data_folder(self.folder)
        self._lock.take()
        try:
            state = self._assemble()
            self._start_all(state)
        except BaseException:
            self.stop()
            raise
        return self.addresses

    def mend(self) -> list[str]:
        """Start again, on the same ports, what has died; the names of those servers. Raises PairFault."""
        dead = [server for server in self._servers or () if server.pid is None]
        for server in dead:
            server.launch()
        for server in dead:
            server.await_ready()
        return [server.name for server in dead]

    def stop(self, *, seconds: float = 15) -> None:
        """Stop both servers in order, by force after the given time; harmless when stopped."""
        end = time.monotonic() + seconds
        servers: tuple[Server, ...] = self._servers or ()
        for server in servers:
            server.ask_to_stop()
        for server in servers:
            server.stop(seconds=max(0.1, end - time.monotonic()))
        self._servers = None
        self._lock.release()

    def _assemble(self) -> State:
        """Find programs, account, place and passwords; make the cluster on the first start."""
        found = find_binaries()
        saved = load(self.folder / STATE)
        account = server_account(self.folder / (saved.servers if saved else INSIDE))
        place = saved.servers if saved else choose_place(self.folder, account, self._shelter, self._notice)
        servers = open_place(self.folder, place, account, new=saved is None)
        binaries = readable_for(found, account, servers.with_name(f"{servers.name}-programs"))
        if binaries != found:
            self._notice(f"服务器程序的副本 / copies of the server programs: {binaries.root.parent.parent}")
        state = saved or new_state(place)
        self._remember(state)
        postgres = Postgres(
            servers / "postgres",
            self.folder / "postgres.log",
            account,
            state.postgres_port,
            binaries,
            durable=self.durable,
        )
        valkey = Valkey(
            servers / "valkey",
            self.folder / "valkey.log",
            account,
            state.valkey_port,
            binaries,
            password=state.valkey_password,
            durable=self.durable,
        )
        postgres.prepare(state.postgres_password)
        self._servers = valkey, postgres
        return state

    def _start_all(self, state: State) -> None:
        """Both at once; one whose port was taken meanwhile gets another port, which is saved."""
        assert self._servers is not None
        for server in self._servers:
            server.end_orphans()
        for _ in range(PORT_TRIES):
            valkey, postgres = self._servers
            for port in (state.postgres_port, state.valkey_port):
                state = state if is_free(port) or port in self._own_ports() else state.with_new_port(port)
            valkey.port, postgres.port = state.valkey_port, state.postgres_port
            self._remember(state)
            try:
                self.mend()
            except PortTaken as taken:
                state = state.with_new_port(taken.port)
                continue
            return
        raise PortTaken(state.postgres_port)

    def _own_ports(self) -> set[int]:
        return {server.port for server in self._servers or () if server.pid is not None}

    def _remember(self, state: State) -> None:
        if state != self._state:
            save(self.folder / STATE, state)
            self._state = state
