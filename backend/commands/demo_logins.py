"""The demo firm's log-ins in words, and their password."""

from __future__ import annotations

import secrets

from backend.book.demo.logins import EMAILS
from backend.platform.settings import Settings

PASSWORD_FILE = "demo-password"  # noqa: S105  a file's name


def demo_password(chosen: Settings) -> str:
    """STARTRAIL_DEMO_PASSWORD, else one that was generated once and lies beside the data (0600)."""
    if chosen.demo_password:
        return chosen.demo_password
    path = chosen.data_dir / PASSWORD_FILE
    if not path.exists():
        chosen.data_dir.mkdir(parents=True, exist_ok=True)
        path.touch(0o600)
        path.write_text(secrets.token_urlsafe(9) + "\n", encoding="ascii")
    return path.read_text(encoding="ascii").strip()


def login_lines(chosen: Settings) -> list[str]:
    """The log-ins, one a line, and the password of all of them."""
    return [
        "演示账号 Demo log-ins:",
        *(f"  {email}" for email in EMAILS),
        f"密码 Password: {demo_password(chosen)}",
    ]
