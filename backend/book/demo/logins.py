"""Who of the demo firm is shown as a log-in: one person for each role, by the first part of his e-mail."""

from __future__ import annotations

from typing import Final

DOMAIN: Final = "demo.startrail.local"
LOGINS: Final = (
    *("manager", "senior", "assistant", "lead", "partner", "executive"),
    *("legal", "finance", "compliance", "operations", "auditor", "policy"),
)
EMAILS: Final = tuple(f"{login}@{DOMAIN}" for login in LOGINS)
