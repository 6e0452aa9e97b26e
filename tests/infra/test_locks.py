"""Lock files keep hashes and name no address (docs/decisions/0007-locks-without-addresses.md)."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_every_python_package_has_a_version_and_hashes_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text()
    packages = re.split(r"\n(?=[a-z])", re.sub(r"^#.*\n|^\s+#.*\n", "", text, flags=re.MULTILINE).strip())
    assert len(packages) > 30
    for package in packages:
        assert re.match(r"[a-z0-9-]+(\[[a-z,]+\])?==[\w.]+", package), package[:60]
        assert "--hash=sha256:" in package, package[:60]
    assert "://" not in text
    assert "--index-url" not in text


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_what_the_product_needs_is_locked(name: str) -> None:
    needed = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    locked = set(re.findall(r"^([a-z0-9-]+)(?:\[[a-z,]+\])?==", (ROOT / name).read_text(), re.MULTILINE))
    assert {re.split(r"[^A-Za-z0-9_-]", each)[0].lower().replace("_", "-") for each in needed} <= locked


def test_every_web_package_has_an_integrity_hash_and_no_address() -> None:
    packages = json.loads((ROOT / "frontend/package-lock.json").read_text())["packages"]
    fetched = {path: entry for path, entry in packages.items() if path and not entry.get("link")}
    assert len(fetched) > 100
    for path, entry in fetched.items():
        # A package inside another one's archive is covered by that one's hash.
        assert entry.get("inBundle") or entry["integrity"].startswith("sha512-"), path
        assert "resolved" not in entry, path
