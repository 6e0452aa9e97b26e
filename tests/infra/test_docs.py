"""The documents tell the truth: links resolve, named files, commands, targets and variables exist."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from backend.platform.settings import Settings
from tests.infra.compose_file import services

ROOT = Path(__file__).resolve().parents[2]
SKIPPED = {".venv", "node_modules", ".startrail", ".git"}
DOCUMENTS = sorted(p for p in ROOT.rglob("*.md") if not SKIPPED & set(p.relative_to(ROOT).parts))
DECISIONS = sorted((ROOT / "docs/decisions").glob("*.md"))
EACH = pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: str(p.relative_to(ROOT)))


def code_of(path: Path) -> str:
    """Everything set as code: blocks and spans, one to a line."""
    text = path.read_text()
    blocks = re.findall(r"^ *```\w*\n(.*?)^ *```", text, re.MULTILINE | re.DOTALL)
    rest = re.sub(r"^ *```.*?^ *```", "", text, flags=re.MULTILINE | re.DOTALL)
    return "\n".join([*blocks, *re.findall(r"`([^`\n]+)`", rest)])


def anchors_of(path: Path) -> set[str]:
    """Anchors a heading can be reached by."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in headings}


@EACH
def test_every_inner_link_leads_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", path.read_text()):
        if re.match(r"https?://|mailto:", target):
            continue
        file, _, anchor = target.partition("#")
        to = (path.parent / file).resolve() if file else path
        assert to.exists(), target
        assert not anchor or anchor in anchors_of(to), target


@EACH
def test_every_path_set_as_code_exists(path: Path) -> None:
    for name in re.findall(
        r"^((?:backend|docs|frontend|infra|tests)/[\w./-]+)$", code_of(path), re.MULTILINE
    ):
        assert (ROOT / name).exists(), name


@cache
def help_of(*verb: str) -> str:
    """What `startrail VERB --help` prints, without borders."""
    env = os.environ | {"COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb"}
    command: list[str | Path] = [Path(sys.executable).with_name("startrail"), *verb, "--help"]
    told = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, check=False)
    assert told.returncode == 0, f"startrail {' '.join(verb)}: {told.stdout}{told.stderr}"
    return told.stdout


def verbs_of(*group: str) -> set[str]:
    """Sub-commands listed by the help of a group; none for a plain command."""
    _, found, commands = help_of(*group).partition("Commands")
    # The name stands in the first column; deeper lines go on with a description.
    return set(re.findall(r"^(?:│ |  )([a-z][a-z-]*)(?=\s|$)", commands, re.MULTILINE)) if found else set()


def check_commands(code: str) -> None:
    """Fail when a `startrail VERB --option` of the code is not in the help of the command line."""
    for line in re.findall(r"(?:^|[/ ])startrail((?: +[^\s`#]+)+)", code, re.MULTILINE):
        words = line.split()
        verb: list[str] = []
        while words and re.fullmatch(r"[a-z][a-z-]*(/[a-z-]+)*", words[0]) and (known := verbs_of(*verb)):
            alternatives = words.pop(0).split("/")
            assert set(alternatives) <= known, f"startrail {' '.join(verb)} {alternatives}: knows {known}"
            verb.append(alternatives[0])
        for option in words:
            if verb and option.startswith("--"):
                name = option.strip("[]").split("=")[0]
                assert re.search(rf"{name}\b", help_of(*verb)), f"startrail {' '.join(verb)} {name}"


@EACH
def test_every_command_named_exists_with_its_options(path: Path) -> None:
    check_commands(code_of(path))


def test_every_command_the_containers_run_exists_with_its_options() -> None:
    script = re.sub(r"^\s*#.*", "", (ROOT / "infra/image/backup-daily").read_text(), flags=re.MULTILINE)
    check_commands(script)
    for service in services().values():
        if service["image"].startswith("startrail:") and "entrypoint" not in service:
            check_commands(f"startrail {' '.join(service['command'])}")


@EACH
def test_every_make_target_named_exists(path: Path) -> None:
    named = {
        word
        for line in re.findall(r"(?:^|&& )make ((?:[a-z][\w-]*(?: |$))+)", code_of(path), re.MULTILINE)
        for word in line.split()
    }
    if named:
        targets = set(re.findall(r"^([a-z][\w -]*?):(?!=)", (ROOT / "Makefile").read_text(), re.MULTILINE))
        assert named <= {word for line in targets for word in line.split()}


def test_every_setting_of_the_product_is_in_the_operations_manual_and_no_other() -> None:
    manual = (ROOT / "docs/operations.md").read_text()
    table = manual[manual.index("| variable") : manual.index("## Own PostgreSQL")]
    named = set(re.findall(r"`([A-Z][A-Z_]+)`", table))
    assert named == {str(field.alias) for field in Settings.model_fields.values()}


@pytest.mark.parametrize("path", DECISIONS, ids=lambda p: p.stem)
def test_a_decision_is_short_and_says_what_enforces_it(path: Path) -> None:
    text = path.read_text()
    assert len(text.splitlines()) <= 50
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == [
        "Context",
        "Decision",
        "Consequences",
        "What enforces it",
    ]
    assert text.startswith(f"# {int(path.stem[:4])}. ")


def test_decisions_are_numbered_without_gaps() -> None:
    assert [int(p.stem[:4]) for p in DECISIONS] == list(range(1, len(DECISIONS) + 1))


def test_the_documents_speak_no_registry_and_no_real_person() -> None:
    for path in DOCUMENTS:
        text = path.read_text()
        assert not re.search(r"https?://(?:[\w.-]*\.)?(pypi|npmjs|registry)\b", text), path
        for mail in re.findall(r"[\w.]+@([\w.-]+\.\w+)", text):
            assert mail in {"example.com", "demo.startrail.local"}, f"{path}: {mail}"
        assert not re.search(r"(?<!\d)1[3-8]\d{9}(?!\d)", re.sub(r"(?<!\d)169\d{8}", "", text)), path


def test_the_licence_is_the_whole_apache_2_0() -> None:
    text = (ROOT / "LICENSE").read_text()
    assert "Apache License" in text
    assert "END OF TERMS AND CONDITIONS" in text
    assert len(text.splitlines()) > 195
