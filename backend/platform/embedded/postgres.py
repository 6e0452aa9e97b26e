"""The embedded PostgreSQL: making its cluster, and its settings."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Sequence
from pathlib import Path

import psutil

from backend.platform.embedded.account import Account
from backend.platform.embedded.binaries import Binaries
from backend.platform.embedded.faults import PairFault
from backend.platform.embedded.ports import LOOPBACK
from backend.platform.embedded.processes import end_orphans, living_in, run_to_end
from backend.platform.embedded.server import Server
from backend.platform.embedded.state import DATABASE, OWNER

# The character classes must know Chinese or pg_trgm finds no trigrams and search silently breaks; the order
# must not depend on the machine's C library. The first name is Linux's, the others are macOS' and old systems'.
CHARACTER_CLASSES = ("C.UTF-8", "en_US.UTF-8", "zh_CN.UTF-8")
BUILTIN_LOCALES_SINCE = 17
CGROUP_LIMIT = Path("/sys/fs/cgroup/memory.max")
MEGABYTE = 1 << 20
# Words of a server that met remains of a killed one: they go away as its last workers end.
REMAINS = ("shared memory block", "is still in use", 'lock file "postmaster.pid" already exists')
UNSAFE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Postgres(Server):
    """A cluster in `folder` with one database; the owner's password lives in the cluster."""

    name = "PostgreSQL"
    stop_signal = signal.SIGINT  # fast shutdown: ends sessions, writes a checkpoint
    patience = 600.0  # recovery after a crash may take minutes

    def __init__(
        self,
        folder: Path,
        log: Path,
        account: Account | None,
        port: int,
        binaries: Binaries,
        *,
        durable: bool,
    ) -> None:
        super().__init__(folder, log, account, port, durable=durable)
        self.binaries = binaries

    def prepare(self, password: str) -> None:
        """Make the cluster on the first start, whole or not at all.

        Raises PairFault(OTHER_MAJOR) when an existing one was written by another major version.
        """
        version = self.folder / "PG_VERSION"
        if not version.exists():
            self._create(password)
        elif (written := version.read_text().strip()) != str(self.binaries.major):
            raise _other_major(self.folder, written, self.binaries.major)

    def command(self) -> Sequence[str | Path]:
        """The server itself, not pg_ctl: it must be our direct child."""
        settings = {
            "listen_addresses": LOOPBACK,
            "port": str(self.port),
            "unix_socket_directories": "",
            "max_connections": "200",
            "shared_buffers": f"{shared_buffers_mb(memory_bytes()) if self.durable else 128}MB",
            "synchronous_commit": "on",
            "wal_level": "replica",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "logging_collector": "off",
            "log_checkpoints": "off",
            # Statements and details carry personal data; the product's own log tells what failed.
            "log_min_error_statement": "panic",
            "log_error_verbosity": "terse",
        }
        if self.binaries.has_library("pg_stat_statements"):
            settings["shared_preload_libraries"] = "pg_stat_statements"
        if not self.durable:
            settings |= UNSAFE
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [self.binaries.postgres, "-D", self.folder, *options]

    def end_orphans(self) -> None:
        """Also removes a stale `postmaster.pid` when surely nobody uses the cluster."""
        super().end_orphans()
        if not living_in(self.folder):
            # A zombie or a stranger with the same process id would make the server refuse to start.
            (self.folder / "postmaster.pid").unlink(missing_ok=True)

    def is_ready(self, pid: int) -> bool:
        """Line 1 of the server's own file is its process id, line 8 its state."""
        try:
            lines = (self.folder / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        return len(lines) >= 8 and lines[0] == str(pid) and lines[7].strip() == "ready"

    def passing_trouble(self, words: str) -> bool:
        """Whether the server only met the remains of a killed one."""
        return any(remains in words for remains in REMAINS)

    def _create(self, password: str) -> None:
        """Make the cluster beside its place, with its database, then move it there."""
        new = self.folder.with_name(self.folder.name + ".new")
        if self.folder.exists() and any(self.folder.iterdir()):
            raise _not_empty(self.folder)
        end_orphans(new, signal.SIGQUIT)
        secret = self.folder.with_name("password.new")
        try:
            _write_secret(secret, password, self.account)
            for ctype in CHARACTER_CLASSES:
                shutil.rmtree(new, ignore_errors=True)
                words = self._run(self._initdb(new, secret, ctype))
                if words is None:
                    break
                if "invalid locale" not in words:
                    raise self._did_not_start(words)
            else:
                raise _no_locale()
        finally:
            secret.unlink(missing_ok=True)
        words = self._run(
            [self.binaries.postgres, "--single", "-D", new, "-c", "exit_on_error=on", "postgres"],
            typed=f"create database {DATABASE}\n",
        )
        if words is not None:
            raise self._did_not_start(words)
        if self.folder.exists():
            self.folder.rmdir()
        new.rename(self.folder)
        _sync_folder(self.folder.parent)

    def _initdb(self, folder: Path, secret: Path, ctype: str) -> list[str | Path]:
        if self.binaries.major >= BUILTIN_LOCALES_SINCE:
            locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        else:
            locale = ["--locale-provider=libc"]
        return [
            self.binaries.initdb,
            *("-D", folder, "-U", OWNER, "--pwfile", secret),
            *("-A", "scram-sha-256", "-E", "UTF8", "--data-checksums", "--no-instructions"),
            *locale,
            *("--lc-collate=C", f"--lc-ctype={ctype}"),
            *([] if self.durable else ["--no-sync"]),
        ]

    def _run(self, command: Sequence[str | Path], *, typed: str = "") -> str | None:
        """Run a program of the server to its end; None when it succeeded, else its words."""
        code, words = run_to_end(command, self.account, typed)
        return None if code == 0 else words


def memory_bytes() -> int:
    """Memory we may use: of the machine, or of our container when that is less."""
    total = psutil.virtual_memory().total
    try:
        return min(total, int(CGROUP_LIMIT.read_text()))
    except (OSError, ValueError):  # no such limit, or "max"
        return total


def shared_buffers_mb(memory: int) -> int:
    """A modest share of the memory (bytes) for PostgreSQL's own cache: a sixteenth, 64 to 1,024 MB.

    Modest because the machine is shared with the API, the workers and the user's own programs, and because
    the operating system caches the files as well.
    """
    return max(64, min(1024, memory // 16 // MEGABYTE))


def _write_secret(path: Path, secret: str, account: Account | None) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(secret)
    if account is not None:
        account.give(path)


def _sync_folder(path: Path) -> None:
    """Make a rename inside the folder outlive a power cut."""
    file = os.open(path, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def _other_major(folder: Path, written: str, installed: int) -> PairFault:
    return PairFault(
        "OTHER_MAJOR",
        zh=f"数据目录 {folder} 由 PostgreSQL {written} 写成，而安装的是 {installed}，不能直接打开，数据未受影响。"
        f"请用 PostgreSQL {written} 的程序运行 startrail backup，再在新目录 restore；或用 pg_upgrade 升级。",
        en=f"The data folder {folder} was written by PostgreSQL {written}, installed is {installed}, which cannot "
        f"open it; the data are untouched. Run startrail backup with the programs of PostgreSQL {written} and "
        "restore into a new folder, or use pg_upgrade.",
    )


def _not_empty(folder: Path) -> PairFault:
    return PairFault(
        "NOT_EMPTY",
        zh=f"目录 {folder} 非空，但不是 PostgreSQL 数据目录。请移走其中的文件，或用 STARTRAIL_DATA 另选目录。",
        en=f"The folder {folder} is not empty, yet holds no PostgreSQL data. Move its files away, "
        "or choose another folder by STARTRAIL_DATA.",
    )


def _no_locale() -> PairFault:
    return PairFault(
        "NO_LOCALE",
        zh=f"系统缺少 UTF-8 区域设置（需要其一：{', '.join(CHARACTER_CLASSES)}），中文搜索将失效。请安装后重试。",
        en=f"The system has no UTF-8 locale (one of {', '.join(CHARACTER_CLASSES)} is needed), without which "
        "search in Chinese finds nothing. Install one and start again.",
    )
