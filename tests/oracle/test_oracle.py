"""Whatever is asked, each field of each row is there exactly when Casbin, asked about it, says so."""

from __future__ import annotations

from tests.oracle.asking import Asking
from tests.oracle.conftest import Court

CASES = 500


async def test_every_field_of_every_row_is_told_to_whom_casbin_lets_see_it(court: Court) -> None:
    asking = Asking(court.firm, court.book, court.callers, court.askers, court.ask)
    findings = await asking.run(range(CASES))
    assert findings.disagreements == [], f"{len(findings.disagreements)}\n" + "\n\n".join(
        findings.disagreements[:5]
    )
    assert findings.asked == CASES
    print(findings)
