"""The browser stories against the whole product, started for them: `python -m tests.browser [SCRIPT [ARGUMENT ...]]`.

SCRIPT: of frontend/package.json, `e2e` when none is given (then pictures of the main pages follow), e.g. `bench`;
arguments are its own, e.g. `e2e views`. Without a Chromium they are skipped, loudly. Their process gets
STARTRAIL_URL, STARTRAIL_MAIL_PORT, STARTRAIL_DEMO_PASSWORD and STARTRAIL_CHROMIUM.
"""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
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


def main(wanted: Sequence[str]) -> int:
    """Start the product, run what is wanted, stop it; the exit code."""
    browser = find_chromium()
    if browser is None:
        print(SKIPPED)
        return 0
    parent = Path(tempfile.mkdtemp(prefix="startrail-stories-"))
    parent.chmod(0o755)  # as root the servers run under another account
    product = Product(parent / "data", [str(BIN / "startrail"), "all"], mail_port=free_port())
    password = secrets.token_urlsafe(16)
    try:
        # The stories look behind the pages by documents of their own, as people without the right to them.
        product.start(
            STARTRAIL_DEMO_PASSWORD=password, STARTRAIL_DEMO_SIZE=DEMO_SIZE, STARTRAIL_FREE_DOCUMENTS="1"
        )
        product.until("Ctrl-C")
        # Its pipe must be emptied or the product would stand still once it is full.
        threading.Thread(target=_pass_on, args=(product,), daemon=True).start()
        code = _run(product, browser, password, wanted or ("e2e",))
        if not wanted:
            for look in SHOWN:
                code = _run(product, browser, password, ("shots", *MAIN_PAGES), SHOTS=look) or code
    finally:
        left = product.stop()
        shutil.rmtree(parent, ignore_errors=True)
    if left:
        print(f"processes outlived the product: {left}")
    return code or len(left)


def _run(product: Product, browser: str, password: str, wanted: Sequence[str], **more: str) -> int:
    script, *arguments = wanted
    ran = subprocess.run(
        [str(BIN / "npm"), "run", "--silent", script, "--", *arguments],
        cwd=ROOT / "frontend",
        env=os.environ
        | {
            "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
            "STARTRAIL_URL": product.address,
            "STARTRAIL_MAIL_PORT": str(product.mail_port),
            "STARTRAIL_DEMO_PASSWORD": password,
            "STARTRAIL_CHROMIUM": browser,
        }
        | more,
        check=False,
    )
    return ran.returncode


def _pass_on(product: Product) -> None:
    assert product.process is not None
    assert product.process.stdout is not None
    for line in product.process.stdout:
        print(f"product | {line}", end="", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
