"""What a backup says of itself. It is written last, so a folder without it is no finished backup."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from backend.platform.backup.faults import BackupFault

NAME = "manifest.json"
FORMAT = 1
Method = Literal["pg_dump", "copy"]


@dataclass(frozen=True)
class Manifest:
    """A finished backup.

    schema: migration version; server: major version of PostgreSQL; method: how the rows were written;
    tables: rows by table, in an order in which foreign keys allow loading; files: SHA-256 (hex) by name.
    """

    schema: str
    server: int
    method: Method
    made_at: str
    tables: Mapping[str, int]
    files: Mapping[str, str]
    format: int = FORMAT

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(self.tables.values())


def sha256_of(path: Path) -> str:
    """Checksum of a file, hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def save(folder: Path, manifest: Manifest) -> None:
    """Write the manifest, whole or not at all, and make sure that it and its folder are on the disk."""
    new = folder / f"{NAME}.new"
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        json.dump(asdict(manifest), out, indent=1)
        out.flush()
        os.fsync(out.fileno())
    new.replace(folder / NAME)
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def load(folder: Path) -> Manifest:
    """The manifest of a backup whose files are all there and unharmed. Raises BackupFault otherwise."""
    try:
        manifest = Manifest(**json.loads((folder / NAME).read_text()))
    except FileNotFoundError as fault:
        raise BackupFault(
            "NO_BACKUP",
            zh=f"{folder} 中没有完整的备份（缺少 {NAME}）。",
            en=f"{folder} holds no finished backup ({NAME} is missing).",
        ) from fault
    except (ValueError, TypeError) as fault:
        raise BackupFault(
            "BROKEN_BACKUP",
            zh=f"{folder / NAME} 已损坏或来自更新的版本。",
            en=f"{folder / NAME} is damaged or written by a newer version.",
        ) from fault
    for name, expected in manifest.files.items():
        path = folder / name
        if not path.is_file() or sha256_of(path) != expected:
            raise BackupFault(
                "BROKEN_BACKUP",
                zh=f"备份文件 {path} 缺失或已损坏，请使用另一份备份。",
                en=f"The file {path} of the backup is missing or damaged. Use another backup.",
            )
    return manifest
