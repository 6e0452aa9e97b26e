"""Where the servers' data lie: in the data folder, or in a shelter the server account can reach."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from backend.platform.embedded.account import Account
from backend.platform.embedded.faults import PairFault

INSIDE = "servers"


def make_data_folder(folder: Path) -> None:
    """Make the data folder when it is missing. Raises PairFault when that is not allowed."""
    try:
        if not folder.exists():
            folder.mkdir(parents=True)
            folder.chmod(0o755)  # the server account passes through; what is secret has modes of its own
        (folder / ".writable").touch()
        (folder / ".writable").unlink()
    except OSError as fault:
        raise PairFault(
            "NO_FOLDER",
            zh=f"无法在 {folder} 写入数据（{fault.strerror}）。请用 STARTRAIL_DATA 另选目录。",
            en=f"Data cannot be written to {folder} ({fault.strerror}). Choose another folder by STARTRAIL_DATA.",
        ) from fault


def choose_place(folder: Path, account: Account | None, shelter: Path, notice: Callable[[str], None]) -> str:
    """The servers' place of a new data folder, as the state keeps it: relative inside, else absolute."""
    if account is None or account.may("-x", folder):
        return INSIDE
    digest = hashlib.sha256(str(folder).encode()).hexdigest()[:12]
    place = shelter / f"{folder.parent.name}-{digest}"
    shelter.mkdir(mode=0o755, parents=True, exist_ok=True)
    if not account.may("-x", shelter):
        raise PairFault(
            "NOT_TRAVERSABLE",
            zh=f"以 root 运行时，服务器账户 {account.name} 进不了 {folder}，也进不了 {shelter}。"
            "请用 STARTRAIL_DATA 另选目录。",
            en=f"Running as root, the server account {account.name} can reach neither {folder} nor {shelter}. "
            "Choose another folder by STARTRAIL_DATA.",
        )
    notice(
        f"账户 {account.name} 进不了 {folder}，数据库文件放在 {place}。\n"
        f"The account {account.name} cannot reach {folder}, so the servers' data are kept in {place}."
    )
    return str(place)


def open_place(folder: Path, place: str, account: Account | None, *, new: bool) -> Path:
    """The servers' folder, made on the first start and owned by their account.

    Raises PairFault when it should be there and is not: a new empty database would look like lost data.
    """
    servers = folder / place
    if not new and not servers.exists():
        raise PairFault(
            "DATA_MISSING",
            zh=f"数据库文件应在 {servers}，但该目录不存在。请恢复它，或用 STARTRAIL_DATA 另选目录。",
            en=f"The servers' data should be in {servers}, which does not exist. Restore it, "
            "or choose another folder by STARTRAIL_DATA.",
        )
    if new and (servers / "postgres" / "PG_VERSION").exists():
        raise PairFault(
            "BROKEN_STATE",
            zh=f"{servers} 里有数据库，但缺少保存口令的 {folder / 'pair.json'}。请从备份恢复该文件。",
            en=f"{servers} holds a database, but {folder / 'pair.json'} with its password is missing. "
            "Restore that file from a backup.",
        )
    for path in (servers, servers / "valkey"):
        if not path.exists():
            path.mkdir(mode=0o700)
            if account is not None:
                account.give(path)
    return servers
