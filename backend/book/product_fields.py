"""What may be written of a fund and of its share classes, checked: one entry a field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from backend.book.products import FUND_KINDS, NAV_INTERVALS, STATUSES, VALUATIONS
from backend.platform.errors import bad_input
from backend.systemize.field_values import EARLIEST, LATEST, clean_text

CURRENCIES: Final = ("CNY", "USD", "HKD", "EUR", "GBP", "JPY", "SGD")
RISK_LEVELS: Final = ("R1", "R2", "R3", "R4", "R5")


@dataclass(frozen=True, slots=True)
class ProductField:
    """One writable field. key: GraphQL name; low, high, places: of a number (None: no number); choices: of a choice."""

    key: str
    column: str
    zh: str
    en: str
    required: bool = False
    limit: int = 200
    choices: tuple[str, ...] = ()
    is_date: bool = False
    low: Decimal | None = None
    high: Decimal | None = None
    places: int = 0

    def value(self, raw: Any) -> Any:
        """The value to store. Raises Refused(BAD_USER_INPUT) naming the key."""
        if raw is None or raw == "":
            if self.required:
                raise bad_input(self.key, "required")
            return None
        if self.choices:
            if raw not in self.choices:
                raise bad_input(self.key, "choice")
            return raw
        if self.is_date:
            if not isinstance(raw, date) or not EARLIEST <= raw <= LATEST:
                raise bad_input(self.key, "date")
            return raw
        if self.low is not None and self.high is not None:
            value = number_in(self.key, raw, self.low, self.high, self.places)
            return value if self.places else int(value)
        return clean_text(str(raw), self.key, limit=self.limit, required=self.required)


def number_in(key: str, raw: Any, low: Decimal, high: Decimal, places: int) -> Decimal:
    """A number in [low, high] with at most `places` decimals. Raises Refused(BAD_USER_INPUT)."""
    try:
        value = Decimal(raw)
    except (InvalidOperation, TypeError, ValueError):
        raise bad_input(key, "number") from None
    if not value.is_finite():
        raise bad_input(key, "number")
    if not low <= value <= high:
        raise bad_input(key, "range", low=str(low), high=str(high))
    if value != round(value, places):
        raise bad_input(key, "decimals", limit=places)
    return value


def _number(
    key: str, column: str, zh: str, en: str, high: int, places: int = 0, *, required: bool = False
) -> ProductField:
    """A number from 0 to `high`."""
    return ProductField(key, column, zh, en, required, low=Decimal(0), high=Decimal(high), places=places)


_LARGEST, _LARGEST_NAV = 10**15, 10**6
PRODUCT_FIELDS: Final = (
    ProductField("code", "code", "产品代码", "Code", required=True, limit=40),
    ProductField("name", "name", "产品名称", "Name", required=True, limit=120),
    ProductField("strategy", "strategy", "策略", "Strategy", limit=60),
    ProductField("riskLevel", "risk_level", "风险等级", "Risk level", choices=RISK_LEVELS),
    ProductField("status", "status", "状态", "Status", required=True, choices=STATUSES),
    ProductField("currency", "currency", "币种", "Currency", required=True, choices=CURRENCIES),
    ProductField("inception", "inception", "成立日", "Inception", is_date=True),
    _number("lockUpDays", "lock_up_days", "锁定期（天）", "Lock-up, days", 3660, required=True),
    ProductField("amacCode", "amac_code", "备案编码", "AMAC code", limit=40),
    ProductField("custodian", "custodian", "托管人", "Custodian", limit=120),
    ProductField("registrar", "registrar", "份额登记机构", "Registrar", limit=120),
    ProductField("fundKind", "fund_kind", "基金类型", "Kind of fund", required=True, choices=FUND_KINDS),
    ProductField("valuation", "valuation", "计价方式", "Valuation", required=True, choices=VALUATIONS),
    ProductField("navInterval", "nav_interval", "净值频率", "NAV interval", required=True, choices=NAV_INTERVALS),
    _number("navLagDays", "nav_lag_days", "净值披露时限（工作日）", "NAV due within workdays", 60, required=True),
    _number("navPlaces", "nav_places", "净值小数位", "NAV decimals", 8, required=True),
    _number("unitsPlaces", "units_places", "份额小数位", "Unit decimals", 6, required=True),
    _number("firstMinimum", "first_minimum", "首次最低金额", "First minimum", _LARGEST, places=2),
    _number("furtherMinimum", "further_minimum", "追加最低金额", "Further minimum", _LARGEST, places=2),
    _number("warningLine", "warning_line", "预警线", "Warning line", _LARGEST_NAV, places=8),
    _number("stopLine", "stop_line", "止损线", "Stop line", _LARGEST_NAV, places=8),
    ProductField("terminatedOn", "terminated_on", "终止日", "Terminated on", is_date=True),
)  # fmt: skip
CLASS_FIELDS: Final = (
    ProductField("code", "code", "份额代码", "Code", required=True, limit=40),
    ProductField("name", "name", "份额类别", "Share class", required=True, limit=40),
    ProductField("currency", "currency", "币种", "Currency", choices=CURRENCIES),
    _number("lockUpDays", "lock_up_days", "锁定期（天）", "Lock-up, days", 3660),
)  # fmt: skip


def checked(
    fields: tuple[ProductField, ...], values: Mapping[str, Any], *, whole: bool = False
) -> dict[str, Any]:
    """Column values of the fields named; whole: a new row, whose required fields without a default must be there.

    Raises Refused(BAD_USER_INPUT) for an unknown key or a value that cannot be kept.
    """
    known = {field.key: field for field in fields}
    found = {}
    for key, raw in values.items():
        if key not in known:
            raise bad_input(key, "choice")
        found[known[key].column] = known[key].value(raw)
    for key in ("code", "name") if whole else ():
        if not found.get(known[key].column):
            raise bad_input(key, "required")
    return found
