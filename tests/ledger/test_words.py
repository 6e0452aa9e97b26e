"""Everything the ledger refuses, notes or finds has words in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from backend.book import booking, ledger_intake, nav_points, valuation_books
from backend.book.open_days import Opening, opening_faults
from backend.book.taken import NOTES
from backend.book.valuation_books import FINDINGS
from backend.platform.messages import PROBLEMS
from tests.ledger.desk import day

BOOK = Path(booking.__file__).parent
MODULES = sorted(BOOK.glob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_every_refusal_has_words(path: Path) -> None:
    code = path.read_text(encoding="utf-8")
    told = re.findall(r'bad_input\(\s*[^,()]+,\s*"(\w+)"', code) + re.findall(r'problem="(\w+)"', code)
    assert set(told) <= set(PROBLEMS)
    assert all(zh and en for zh, en in PROBLEMS.values())


def test_every_fault_of_an_opening_has_words() -> None:
    source = Path(opening_faults.__code__.co_filename).read_text(encoding="utf-8")
    told = set(re.findall(r'faults\.append\(\(opening, "(\w+)"\)\)', source))
    assert len(told) == 5
    assert {f"opening_{fault}" for fault in told} <= set(PROBLEMS)
    assert opening_faults([Opening(day("2026-06-05"), day("2026-06-04"))], ())[0][1] in told


def test_every_note_and_finding_has_words() -> None:
    notes: set[str] = set()
    for module in (booking, ledger_intake, nav_points):
        notes |= set(
            re.findall(
                r'taken\.note\(number, "(\w+)"\)', Path(str(module.__file__)).read_text(encoding="utf-8")
            )
        )
    assert notes == set(NOTES)
    code = Path(valuation_books.__file__).read_text(encoding="utf-8")
    assert set(re.findall(r'found\.append\("(\w+)"\)', code)) == set(FINDINGS)
