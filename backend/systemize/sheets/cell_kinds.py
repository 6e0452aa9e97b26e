"""The kinds of cells that catalogues are made of."""

from collections.abc import Sequence

from backend.systemize.sheets import cell_parsers as cells
from backend.systemize.sheets import number_cells as numbers
from backend.systemize.sheets.columns import Adjustment, CellKind, Choice, Parse
from backend.systemize.sheets.periods import period

_UNIT: frozenset[Adjustment] = frozenset({"unit"})
_ORDER: frozenset[Adjustment] = frozenset({"date_order"})

NAME = CellKind("name", "姓名或名称", "name", cells.name)
WORD = CellKind("word", "短文本", "short text", cells.word)
TEXT = CellKind("text", "文本", "text", cells.text)
TAGS = CellKind("tags", "标签，用顿号分隔", "words with commas between", cells.tags, is_stable=False)
EMAIL = CellKind("email", "电子邮箱", "e-mail address", cells.email)
CODE = CellKind("code", "代码", "code", cells.code)
ACCOUNT = CellKind("account", "账号", "account number", cells.account)
MONEY = CellKind("money", "金额（元）", "amount in CNY", numbers.money, _UNIT)
SIGNED_MONEY = CellKind(
    "signed_money", "金额（元，可为负）", "amount in CNY, also below 0", numbers.signed_money, _UNIT
)
UNITS = CellKind("units", "份额", "units", numbers.units, _UNIT)
SIGNED_UNITS = CellKind("signed_units", "份额（可为负）", "units, also below 0", numbers.signed_units, _UNIT)
PRICE = CellKind("price", "净值（元）", "value of a unit in CNY", numbers.price)
PER_UNIT = CellKind("per_unit", "每份数值", "value for a unit", numbers.per_unit)
RATE = CellKind("rate", "比例", "rate", numbers.rate, _UNIT)
COUNT = CellKind("count", "整数", "whole number", numbers.count)
PAST_DATE = CellKind("date", "日期", "date", cells.past_date, _ORDER)
ANY_DATE = CellKind("any_date", "日期（可晚于今天）", "date, also ahead", cells.any_date, _ORDER)
BIRTH_DATE = CellKind("birth_date", "出生日期", "date of birth", cells.birth_date, _ORDER)
MOMENT = CellKind("moment", "日期和时间", "date and time", cells.moment, _ORDER)
PERIOD = CellKind("period", "期间", "period", period)
MOBILES = CellKind("mobiles", "手机号码", "mobile numbers", cells.mobiles)
PHONES = CellKind("phones", "电话号码", "telephone numbers", cells.phones)
ID_NUMBER = CellKind("id_number", "证件号码", "identity number", cells.id_number)
ID_TYPE = CellKind("id_type", "证件类型", "kind of identity document", cells.id_type)


def choice_of(choices: Sequence[Choice], parse: Parse | None = None, key: str = "choice") -> CellKind:
    """A kind for a column of option words; parse: where words alone do not tell the value."""
    words = {word: choice.value for choice in choices for word in choice.words}
    return CellKind(key, "选项", "one of", parse or cells.choice(words), choices=tuple(choices))
