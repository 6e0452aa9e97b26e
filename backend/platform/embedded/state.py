"""What the pair remembers between starts: ports, passwords and where the servers' data lie."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from backend.platform.embedded.faults import PairFault
from backend.platform.embedded.ports import LOOPBACK, free_port

DATABASE = "startrail"
OWNER = "app"


@dataclass(frozen=True)
class Addresses:
    """Where the servers are, with their passwords: never to be logged."""

    database_url: str = field(repr=False)
    redis_url: str = field(repr=False)


@dataclass(frozen=True)
class State:
    """The saved facts of one pair. `servers`: data of both, relative to the data folder or absolute."""

    postgres_port: int
    postgres_password: str = field(repr=False)
    valkey_port: int
    valkey_password: str = field(repr=False)
    servers: str

    @property
    def addresses(self) -> Addresses:
        """Plain addresses as any client understands them."""
        return Addresses(
            f"postgresql://{OWNER}:{self.postgres_password}@{LOOPBACK}:{self.postgres_port}/{DATABASE}",
            f"redis://:{self.valkey_password}@{LOOPBACK}:{self.valkey_port}/0",
        )

    def with_new_port(self, taken: int) -> State:
        """The same with another port in place of one that is taken."""
        port = free_port(avoid=frozenset({self.postgres_port, self.valkey_port}))
        if taken == self.postgres_port:
            return replace(self, postgres_port=port)
        return replace(self, valkey_port=port)


def new_state(servers: str) -> State:
    """Free ports and fresh random passwords."""
    first = free_port()
    second = free_port(avoid=frozenset({first}))
    return State(first, secrets.token_hex(24), second, secrets.token_hex(24), servers)


def load(path: Path) -> State | None:
    """The saved state; None on the first start. Raises PairFault when it is not ours to read or broken."""
    try:
        return State(**json.loads(path.read_text()))
    except FileNotFoundError:
        return None
    except PermissionError as fault:
        raise PairFault(
            "FOREIGN_DATA",
            zh=f"无权读取 {path}。请用创建它的用户（或 root）运行，或用 STARTRAIL_DATA 另选目录。",
            en=f"{path} may not be read. Run as the user who made it (or as root), "
            "or choose another folder by STARTRAIL_DATA.",
        ) from fault
    except (ValueError, TypeError) as fault:
        raise PairFault(
            "BROKEN_STATE",
            zh=f"{path} 已损坏，里面有数据库口令。请从备份恢复该文件。",
            en=f"{path} is broken; it holds the servers' passwords. Restore that file from a backup.",
        ) from fault


def save(path: Path, state: State) -> None:
    """Write the state for us alone (0600), whole or not at all."""
    new = path.with_name(path.name + ".new")
    new.unlink(missing_ok=True)
    file = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(file, "w") as out:
        json.dump(asdict(state), out, indent=1)
        out.flush()
        os.fsync(file)
    new.replace(path)
