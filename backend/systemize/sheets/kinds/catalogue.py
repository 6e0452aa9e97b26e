"""All kinds of sheets that can be imported."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from backend.systemize.sheets.columns import SheetKind
from backend.systemize.sheets.kinds.clients import CLIENTS

KINDS: Final[Mapping[str, SheetKind]] = {kind.key: kind for kind in (CLIENTS,)}
