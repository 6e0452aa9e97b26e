"""What signing in works with: one set for a process, made where the application is put together."""

from __future__ import annotations

from dataclasses import dataclass, field

from backend.auth.gatekeeper import Gatekeeper
from backend.auth.limits import LoginLimits
from backend.auth.passwords import Hasher
from backend.book.firms import Equip
from backend.platform.database import Database
from backend.platform.keys import Vault


@dataclass(frozen=True)
class Entrance:
    """equip: writes the shipped policy for a firm founded on the first-run page.

    loopback: whether only this machine reaches us, so that demo log-ins may be named. behind_tls: whether cookies
    are `Secure`. tick: refusals are answered at whole multiples of so many seconds, so that their time tells
    nothing.
    """

    database: Database
    vault: Vault
    gatekeeper: Gatekeeper
    equip: Equip | None = None
    behind_tls: bool = False
    loopback: bool = True
    hasher: Hasher = field(default_factory=Hasher)
    limits: LoginLimits = field(default_factory=LoginLimits)
    tick: float = 0.25
