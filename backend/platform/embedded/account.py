"""The account under which the servers run when we are root: PostgreSQL refuses to run as root."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from backend.platform.embedded.faults import PairFault

if sys.platform != "win32":
    import pwd

SYSTEM_ACCOUNTS = ("postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """An existing account of the system, by number."""

    name: str
    uid: int
    gid: int

    def may(self, test: str, path: Path) -> bool:
        """Whether the account itself may `-x`, `-r` or `-w` a path, asked as that account.

        Asking beats reading mode bits: lists of access rights and security modules count too.
        Raises PairFault when the system does not let us become the account.
        """
        try:
            asked = subprocess.run(  # noqa: S603  fixed program, the path is one argument
                ["/bin/sh", "-c", 'test "$1" "$2"', "sh", test, os.fspath(path)],
                user=self.uid,
                group=self.gid,
                extra_groups=[],
                cwd="/",
                check=False,
                capture_output=True,
            )
        except (PermissionError, OSError, subprocess.SubprocessError) as fault:
            raise PairFault(
                "NO_ACCOUNT",
                zh=f"以 root 运行，但系统不允许切换到账户 {self.name}。"
                "请用普通用户启动，或设置 DATABASE_URL 与 REDIS_URL。",
                en=f"Running as root, but the system does not let us become {self.name}. "
                "Start as an ordinary user, or set DATABASE_URL and REDIS_URL.",
            ) from fault
        return asked.returncode == 0

    def give(self, path: Path) -> None:
        """Make the account the owner of one path."""
        os.chown(path, self.uid, self.gid)


def server_account(data: Path) -> Account | None:
    """Whom the servers run as; None means ourselves, which is so for every ordinary user.

    data: the servers' folder; if it exists, its owner goes on owning it. Else `postgres`, else `nobody`.
    Raises PairFault when we are root and there is neither, and when an ordinary user meets a foreign folder.
    """
    if sys.platform == "win32":
        return None
    owner = data.stat() if data.exists() else None
    if os.geteuid() != 0:
        if owner is not None and owner.st_uid != os.geteuid():
            raise _foreign(data, owner.st_uid)
        return None
    if owner is not None and owner.st_uid != 0:
        return Account(_name_of(owner.st_uid), owner.st_uid, owner.st_gid)
    for name in SYSTEM_ACCOUNTS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    raise PairFault(
        "NO_ACCOUNT",
        zh="以 root 运行，但系统没有 postgres 或 nobody 账户。请用普通用户启动，或设置 DATABASE_URL 与 REDIS_URL。",
        en="Running as root, but there is neither an account postgres nor nobody. "
        "Start as an ordinary user, or set DATABASE_URL and REDIS_URL.",
    )


def _name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _foreign(data: Path, uid: int) -> PairFault:
    name = _name_of(uid)
    return PairFault(
        "FOREIGN_DATA",
        zh=f"数据目录 {data} 属于账户 {name}。请用创建它的用户（或 root）启动，或用 STARTRAIL_DATA 另选目录。",
        en=f"The data folder {data} belongs to the account {name}. Start as the user who made it (or as root), "
        "or choose another folder by STARTRAIL_DATA.",
    )
