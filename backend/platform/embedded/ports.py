"""TCP ports on the loopback address."""

from __future__ import annotations

import random
import socket

from backend.platform.embedded.faults import PairFault

LOOPBACK = "127.0.0.1"
# Below the range from which kernels hand out ports for outgoing connections (32768 on Linux, 49152 on
# macOS), so that a saved port is seldom taken when the servers start again.
FIRST, LAST = 20_000, 32_000


def is_free(port: int, host: str = LOOPBACK) -> bool:
    """Whether a server could listen on the port now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        # As servers do: connections of an earlier server in TIME_WAIT are no hindrance.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError:
            return False
    return True


def answers(port: int, host: str = LOOPBACK, *, seconds: float = 0.5) -> bool:
    """Whether somebody accepts connections on the port."""
    try:
        with socket.create_connection((host, port), seconds):
            return True
    except OSError:
        return False


def free_port(*, avoid: frozenset[int] = frozenset()) -> int:
    """A port nobody listens on. Raises PairFault when a thousand tries find none."""
    for _ in range(1_000):
        port = random.randint(FIRST, LAST)  # noqa: S311  no secret: only spreads the choice
        if port not in avoid and is_free(port):
            return port
    raise PairFault("NO_PORT", zh="找不到空闲端口。", en="No free port was found on 127.0.0.1.")
