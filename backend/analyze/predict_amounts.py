"""How much a client adds when he does: log-normal, his own history drawn towards that of all clients.

Source: the log-normal's mean exp(m + v/2); drawn together as in Efron & Morris 1975, PULL amounts of all beside his.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final, TypeVar

PULL: Final = 3.0
Key = TypeVar("Key")


def expected(amounts: Mapping[Key, Sequence[float]], keys: Sequence[Key]) -> dict[Key, float]:
    """What each of `keys` is expected to add, CNY; amounts: what each added, > 0. Empty where nobody ever did."""
    logs = {key: [math.log(a) for a in own if a > 0] for key, own in amounts.items()}
    every = [value for own in logs.values() for value in own]
    if not every:
        return {}
    middle = sum(every) / len(every)
    spread = sum((value - middle) ** 2 for value in every) / len(every)
    found = {}
    for key in keys:
        own = logs.get(key, [])
        drawn = (sum(own) + PULL * middle) / (len(own) + PULL)
        found[key] = math.exp(drawn + spread / 2)
    return found
