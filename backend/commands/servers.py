"""Which servers a command works on: the operator's own, else the embedded pair."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from backend.platform.embedded.access import reach
from backend.platform.embedded.faults import PairFault
from backend.platform.embedded.state import Addresses
from backend.platform.settings import Settings, settings

PUBLISHED = ("DATABASE_URL", "REDIS_URL")


def own_servers(chosen: Settings) -> Addresses | None:
    """The operator's servers, from DATABASE_URL and REDIS_URL; None when neither is set.

    Raises PairFault(HALF_CHOSEN) when only one is: half a pair would keep its data in two places.
    """
    if chosen.database_url and chosen.redis_url:
        return Addresses(chosen.database_url, chosen.redis_url)
    if chosen.database_url or chosen.redis_url:
        raise PairFault(
            "HALF_CHOSEN",
            zh="DATABASE_URL 与 REDIS_URL 需要同时设置；都不设置时使用内置服务器。",
            en="Set both DATABASE_URL and REDIS_URL, or neither to use the embedded servers.",
        )
    return None


def publish(addresses: Addresses) -> None:
    """Let this process and its children find the servers through their settings."""
    os.environ |= dict(zip(PUBLISHED, (addresses.database_url, addresses.redis_url), strict=True))
    settings.cache_clear()


def _withdraw() -> None:
    for name in PUBLISHED:
        os.environ.pop(name, None)
    settings.cache_clear()


@contextmanager
def servers() -> Iterator[Addresses]:
    """The servers for the time of one command, published in the settings meanwhile. Raises PairFault."""
    own = own_servers(settings())
    if own is not None:
        yield own
        return
    with reach(settings().data_dir) as addresses:
        publish(addresses)
        try:
            yield addresses
        finally:
            _withdraw()
