"""Text that a spreadsheet would run, made to stay text.

Programs take a cell for a formula by its first sign, also behind blanks and signs nobody sees, and also in full width.
In a text file they may cut a line at other signs than it was written with, so a cell can begin inside another.
Source: OWASP, CSV injection.
"""

from __future__ import annotations

import re
from typing import Final

_UNSEEN: Final = "\\s\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff"
_SIGNS: Final = "=+\\-@＝＋－＠−﹢﹣﹦﹫"
_RUNS: Final = re.compile(f"[{_UNSEEN}]*[{_SIGNS}]|[\t\r\n]")
_INSIDE: Final = re.compile(f"([;,|\t\r\n])(?=[{_UNSEEN}\"']*[{_SIGNS}])")


def would_run(text: str) -> bool:
    """Whether a spreadsheet could take a cell's text for a formula or a command."""
    return _RUNS.match(text) is not None


def harmless(text: str) -> str:
    """The text for a plain file: an apostrophe before whatever could begin a formula, wherever a line is cut."""
    guarded = _INSIDE.sub(r"\1'", text)
    return f"'{guarded}" if would_run(text) else guarded
