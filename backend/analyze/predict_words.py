"""What predictions and their bands are called."""

from __future__ import annotations

from typing import Final

from backend.analyze.predictions import CHURN, HIGH, LOW, MEDIUM, UPSELL
from backend.systemize.fields import Option

PREDICTIONS: Final = (
    Option(CHURN, "流失预警", "Churn warning"),
    Option(UPSELL, "追加潜力", "Upsell potential"),
)
PREDICTION_BANDS: Final = (
    Option(HIGH, "高", "High"),
    Option(MEDIUM, "中", "Medium"),
    Option(LOW, "低", "Low"),
)
