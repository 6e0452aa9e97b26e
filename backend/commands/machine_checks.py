"""Checks of this machine: port, disk, and the key file with its copy."""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import shutil
import socket
from pathlib import Path

from backend.commands.findings import Finding, State, good
from backend.platform.clock import now
from backend.platform.crypto import derive, load_master_key
from backend.platform.embedded.binaries import find_binaries
from backend.platform.embedded.faults import PairFault
from backend.platform.embedded.ports import is_free
from backend.platform.settings import Settings

CONFIRMED = "key-copy.json"
GIGABYTE = 1 << 30
LITTLE, TOO_LITTLE = 5, 1
"""Free gigabytes below which we warn, and below which a server may stop."""


def check_port(chosen: Settings) -> Finding:
    """Whether our port is free, or it is we who answer there."""
    if is_free(chosen.port, chosen.host):
        return good("port", f"{chosen.host}:{chosen.port} 空闲", f"{chosen.host}:{chosen.port} is free")
    if _is_ours(chosen):
        return good(
            "port", f"Startrail 正在 {chosen.port} 端口服务", f"Startrail serves at port {chosen.port}"
        )
    return Finding(
        "port",
        State.WRONG,
        f"{chosen.host}:{chosen.port} 被其他程序占用，或地址不属于本机",
        f"{chosen.host}:{chosen.port} is taken by another program, or is no address of this machine",
        "停止该程序，或用 PORT 与 HOST 另选",
        "Stop that program, or choose another by PORT and HOST",
    )


def _is_ours(chosen: Settings) -> bool:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(chosen.host, chosen.host)  # noqa: S104  compared only
    connection = http.client.HTTPConnection(host, chosen.port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        return b"alive" in connection.getresponse().read(1000)
    except (OSError, http.client.HTTPException, socket.gaierror):
        return False
    finally:
        connection.close()


def check_mail(chosen: Settings) -> Finding:
    """Whether mail is received where it should be: our server greets there."""
    port, host = chosen.mail_listens, chosen.mail_host
    if port == 0:
        return good("mail", "未开启收信", "No mail is received, as chosen")
    near = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  compared only
    try:
        with socket.create_connection((near, port), timeout=2) as connection:
            greeting = connection.recv(200)
    except OSError:
        return Finding(
            "mail",
            State.WARNING,
            f"{host}:{port} 没有收信服务",
            f"Nobody receives mail at {host}:{port}",
            "运行 startrail all 或 startrail mail-in；不收信则设 STARTRAIL_MAIL_PORT=0",
            "Run startrail all or startrail mail-in; set STARTRAIL_MAIL_PORT=0 to receive none",
        )
    if greeting.startswith(b"220 ") and b"Startrail" in greeting:
        return good("mail", f"正在 {host}:{port} 收信", f"Mail is received at {host}:{port}")
    return Finding(
        "mail",
        State.WRONG,
        f"{host}:{port} 被其他程序占用",
        f"{host}:{port} is taken by another program",
        "停止该程序，或用 STARTRAIL_MAIL_PORT 另选",
        "Stop that program, or choose another by STARTRAIL_MAIL_PORT",
    )


def check_disk(folder: Path) -> Finding:
    """Free space where the data lie (or will lie)."""
    while not folder.exists():
        folder = folder.absolute().parent
    free = shutil.disk_usage(folder).free / GIGABYTE
    words = f"{folder} 可用空间 {free:.1f} GB", f"{free:.1f} GB are free at {folder}"
    if free >= LITTLE:
        return good("disk", *words)
    state = State.WARNING if free >= TOO_LITTLE else State.WRONG
    return Finding("disk", state, *words, "清理磁盘或扩容", "Free some space or enlarge the disk")


def check_programs() -> Finding:
    """Whether the embedded servers could be started."""
    try:
        found = find_binaries()
    except PairFault as fault:
        return Finding("programs", State.WRONG, fault.zh, fault.en)
    return good(
        "programs",
        f"PostgreSQL {found.major} 与 Valkey 程序齐备",
        f"PostgreSQL {found.major} and Valkey are here",
    )


def check_key_file(path: Path) -> Finding:
    """Whether the master key is there, readable by us alone, and a key at all."""
    if not path.exists():
        return Finding(
            "key_file",
            State.WARNING,
            f"密钥文件 {path} 不存在，首次启动时生成",
            f"The key file {path} is missing; the first start makes one",
            "若已有数据，请放回原来的密钥文件",
            "If there are data already, put the original key file there",
        )
    if (mode := path.stat().st_mode & 0o777) & 0o077:
        return Finding(
            "key_file",
            State.WRONG,
            f"密钥文件 {path} 的权限为 {mode:04o}，他人可读",
            f"The key file {path} has mode {mode:04o}: others may read it",
            f"执行 chmod 600 {path}",
            f"Run chmod 600 {path}",
        )
    try:
        load_master_key(path, create=False)
    except (ValueError, OSError):
        return Finding(
            "key_file",
            State.WRONG,
            f"{path} 不是有效的密钥文件",
            f"{path} does not hold a key",
            "从密钥备份恢复该文件",
            "Restore that file from your copy of the key",
        )
    return good("key_file", f"密钥文件 {path} 正常", f"The key file {path} is in order")


def check_key_copy(chosen: Settings) -> Finding:
    """Whether somebody confirmed that a copy of this very key is kept elsewhere."""
    try:
        confirmed = json.loads((chosen.data_dir / CONFIRMED).read_text())
        if confirmed["fingerprint"] == fingerprint(chosen.master_key_path):
            return good(
                "key_copy", f"已于 {confirmed['at']} 确认另存", f"A copy was confirmed at {confirmed['at']}"
            )
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return Finding(
        "key_copy",
        State.WARNING,
        "尚未确认密钥另有副本：密钥丢失后，所有证件号与联系方式都无法恢复",
        "No copy of the key is confirmed: without the key all personal numbers are lost for good",
        f"把 {chosen.master_key_path} 复制到别处保管，再运行 startrail doctor --confirm-key-copy",
        f"Copy {chosen.master_key_path} to a safe place, then run startrail doctor --confirm-key-copy",
    )


def confirm_key_copy(chosen: Settings) -> None:
    """Keep the confirmation for the present key. Raises FileNotFoundError or ValueError without a key."""
    told = {"fingerprint": fingerprint(chosen.master_key_path), "at": now().isoformat(timespec="seconds")}
    path = chosen.data_dir / CONFIRMED
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        json.dump(told, out)


def fingerprint(path: Path) -> str:
    """Names a key without telling it."""
    key = derive(load_master_key(path, create=False), "startrail fingerprint")
    return hashlib.sha256(key).hexdigest()[:16]
