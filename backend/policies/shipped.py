"""The policy the product comes with: a firm begins with it and changes it as it likes."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from backend.policies.checks import checked
from backend.policies.coordinates import known
from backend.policies.enforcement import Policy
from backend.policies.rules import Rule, read_lines

FILE = Path(__file__).with_name("policy.csv")


@cache
def shipped_rules() -> tuple[Rule, ...]:
    """The plain rules of `policy.csv`. Raises Refused when the file is not a valid policy."""
    return tuple(checked(read_lines(FILE.read_text(encoding="utf-8")), known()))


@cache
def shipped_policy() -> Policy:
    """The same, loaded: what a firm's policy is compared with."""
    return Policy(shipped_rules(), known())
