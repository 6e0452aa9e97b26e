"""The browser stories against the whole product, started for them: `python -m tests.browser [SCRIPT [ARGUMENT ...]]`.

SCRIPT: of frontend/package.json, `e2e` when none is given (then pictures of the main pages follow), e.g. `bench`;
arguments are its own, e.g. `e2e views`. Without a Chromium they are skipped, loudly. Their process gets
STARTRAIL_URL, STARTRAIL_MAIL_PORT, STARTRAIL_DEMO_PASSWORD and STARTRAIL_CHROMIUM.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from backend.platform.embedded.ports import free_port
from tests.product import ROOT, Product

BIN = Path(sys.executable).parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC_BROWSERS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
DEMO_SIZE = "300"
SKIPPED = """
################################################################################
#  未找到 Chromium，浏览器故事测试已跳过。                                     #
#  No Chromium was found: THE BROWSER STORIES WERE SKIPPED.                    #
#  Debian: apt-get install chromium fonts-noto-cjk, or set STARTRAIL_CHROMIUM. #
################################################################################
"""


def find_chromium() -> str | None:
    """The browser to use: STARTRAIL_CHROMIUM, else one in its usual place."""
    chosen = os.environ.get("STARTRAIL_CHROMIUM")
    if chosen:
        return chosen
    found = (shutil.which(name) for name in (*BROWSERS, *MAC_BROWSERS))
    return next((path for path in found if path), None)


MAIN_PAGES = ("home", "clients", "client", "tasks", "palette")
SHOWN = ("desktop zh-CN light", "desktop en dark", "phone zh-CN light")
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
FAILED = re.compile(r"^\s*FAIL\b|^\s*\w*Error: ")
"""What a failed story says of itself; said again at the end of a long log."""
SHARDS = 2
"""All stories are told in so many parts side by side, each to a product of its own: half of a story is waiting."""


class Stage:
    """A product with its demo firm, for one run of a script. mark: before each line it says."""

    def __init__(self, parent: Path, browser: str, mark: str = "") -> None:
        self._product = Product(parent / "data", [str(BIN / "startrail"), "all"], mail_port=free_port())
        self._browser, self._mark = browser, mark
        self.failed: list[str] = []
        self._password = secrets.token_urlsafe(16)
        # The stories look behind the pages by documents of their own, as people without the right to them.
        self._product.start(
            STARTRAIL_DEMO_PASSWORD=self._password,
            STARTRAIL_DEMO_SIZE=DEMO_SIZE,
            STARTRAIL_FREE_DOCUMENTS="1",
        )

    def ready(self) -> None:
        """Wait for it. Raises AssertionError when it ended instead."""
        self._product.until("Ctrl-C")
        # Its pipe must be emptied or the product would stand still once it is full.
        threading.Thread(
            target=self._pass_on, args=(self._product.process, "product | "), daemon=True
        ).start()

    def run(self, script: str, *arguments: str, **more: str) -> int:
        """Run a script of the web app against it; the exit code."""
        ran = subprocess.Popen(
            [str(BIN / "npm"), "run", "--silent", script, "--", *arguments],
            cwd=ROOT / "frontend",
            env=os.environ
            | {
                "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
                "STARTRAIL_URL": self._product.address,
                "STARTRAIL_MAIL_PORT": str(self._product.mail_port),
                "STARTRAIL_DEMO_PASSWORD": self._password,
                "STARTRAIL_CHROMIUM": self._browser,
            }
            | more,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._pass_on(ran, "")
        return ran.wait()

    def stop(self) -> int:
        """Stop it; how many processes outlived it."""
        left = self._product.stop()
        if left:
            print(f"processes outlived the product: {left}")
        return len(left)

    def _pass_on(self, process: subprocess.Popen[str], source: str) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            print(f"{self._mark}{source}{line}", end="", flush=True)
            if not source and FAILED.match(COLOUR.sub("", line)):
                self.failed.append(f"{self._mark}{line}")


def main(wanted: Sequence[str]) -> int:
    """Start what is needed, run what is wanted, stop it; the exit code."""
    browser = find_chromium()
    if browser is None:
        print(SKIPPED)
        return 0
    parent = Path(tempfile.mkdtemp(prefix="startrail-stories-"))
    parent.chmod(0o755)  # as root the servers run under another account
    marks = [""] if wanted else [f"{n + 1}/{SHARDS} " for n in range(SHARDS)]
    stages: list[Stage] = []
    try:
        for n, mark in enumerate(marks):
            folder = parent / str(n)
            folder.mkdir(mode=0o755)
            stages.append(Stage(folder, browser, mark))
        for stage in stages:
            stage.ready()
        code = stages[0].run(*wanted) if wanted else _all_stories(stages)
    finally:
        left = sum([stage.stop() for stage in stages])
        shutil.rmtree(parent, ignore_errors=True)
        print(*[line for stage in stages for line in stage.failed], sep="", end="", flush=True)
    return code or left


def _all_stories(stages: Sequence[Stage]) -> int:
    """Every story, then pictures of the main pages."""
    shards = [f"--shard={n + 1}/{len(stages)}" for n in range(len(stages))]
    with ThreadPoolExecutor() as side_by_side:
        codes: list[int] = list(
            side_by_side.map(lambda stage, shard: stage.run("e2e", shard), stages, shards)
        )
    codes += [stages[0].run("shots", *MAIN_PAGES, SHOTS=look) for look in SHOWN]
    return max(codes)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
