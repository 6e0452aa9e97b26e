"""The SDL as a file: written by `python -m backend.schema.sdl`, compared by `--check`."""

from __future__ import annotations

import sys
from pathlib import Path

from backend.schema.schema import build

PATH = Path(__file__).parent / "schema.graphql"


def sdl() -> str:
    """The text of the schema, the same for all firms."""
    return build().as_str().rstrip() + "\n"


def main(arguments: list[str]) -> int:
    """Write the file, or with `--check` tell whether it is stale (exit code 1)."""
    text = sdl()
    if "--check" in arguments:
        if PATH.read_text(encoding="utf-8") != text:
            sys.stderr.write("backend/schema/schema.graphql is stale: run `make sdl` and review the diff.\n")
            return 1
        return 0
    PATH.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
