"""The demo firm's assessments and qualifications agree with what its clients' facts say."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from backend.book.demo.load import load_demo
from backend.book.demo.population import population
from backend.platform.database import Database
from backend.platform.keys import Vault
from backend.policies.founding import equip
from backend.track.assessment_records import adopt
from backend.track.assessments import Assessment, AssessmentSheet
from backend.track.questionnaires import judge, read_answers
from backend.track.suitability_demo import _Rows, write_suitability
from backend.track.suitability_rules import rules_in_force

AS_OF = date(2026, 11, 20)


async def test_sheets_come_to_the_level_of_the_client(database: Database, vault: Vault) -> None:
    loaded = await load_demo(database, vault, size=120, as_of=AS_OF, equip=equip, further=write_suitability)
    async with database.as_system(loaded.firm_id, "tests") as session:
        assert await adopt(session, None) == 0  # nothing differs
        rows = (
            await session.execute(
                select(Assessment.level, AssessmentSheet.answers)
                .join(AssessmentSheet, AssessmentSheet.assessment_id == Assessment.id)
                .where(Assessment.firm_id == loaded.firm_id, AssessmentSheet.firm_id == loaded.firm_id)
            )
        ).all()
        form = (await rules_in_force(session)).rules.questionnaire
    assert len(rows) > 80
    for row in rows:
        assert judge(form, read_answers(form, row.answers, whole=True)).level == row.level


def test_the_rows_are_the_same_each_time() -> None:
    made = [list(_Rows(population(60, as_of=AS_OF)).assessments()) for _ in range(2)]
    assert made[0] == made[1]
