"""Links to files: short-lived, of one person, and worth nothing where his right is gone.

What a link stands for is sealed in it, so it can be neither read nor changed; and it is no key: who follows it has to
be signed in as the person it was made for, and his right is looked at again.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID

import orjson

from backend.platform import base64url
from backend.platform.clock import now
from backend.platform.crypto import Unreadable
from backend.platform.errors import Code, Refused
from backend.platform.keys import Vault
from backend.platform.principal import Principal

LASTS: Final = timedelta(minutes=2)
PATH: Final = "/files/"
_LONGEST: Final = 2_000
Noun = Literal["document", "export", "proposal"]


@dataclass(frozen=True)
class FileLink:
    """What a link stands for. id: of the row; number: of a version or issue; save: as an attachment to keep."""

    firm: str
    subject: str
    noun: Noun
    id: str
    number: int
    save: bool
    until: float

    @property
    def row_id(self) -> UUID:
        """The row."""
        return UUID(self.id)


def link_for(
    vault: Vault, principal: Principal, noun: Noun, id: UUID, *, number: int = 0, save: bool = True
) -> tuple[str, datetime]:
    """The address of a file for one person, and when it ends."""
    until = now() + LASTS
    link = FileLink(principal.firm_id.hex, principal.subject, noun, id.hex, number, save, until.timestamp())
    sealed = vault.seal_link(orjson.dumps(asdict(link)))
    return PATH + base64url.encode(sealed), until


def read_link(vault: Vault, principal: Principal, text: str) -> FileLink:
    """What a link stands for. Raises Refused(NOT_FOUND) unless it is one of ours, this person's, and in time.

    The reasons look alike: whoever finds a link learns nothing of it.
    """
    try:
        if len(text) > _LONGEST:
            raise ValueError
        link = FileLink(**orjson.loads(vault.open_link(base64url.decode(text))))
    except (Unreadable, ValueError, TypeError) as wrong:
        raise _no_link() from wrong
    is_his = link.firm == principal.firm_id.hex and link.subject == principal.subject
    if not is_his or link.until < now().timestamp():
        raise _no_link()
    return link


def _no_link() -> Refused:
    return Refused(Code.NOT_FOUND, problem="link")
