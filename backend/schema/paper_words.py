"""What a paper says of a report: names of its rows and columns, its days, filters and range, in one language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from backend.book.choices import GENDERS, INDUSTRIES, KINDS, PROVINCE_OPTIONS, RISK_LEVELS
from backend.systemize.regions import cities

WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "PERSON": ("客户经理", "Manager"), "TEAM": ("团队", "Team"), "TIER": ("分层", "Tier"), "PRODUCT": ("产品", "Fund"),
    "PROVINCE": ("地区", "Region"), "CITY": ("城市", "City"), "INDUSTRY": ("行业", "Industry"),
    "GENDER": ("性别", "Gender"), "AGE": ("年龄", "Age"), "KIND": ("客户类型", "Client type"),
    "RISK_LEVEL": ("风险等级", "Risk level"), "SOURCE": ("来源", "Source"), "TENURE": ("客户年限", "Years as a client"),
    "WEEK": ("周", "Week"), "MONTH": ("月", "Month"), "QUARTER": ("季度", "Quarter"),
}  # fmt: skip
FILTERS: Final = {
    "owner": "PERSON", "team": "TEAM", "tier": "TIER", "province": "PROVINCE", "kind": "KIND", "source": "SOURCE",
    "industry": "INDUSTRY", "gender": "GENDER", "riskLevel": "RISK_LEVEL", "risk_level": "RISK_LEVEL",
}  # fmt: skip
CHOICES: Final = {
    "INDUSTRY": INDUSTRIES,
    "KIND": KINDS,
    "GENDER": GENDERS,
    "RISK_LEVEL": RISK_LEVELS,
    "PROVINCE": PROVINCE_OPTIONS,
}


@dataclass(frozen=True)
class PaperWords:
    """Words for one reader. tiers: by key (zh, en); names: of the people and teams that a filter names."""

    english: bool
    tiers: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    def say(self, zh: str, en: str) -> str:
        """A word in the reader's language."""
        return en if self.english else zh

    def title(self, row: Mapping[str, Any]) -> str:
        """The name of something that has one in both languages, in English or none."""
        return str(row["en"] or row["zh"]) if self.english else str(row["zh"])

    def dimension(self, name: str | None) -> str:
        """What rows or columns are."""
        return "" if name is None else WORDS[name][self.english]

    def key(self, by: str | None, key: Mapping[str, Any]) -> str:
        """A row or column."""
        if by is None or key["kind"] == "total":
            return self.say("合计", "Total")
        if key["kind"] == "rest":
            return self.say(f"其余 {key['many']} 项", f"The other {key['many']}")
        if key["kind"] == "step":
            return _step(by, key["from"])
        for noun in ("user", "team", "product"):
            if key.get(noun):
                return str(key[noun]["name"])
        return self.value(by, str(key["key"]))

    def value(self, by: str, key: str) -> str:
        """A key of a dimension by its word."""
        if key == "-":
            return self.say("未分层", "No tier") if by == "TIER" else self.say("未知", "not known")
        if by == "TIER":
            return self.tiers.get(key, (key, key))[self.english]
        if by == "AGE":
            return self.say("70 岁及以上", "70 and older") if key == "70-" else key
        if by == "TENURE":
            return (
                self.say("5 年及以上", "5 years and more")
                if key == "5-"
                else self.say(f"{key} 年", f"{key} years")
            )
        if by == "CITY":
            city = cities().get(key)
            return key if city is None else self.say(city.zh, city.en)
        found = next((each for each in CHOICES.get(by, ()) if each.value == key), None)
        return key if found is None else self.say(found.zh, found.en)

    def days(self, first: str, until: str) -> str:
        """Days by their first and last one."""
        last = date.fromisoformat(until) - timedelta(days=1)
        return self.say(f"{first} 至 {last.isoformat()}", f"{first} to {last.isoformat()}")

    def filters(self, *given: Mapping[str, Any]) -> str:
        """What figures are narrowed by; empty: by nothing."""
        told = {
            FILTERS[name]: str(value)
            for each in given
            for name, value in each.items()
            if value is not None and name in FILTERS
        }
        return self.say("；", "; ").join(
            f"{self.dimension(by)} {self.names.get(value) or self.value(by, value)}"
            for by, value in told.items()
        )

    def range(self, *, whole: bool) -> str:
        """Whose clients are told of."""
        return (
            self.say("全公司", "The whole firm")
            if whole
            else self.say("仅本人可见范围", "What the reader reaches")
        )


def _step(by: str, first: str) -> str:
    year, month, _ = first.split("-")
    if by == "MONTH":
        return f"{year}-{month}"
    return f"{year} Q{(int(month) + 2) // 3}" if by == "QUARTER" else first
