"""The catalogue of figures as it is read: what each is called, how it is defined, and which field tells it."""

from __future__ import annotations

import strawberry

from backend.analyze.catalogue import COHORT, FLOW, KPIS, SNAPSHOT
from backend.analyze.catalogue import Kpi as Entry
from backend.analyze.catalogue import Measure as EntryMeasure
from backend.schema.automation_rates import COVERAGE
from backend.schema.high_value import DEFINITION as HIGH_VALUE
from backend.schema.journey_definitions import CONVERSION, CYCLE, FUNNEL, LOSSES, TASKS
from backend.schema.kpis import KpiDefinition
from backend.schema.tier_revenue import DEFINITION as REVENUE

ELSEWHERE = (
    (HIGH_VALUE, "高净值客户占比", "High-value client share", SNAPSHOT, "highValueShare"),
    (REVENUE, "各层单客收入", "Revenue per client of a tier", FLOW, "revenuePerTier"),
    (CYCLE, "销售周期", "Sales cycle", COHORT, "journeyFigures"),
    (CONVERSION, "阶段转化率", "Stage conversion", COHORT, "journeyFigures"),
    (TASKS, "关键任务完成率", "Key-task completion", FLOW, "journeyFigures"),
    (COVERAGE, "自动化覆盖率", "Automation coverage", FLOW, "automationRate"),
    (FUNNEL, "漏斗存量", "Funnel counts", SNAPSHOT, "journeyFigures"),
    (LOSSES, "流失原因", "Loss reasons", FLOW, "journeyFigures"),
)
"""Figures that a pillar tells itself."""


@strawberry.type
class KpiMeasure:
    """One number of a figure. What ratios are made of is said in words; empty of sums and counts."""

    key: str
    unit: str = strawberry.field(description="money (CNY), count, ratio or days.")
    zh: str
    en: str
    part_zh: str
    part_en: str
    of_zh: str
    of_en: str


@strawberry.type
class Kpi:
    """A figure of the catalogue. measures, dimensions: of those that `kpi` tells."""

    definition: KpiDefinition
    kind: str = strawberry.field(description="snapshot, flow or cohort.")
    zh: str
    en: str
    measures: list[KpiMeasure] = strawberry.field(description="The headline first.")
    dimensions: list[str] = strawberry.field(description="By what it may be split.")
    root: str = strawberry.field(description="The field of Query that tells it.")


def definition_of(entry: Entry) -> KpiDefinition:
    """How a figure is defined."""
    return KpiDefinition(id=entry.id, version=entry.version, zh=entry.says_zh, en=entry.says_en)


def shown(entry: Entry) -> Kpi:
    """A figure as it is read."""
    return Kpi(
        definition=definition_of(entry), kind=entry.kind, zh=entry.zh, en=entry.en,
        measures=[_measure(each) for each in entry.measures], dimensions=list(entry.dimensions), root=entry.root,
    )  # fmt: skip


def _measure(each: EntryMeasure) -> KpiMeasure:
    part_zh, part_en = each.part
    of_zh, of_en = each.of
    return KpiMeasure(
        key=each.key, unit=each.unit, zh=each.zh, en=each.en,
        part_zh=part_zh, part_en=part_en, of_zh=of_zh, of_en=of_en,
    )  # fmt: skip


def catalogue() -> list[Kpi]:
    """All figures by id."""
    others = [
        Kpi(definition=said, kind=kind, zh=zh, en=en, measures=[], dimensions=[], root=root)
        for said, zh, en, kind, root in ELSEWHERE
    ]
    return sorted([*others, *(shown(each) for each in KPIS.values())], key=lambda each: each.definition.id)
