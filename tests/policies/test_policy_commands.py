"""The command line over policy files: faults with lines and words, differences, gains, publication."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend.commands.policy import (
    check_file,
    diff_file,
    export_policy,
    list_versions,
    publish_earlier,
    publish_file,
    simulate_file,
)
from backend.platform.database import Database
from backend.platform.errors import Refused
from backend.policies.shipped import FILE
from backend.policies.store import seed
from tests.conftest import MadeFirm


@pytest.fixture
async def seeded(database: Database, firm: MadeFirm) -> MadeFirm:
    async with database.change(firm.system) as session:
        await seed(session)
    return firm


@pytest.fixture
def wider(tmp_path: Path) -> Path:
    """The shipped policy, and audit for legal."""
    path = tmp_path / "wider.csv"
    path.write_text(FILE.read_text(encoding="utf-8") + "p, legal, Query.audit, firm, view, allow\n", "utf-8")
    return path


def test_the_shipped_file_is_valid() -> None:
    found = check_file()
    assert found.good
    assert "valid" in found.lines[0]


def test_every_fault_of_a_file_is_told_in_the_readers_language(tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(
        "p, manager, Client.name, own, view, allow\np, legal, Client.x, own, view, allow\n", "utf-8"
    )
    zh, en = check_file(path), check_file(path, "en")
    assert (zh.good, len(zh.lines), len(en.lines)) == (False, 2, 2)
    assert en.lines[0] == "Line 1: there is no role “manager”."
    assert zh.lines[1] == "第 2 行：没有坐标「Client.x」。"


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00", b"p" * 5_000_001])
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "policy.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(Refused) as refused:
        check_file(path)
    assert refused.value.params["problem"] == "file"


async def test_diff_and_simulate_tell_what_a_file_would_change_and_change_nothing(
    database: Database, seeded: MadeFirm, wider: Path
) -> None:
    assert (await diff_file(database, seeded.firm_id, wider)).lines == (
        "+ p, legal, Query.audit, firm, view, allow",
        "1 added, 0 removed",
    )
    told = (await simulate_file(database, seeded.firm_id, wider)).lines
    assert told[-2:] == ("^ legal, Query.audit, firm: none -> view", "4 gained, 0 lost")
    assert (await diff_file(database, seeded.firm_id)).lines == ("0 added, 0 removed",)
    assert len((await list_versions(database, seeded.firm_id)).lines) == 1


async def test_a_file_is_published_and_taken_back(database: Database, seeded: MadeFirm, wider: Path) -> None:
    made = await publish_file(database, seeded.firm_id, wider, "audit for legal")
    assert made.lines[0].startswith("version 2 published")
    assert (await diff_file(database, seeded.firm_id, wider)).lines == ("0 added, 0 removed",)
    await publish_earlier(database, seeded.firm_id, 1, "not yet")
    listed = (await list_versions(database, seeded.firm_id)).lines
    assert [line.split()[0] for line in listed] == ["3", "2", "1"]
    assert listed[1].endswith("system:command line  audit for legal")


async def test_a_bad_file_is_not_published(database: Database, seeded: MadeFirm, tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("p, legal, Client.name, own, view, Deny\n", "utf-8")
    for command in (diff_file(database, seeded.firm_id, path), simulate_file(database, seeded.firm_id, path)):
        with pytest.raises(Refused):
            await command
    with pytest.raises(Refused) as refused:
        await publish_file(database, seeded.firm_id, path, "oh")
    assert refused.value.params["problem"] == "policy_effect"
    assert len((await list_versions(database, seeded.firm_id)).lines) == 1


async def test_what_is_exported_is_the_policy_and_can_be_published_again(
    database: Database, seeded: MadeFirm, wider: Path, tmp_path: Path
) -> None:
    path = tmp_path / "exported.csv"
    path.write_text("\n".join((await export_policy(database, seeded.firm_id)).lines), "utf-8")
    assert check_file(path).good
    assert (await diff_file(database, seeded.firm_id, path)).lines == ("0 added, 0 removed",)
    await publish_file(database, seeded.firm_id, wider, "audit for legal")
    now = set((await export_policy(database, seeded.firm_id)).lines)
    then = set((await export_policy(database, seeded.firm_id, 1)).lines)
    assert now - then == {"p, legal, Query.audit, firm, view, allow"}
    with pytest.raises(Refused):
        await export_policy(database, seeded.firm_id, 9)
