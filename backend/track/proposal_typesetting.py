"""The process that sets a proposal: reads one job, answers with the file, and is gone.

It imports nothing of the product, sees no network and no environment, and is bounded in memory and time: whatever a
text does to the setter of types, no server falls.
"""

from __future__ import annotations

import base64
import importlib.util
import json
import sys
from pathlib import Path
from typing import Any

import typst

if sys.platform != "win32":
    import resource

MOST_MEMORY = 2 * 2**30
MOST_SECONDS = 25
TEMPLATE = Path(__file__).with_name("proposal.typ")
PACKAGED = "pylopdf_fonts_zh_cn"
"""The package that brings a Chinese face, so that a bare machine prints as any other."""
FACES = (
    *("Noto Sans SC", "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei"),
    *("WenQuanYi Micro Hei", "WenQuanYi Zen Hei"),
)
"""Faces that hold Chinese, the first that is there is used."""


def packaged_fonts() -> list[str]:
    """The folder of the packaged face, if it is installed."""
    found = importlib.util.find_spec(PACKAGED)
    return [] if found is None or found.origin is None else [str(Path(found.origin).parent)]


def face(folders: list[str]) -> str | None:
    """The face that Chinese is set in; None where the machine has none."""
    families = set(typst.Fonts(include_system_fonts=not folders, font_paths=folders).families())
    return next((each for each in FACES if each in families), None)


def made(job: dict[str, Any]) -> dict[str, Any]:
    """The answer to a job: `pages` of SVG or the base64 of a PDF; `fault`: font or typeset."""
    folders = packaged_fonts()
    name = face(folders)
    if name is None:
        return {"fault": "font"}
    files = {"main.typ": TEMPLATE.read_bytes()}
    data = {**job["data"], "fonts": [name, "Libertinus Serif"], "logo": None}
    if job.get("logo"):
        data["logo"] = f"logo.{job['logo']['kind']}"
        files[data["logo"]] = base64.b64decode(job["logo"]["bytes"])
    files["data.json"] = json.dumps(data).encode()
    options: dict[str, Any] = {"font_paths": folders, "ignore_system_fonts": bool(folders)}
    try:
        pages = typst.compile(files, format="svg", **options)
        pages = pages if isinstance(pages, list) else [pages]
        if job["format"] == "svg":
            return {"pages": [page.decode() for page in pages]}
        pdf = typst.compile(files, format="pdf", timestamp=job["at"], **options)
    except typst.TypstError as wrong:
        return {"fault": "typeset", "why": str(wrong.message)[:400]}
    return {"pdf": base64.b64encode(pdf).decode(), "count": len(pages)}


def main() -> None:
    """Answer the job on standard input."""
    if sys.platform != "win32":
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    sys.stdout.write(json.dumps(made(json.load(sys.stdin))))


if __name__ == "__main__":
    main()
