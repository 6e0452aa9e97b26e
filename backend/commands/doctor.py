"""`startrail doctor`: names what is wrong and the mend, in both languages."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence

import asyncpg
from redis.asyncio import Redis
from sqlalchemy.engine import make_url

from backend.commands import machine_checks
from backend.commands.database_checks import CHECKS
from backend.commands.findings import Finding, State, as_json, exit_code, good, show
from backend.commands.firm_keys import firms_and_closed
from backend.commands.font_checks import check_fonts
from backend.commands.scanner_checks import check_scanner
from backend.commands.servers import own_servers
from backend.commands.valkey_checks import check_valkey
from backend.platform.embedded.access import running_addresses
from backend.platform.embedded.faults import PairFault
from backend.platform.embedded.state import Addresses
from backend.platform.settings import Settings, settings
from backend.platform.valkey import connect


def run_doctor(*, json: bool = False, confirm_key_copy: bool = False) -> int:
    """Check everything and print it; 1 when something is wrong.

    confirm_key_copy: note first that a copy of the present key is kept elsewhere.
    """
    chosen = settings()
    if confirm_key_copy:
        try:
            machine_checks.confirm_key_copy(chosen)
        except (OSError, ValueError):
            path = chosen.master_key_path
            print(f"{path} 不是可用的密钥文件。\n{path} is no usable key file.", file=sys.stderr)
            return 1
    findings = examine(chosen)
    if json:
        print(as_json(findings))
    else:
        show(findings)
    return exit_code(findings)


def examine(chosen: Settings) -> list[Finding]:
    """All findings, about the machine first. Starts no server and changes nothing."""
    findings = [
        machine_checks.check_port(chosen),
        machine_checks.check_mail(chosen),
        machine_checks.check_disk(chosen.data_dir),
        machine_checks.check_key_file(chosen.master_key_path),
        machine_checks.check_key_copy(chosen),
        check_fonts(),
    ]
    try:
        addresses = own_servers(chosen)
        if addresses is None:
            findings.append(machine_checks.check_programs())
            addresses = running_addresses(chosen.data_dir.absolute(), seconds=5)
    except PairFault as fault:
        return [*findings, Finding("servers", State.WRONG, fault.zh, fault.en)]
    if addresses is None:
        return [*findings, _not_running()]
    return findings + asyncio.run(examine_servers(addresses, chosen))


def _not_running() -> Finding:
    return Finding(
        "servers",
        State.WARNING,
        "内置服务器未运行，未检查数据库与队列",
        "The embedded servers do not run, so database and queue were not checked",
        "运行 startrail all 后再检查",
        "Run startrail all, then check again",
    )


async def examine_servers(addresses: Addresses, chosen: Settings) -> list[Finding]:
    """Findings about PostgreSQL, the firms' keys and Valkey. The addresses themselves are never told."""
    findings = [*await check_scanner(chosen), *await _examine_database(addresses.database_url, chosen)]
    try:
        valkey: Redis = connect(addresses.redis_url)
    except ValueError as fault:
        return [*findings, Finding("valkey", State.WRONG, str(fault), str(fault))]
    try:
        return findings + await check_valkey(valkey)
    finally:
        await valkey.aclose()


async def _examine_database(url: str, chosen: Settings) -> list[Finding]:
    address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        connection = await asyncpg.connect(address, timeout=5, command_timeout=10)
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as fault:
        return [
            Finding(
                "postgres",
                State.WRONG,
                f"无法连接 PostgreSQL（{type(fault).__name__}）",
                f"PostgreSQL cannot be reached ({type(fault).__name__})",
                "检查 DATABASE_URL 的地址、用户与口令，确认服务器已启动",
                "Check address, user and password of DATABASE_URL, and that the server runs",
            )
        ]
    try:
        findings = [await check(connection) for check in CHECKS]
    finally:
        await connection.close()
    if _all_good(findings, "roles", "migrations"):
        findings.append(await _check_firm_keys(url, chosen))
    return findings


def _all_good(findings: Sequence[Finding], *checks: str) -> bool:
    return all(finding.state == State.OK for finding in findings if finding.check in checks)


async def _check_firm_keys(url: str, chosen: Settings) -> Finding:
    """Whether the key file opens the keys of every firm."""
    firms, closed = await firms_and_closed(url, chosen.master_key_path)
    if not closed:
        return good(
            "firm_keys",
            f"密钥文件可打开 {firms} 家机构的密钥",
            f"The key file opens the keys of {firms} firms",
        )
    return Finding(
        "firm_keys",
        State.WRONG,
        f"密钥文件打不开 {closed} 家机构的密钥",
        f"The key file does not open the keys of {closed} firms",
        f"把原来的密钥文件放回 {chosen.master_key_path}",
        f"Put the original key file back at {chosen.master_key_path}",
    )
