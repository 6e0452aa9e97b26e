"""The installation that commands of these tests work on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.platform.settings import Settings, settings


@pytest.fixture
def chosen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database_url: str, redis_url: str
) -> Iterator[Settings]:
    """The installation of the test: its folder, and the module's servers."""
    monkeypatch.setenv("STARTRAIL_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("REDIS_URL", redis_url)
    settings.cache_clear()
    yield settings()
    settings.cache_clear()
