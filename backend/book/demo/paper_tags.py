"""Tags of the demo firm that show what tags can be: two by rule, two by hand, one of which carries its year."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

ESG: Final = "关注ESG"
MEETING: Final = "已参加2025Q3策略会"
# Source: white paper, Segment (examples of tags).
BY_RULE: Final[Mapping[str, tuple[str, str, str, Mapping[str, Any]]]] = {
    "科技行业创始人": (
        "blue",
        "身份",
        "信息技术行业的创始人，随行业与职业变化",
        {
            "all": [
                {"is": {"field": "industry", "op": "eq", "value": "technology"}},
                {"is": {"field": "occupation", "op": "contains", "value": "创始人"}},
            ]
        },
    ),
    "高风险偏好": (
        "orange",
        "偏好",
        "有效测评为 C4 或 C5；到期或下调后自动移除",
        {
            "all": [
                {"is": {"field": "riskLevel", "op": "in", "value": ["C4", "C5"]}},
                {"is": {"field": "riskValidUntil", "op": "ahead", "value": 0}},
            ]
        },
    ),
}
"""Name -> colour, group, description, rule."""
BY_HAND: Final[Mapping[str, tuple[str, str, str, float]]] = {
    ESG: ("green", "偏好", "关注环境、社会与公司治理", 0.06),
    MEETING: ("violet", "活动", "2025 年第三季度策略会到场", 0.08),
}
"""Name -> colour, group, description, share of the clients who bear it."""
