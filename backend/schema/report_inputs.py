"""How reports and boards are written down by a caller, and as he reads them again."""

from __future__ import annotations

import enum
from datetime import date

import strawberry
from strawberry import UNSET

from backend.schema.kpi_asking import KpiFilter


@strawberry.enum(description="How a report is drawn; which of them fit follows from what it shows.")
class ReportChart(enum.Enum):
    """Charts."""

    TABLE = "table"
    BAR = "bar"
    STACKED = "stacked"
    LINE = "line"
    AREA = "area"
    PIE = "pie"
    FUNNEL = "funnel"
    HEAT = "heat"
    GAUGE = "gauge"
    MAP = "map"
    SANKEY = "sankey"


@strawberry.enum(
    description="What rows and columns of a report are: a dimension of figures, or steps of its days."
)
class ReportDimension(enum.Enum):
    """Dimensions."""

    PERSON = "person"
    TEAM = "team"
    TIER = "tier"
    PRODUCT = "product"
    PROVINCE = "province"
    CITY = "city"
    INDUSTRY = "industry"
    GENDER = "gender"
    AGE = "age"
    KIND = "kind"
    RISK_LEVEL = "riskLevel"
    SOURCE = "source"
    TENURE = "tenure"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"


@strawberry.enum(description="The days a report is about; all but FIXED roll with the calendar.")
class ReportSpan(enum.Enum):
    """Spans."""

    THIS_MONTH = "thisMonth"
    LAST_MONTH = "lastMonth"
    THIS_QUARTER = "thisQuarter"
    LAST_QUARTER = "lastQuarter"
    THIS_YEAR = "thisYear"
    LAST_YEAR = "lastYear"
    LAST_90_DAYS = "last90Days"
    LAST_12_MONTHS = "last12Months"
    FIXED = "fixed"


@strawberry.enum(
    description="With what a report is compared: nothing, the span before, the same days a year before."
)
class ReportCompare(enum.Enum):
    """Comparisons."""

    NONE = "none"
    PREVIOUS = "previous"
    YEAR = "year"


@strawberry.enum(
    description="In which order rows stand: by the first measure or by their keys; time goes on."
)
class ReportOrder(enum.Enum):
    """Orders."""

    LARGEST = "largest"
    SMALLEST = "smallest"
    KEY = "key"


@strawberry.enum(
    description="The unit that money is shown in: by its size, CNY, ten thousand or a hundred million."
)
class ReportScale(enum.Enum):
    """Units."""

    AUTO = "auto"
    ONE = "one"
    WAN = "wan"
    YI = "yi"


@strawberry.input(description="One number of a figure of the catalogue, e.g. K-10 and gross.")
class ReportMeasureInput:
    """A measure."""

    kpi: str
    measure: str


@strawberry.input
class ReportShapeInput:
    """What a report shows. `from`, `to`: of a FIXED span; `condition`: over clients, in the rule language."""

    chart: ReportChart
    measures: list[ReportMeasureInput]
    rows: ReportDimension | None = None
    columns: ReportDimension | None = None
    span: ReportSpan = ReportSpan.LAST_12_MONTHS
    first: date | None = strawberry.field(default=None, name="from")
    until: date | None = strawberry.field(default=None, name="to")
    compare: ReportCompare = ReportCompare.NONE
    filter: KpiFilter | None = None
    condition: strawberry.scalars.JSON | None = None
    order: ReportOrder = ReportOrder.LARGEST
    top: int | None = strawberry.field(default=None, description="Rows told by name; the rest becomes one.")
    totals: bool = True
    scale: ReportScale = ReportScale.AUTO


@strawberry.input
class CreateReportInput:
    """A report to keep. `shared`: me, team or firm."""

    zh: str
    en: str = ""
    shared: str = "me"
    shape: ReportShapeInput


@strawberry.input
class UpdateReportInput:
    """Changes of a report; what is left out stays."""

    id: strawberry.ID
    version: int
    zh: str | None = UNSET
    en: str | None = UNSET
    shared: str | None = UNSET
    shape: ReportShapeInput | None = UNSET


@strawberry.input
class BoardCardInput:
    """A report, or a card of the cockpit, on a grid of twelve columns; x, y from the upper left, w, h its size."""

    report: strawberry.ID | None = None
    cockpit: str | None = None
    x: int
    y: int
    w: int
    h: int


@strawberry.input
class CreateDashboardInput:
    """A board to keep. `shared`: me, team or firm."""

    zh: str
    en: str = ""
    shared: str = "me"
    cards: list[BoardCardInput]


@strawberry.input
class UpdateDashboardInput:
    """Changes of a board; what is left out stays."""

    id: strawberry.ID
    version: int
    zh: str | None = UNSET
    en: str | None = UNSET
    shared: str | None = UNSET
    cards: list[BoardCardInput] | None = UNSET
