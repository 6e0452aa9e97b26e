"""Trusted documents: what the product's own programs send, known by the SHA-256 of its text.

The list is written when the web app is built. Its documents were reviewed with the code, so they are held to no
limits of form; what they cost is counted like anybody's. Every other text is a free document, and needs a right.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import orjson
import structlog

from backend.graph.asking import Asked
from backend.platform.errors import Code, Refused
from backend.platform.principal import Principal

EXPLORE: Final = "Right.explore"
log = structlog.get_logger(__name__)


class Trusted:
    """The list as a file: JSON, SHA-256 in hexadecimal to text. Without a path it is empty.

    Read again when it has changed and somebody names a document that is not on it: a new build needs no restart.
    Raises ValueError for a file that is no such list.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._read_at = self._changed_at()
        self._hold({} if path is None or self._read_at == 0 else read_list(path))

    def text_of(self, id: str) -> str:
        """The document of an id. Raises Refused(BAD_USER_INPUT, problem="unknown_document")."""
        if id not in self._texts:
            self._read_again()
        text = self._texts.get(id)
        if text is None:
            raise Refused(Code.BAD_USER_INPUT, problem="unknown_document", field="id")
        return text

    def text_at_once(self, id: str) -> str | None:
        """The document of an id that is on the list as it was read last."""
        return self._texts.get(id)

    def __contains__(self, text: str) -> bool:
        return text in self._known

    def __len__(self) -> int:
        return len(self._texts)

    def _hold(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._known = frozenset(texts.values())

    def _changed_at(self) -> int:
        """When the file was written, in nanoseconds; 0 without one."""
        try:
            return self._path.stat().st_mtime_ns if self._path else 0
        except OSError:
            return 0

    def _read_again(self) -> None:
        changed_at = self._changed_at()
        if self._path is None or changed_at in {0, self._read_at}:
            return
        self._read_at = changed_at
        try:
            self._hold(read_list(self._path))
        except (OSError, ValueError) as fault:
            # Half written, perhaps: the old list goes on until the file changes again.
            log.warning("trusted_documents_not_read", fault=type(fault).__name__)


def read_list(path: Path) -> Mapping[str, str]:
    """The texts of a list by their ids. Raises ValueError when it is no list or an id is not that of its text."""
    found = orjson.loads(path.read_bytes())
    if not isinstance(found, dict) or not all(isinstance(text, str) for text in found.values()):
        raise ValueError(f"{path.name}: an object of texts is needed")
    for id, text in found.items():
        if hashlib.sha256(text.encode()).hexdigest() != id:
            raise ValueError(f"{path.name}: {id} is not the SHA-256 of its text")
    return found


class Admission:
    """Which documents a caller may send. free: any text from anybody, as for tests of the schema."""

    def __init__(self, trusted: Trusted | None = None, *, free: bool = False) -> None:
        self._trusted = Trusted() if trusted is None else trusted
        self._free = free

    def admit(self, asked: Asked, principal: Principal) -> Asked:
        """The same with the text of its id, and whether it is trusted.

        Raises Refused: BAD_USER_INPUT for an unknown id, FORBIDDEN for a free document without the right.
        """
        if asked.id is not None:
            return replace(asked, text=self._trusted.text_of(asked.id), trusted=True)
        if asked.text in self._trusted:
            return replace(asked, trusted=True)
        if not self._free and not principal.may(EXPLORE):
            raise Refused(Code.FORBIDDEN, problem="free_document", coordinate=EXPLORE)
        return asked

    def known(self, text: Any, id: Any, principal: Principal) -> str | None:
        """The text of a request that `admit` lets in; None where `admit` has to be asked."""
        if id is not None:
            return self._trusted.text_at_once(id) if isinstance(id, str) and text is None else None
        if not isinstance(text, str):
            return None
        return text if text in self._trusted or self._free or principal.may(EXPLORE) else None
