"""infra/compose/compose.yaml as Python values."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = ROOT / "infra/compose/compose.yaml"
yaml = pytest.importorskip("yaml", reason="PyYAML is not installed: the compose file is not read")


def compose() -> dict[str, Any]:
    """The whole file, anchors and merge keys resolved."""
    read: dict[str, Any] = yaml.safe_load(COMPOSE.read_text())
    return read


def services() -> dict[str, dict[str, Any]]:
    """Services by name."""
    found: dict[str, dict[str, Any]] = compose()["services"]
    return found
