"""What can be wrong with a row: codes, which of them refuse it, and their sentences in both languages."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from backend.platform.messages import Locale
from backend.systemize.sheets.columns import Issue
from backend.systemize.sheets.workbooks import FileFault

Effect = Literal["refuses", "warns", "skips"]


@dataclass(frozen=True, slots=True)
class IssueKind:
    """effect: what the issue does to its row. zh, en: what is wrong, after the place and the value as typed."""

    effect: Effect
    zh: str
    en: str


_REFUSALS = {
    "bad_date": ("不是有效日期", "is not a valid date"),
    "no_day": ("缺少具体日期（只有年月）", "has no day (only a year or month)"),
    "no_year": ("缺少年份", "has no year"),
    "ambiguous_date": (
        "日与月无法区分，请写成 2024-03-05",
        "can be read as two dates; write it as 2024-03-05",
    ),
    "future_date": ("晚于今天", "lies after today"),
    "bad_number": ("不是有效金额", "is not a valid amount"),
    "range": ("是一个区间，请填写具体金额", "is a range; give one amount"),
    "currency": ("不是人民币，请折算后填写", "is not in CNY; convert it first"),
    "negative": ("是负数", "is negative"),
    "bad_mobile": ("不是有效电话号码", "is not a valid telephone number"),
    "precision_lost": (
        "位数已丢失（表格软件把号码存成了数字），请按原始资料重填",
        "has lost digits (the spreadsheet kept it as a number); enter it again from the source",
    ),
    "bad_check_digit": (
        "不是有效证件号码（位数、出生日期或校验码有误）",
        "is not a valid identity number (length, birth date or check digit)",
    ),
    "cell_error": ("是公式错误", "is a formula error"),
    "uncached_formula": (
        "公式没有计算结果，请在表格软件中打开并保存",
        "is a formula without a result; open and save the file in a spreadsheet program",
    ),
    "missing": ("必填项为空", "is required and empty"),
    "bad_email": ("不是有效电子邮箱", "is not a valid e-mail address"),
    "bad_option": ("不是可识别的选项", "is not an option we know"),
    "bad_code": ("不是有效代码或账号", "is not a valid code or account number"),
    "not_positive": ("应大于零", "has to be above zero"),
    "too_long": ("超出长度限制", "is too long"),
    "too_precise": ("小数位数过多", "has too many decimals"),
    "staff_unclear": (
        "不是在职员工的姓名，或有同名员工，请填邮箱",
        "names no active member of staff, or several; give the e-mail",
    ),
    "bad_lunar_date": (
        "不是农历日期，如 六月十五、1956年八月初三",
        "is not a day of the lunar calendar, such as 6-15 or 1956-08-03",
    ),
    "record_unclear": (
        "没有这个名称的记录，或有多条同名记录",
        "names nothing that you can see, or more than one",
    ),
    "file_by_hand": (
        "是文件字段，不能从表格导入，请在客户页面上传",
        "belongs to a field of files; send them up on the client's page",
    ),
    "bad_text": ("含有无法保存的字符", "has characters that cannot be stored"),
    "out_of_range": ("超出可记录的范围", "is out of range"),
    "too_many": ("数量超出上限", "are too many"),
    "bad_period": ("不是有效期间", "is not a valid period"),
    "bad_order": ("早于开始日期或晚于基准日", "is out of order with the other day"),
    "amounts_differ": ("份额、净值与金额不符", "does not fit units and NAV"),
    "net_assets_differ": ("资产减负债不等于资产净值", "is not assets less liabilities"),
    "nav_differs": ("不等于资产净值除以份额", "is not net assets over units"),
    "client_unknown": ("不是系统中的客户", "names no client of the firm"),
    "client_ambiguous": (
        "有多位同名客户，请补充证件号码或手机",
        "names several clients; add the ID number or mobile",
    ),
    "fund_unknown": ("不是系统中的产品", "names no fund of the firm"),
    "fund_ambiguous": ("有多个同名产品，请填产品代码", "names several funds; give the code"),
    "fund_differs": ("与产品代码所指不是同一产品", "is not the fund of the code"),
    "differs": ("相同编号的记录已存在但内容不同，请先冲正", "is there with other figures; reverse it first"),
    "units_short": ("份额不足", "is more than there is"),
    "rate_missing": ("缺少汇率", "needs an exchange rate that is missing"),
    "no_right": ("您无权为该客户导入", "is a client for whom you may not write"),
    "contact_blocked": (
        "在客户的冷静期内，期间不得主动联系",
        "falls into the client's cooling-off, in which nobody contacts him",
    ),
    "not_taken": ("系统未能接收该行", "was not taken in by the book"),
    "hidden_row": ("该行被隐藏，确认后才会导入", "the row is hidden and needs an explicit yes"),
}
_WARNINGS = {
    "two_digit_year": ("年份只有两位，请核对", "has a two-digit year; please check"),
    "approximate": ("是约数", "is approximate"),
    "fifteen_digits": (
        "是 15 位旧身份证号，请补录 18 位号码",
        "is an old 15-digit number; please obtain the 18-digit one",
    ),
    "birth_mismatch": (
        "与证件号码中的出生日期不一致，以证件号码为准",
        "disagrees with the identity number, which wins",
    ),
    "gender_mismatch": (
        "与证件号码中的性别不一致，以证件号码为准",
        "disagrees with the identity number, which wins",
    ),
    "minor": ("表明客户未满 18 周岁", "says that the client is below 18"),
    "kept_in_note": ("没有对应的选项，将写入备注", "is no option we know and goes to the note"),
    "owner_unknown": ("没有这位客户经理", "names no client manager of the firm"),
    "owner_ambiguous": ("有多位同名的客户经理", "names several client managers"),
    "owner_inactive": ("该客户经理已停用", "names a client manager who is not active any more"),
    "owner_none": ("客户将没有负责人", "leaves the client without an owner"),
    "tag_unknown": ("有的标签不存在，不会加上", "names tags that do not exist and are not given"),
    "worked_out": ("为空，已由其他列算出", "is empty and was worked out from the other columns"),
    "tree_differs": ("科目与其下级合计不符", "do not add up to their parents"),
    "client_by_name": (
        "按姓名匹配，系统中该客户没有证件号码",
        "was found by name; the client has no ID number yet",
    ),
    "client_name_differs": (
        "与证件号码对应的客户姓名不同",
        "is not the name of the client with this ID number",
    ),
    "investor_unknown": (
        "不是系统中的客户，将列为份额差异",
        "names no client of the firm and becomes a unit break",
    ),
    "staff_unknown": ("没有这位员工，将不记录跟进人", "names nobody of the firm; nobody is noted"),
    "rounding_differs": ("份额乘以净值与金额略有出入", "differs a little from units times NAV"),
    "nav_kept": ("与已公布净值不同，未改动已公布净值", "is another NAV than the published one, which stays"),
    "late": ("净值晚于披露时限", "is late"),
    "cumulative_differs": ("累计净值与系统计算不一致", "differs from our own cumulative NAV"),
    "order_unknown": ("申请编号不存在", "names no order"),
    "order_differs": ("申请单的客户或产品不一致", "names an order of another client or fund"),
    "units_differ": ("份额与台账不一致", "are not those of the ledger"),
    "option_retired": (
        "是已停用的选项，仅对已有该值的客户保留",
        "is a retired option; only clients who have it keep it",
    ),
    "dropped": ("无法识别，已按要求略去", "could not be read and was dropped as you asked"),
    "struck_through": ("该行有删除线，可能是已流失客户", "the row is crossed out, perhaps a lost client"),
}
_SKIPS = {
    "blank": ("空行，已跳过", "blank row, skipped"),
    "total": ("合计行，已跳过", "total, skipped"),
    "repeated_header": ("重复的表头，已跳过", "repeated header, skipped"),
    "title": ("标题行，已跳过", "title, skipped"),
    "note": ("说明行，已跳过", "note, skipped"),
}
ISSUES: Mapping[str, IssueKind] = {
    **{code: IssueKind("refuses", zh, en) for code, (zh, en) in _REFUSALS.items()},
    **{code: IssueKind("warns", zh, en) for code, (zh, en) in _WARNINGS.items()},
    **{code: IssueKind("skips", zh, en) for code, (zh, en) in _SKIPS.items()},
}
FAULTS: Mapping[FileFault, tuple[str, str]] = {
    FileFault.PASSWORD: (
        "文件有密码保护，请去除密码后再导入。",
        "The file is protected by a password. Remove it first.",
    ),
    FileFault.UNSAFE: (
        "文件过大或含有不安全的内容，未导入任何数据。",
        "The file is too large or has unsafe content. Nothing was imported.",
    ),
    FileFault.NOT_TABULAR: (
        "没有找到带表头的客户表（例如表单或说明），未导入任何数据。",
        "There is no table with a header of client fields (a form or a text, perhaps). Nothing was imported.",
    ),
    FileFault.EMPTY: ("文件里没有数据。", "The file has no data."),
    FileFault.UNREADABLE: (
        "文件已损坏或不是表格，请重新下载或另存为 .xlsx。",
        "The file is broken or no spreadsheet. Download it again or save it as .xlsx.",
    ),
}


def refuses(code: str) -> bool:
    """True for an issue that keeps its row out until somebody mends or drops the value."""
    return ISSUES[code].effect == "refuses"


def explain(issue: Issue, locale: Locale) -> str:
    """One sentence with the row, the column and the value as typed (personal data: for the importing person)."""
    kind = ISSUES[issue.code]
    if locale == "en":
        place = f"Row {issue.row}"
        place += f", column {issue.column}" if issue.column else ""
        place += f" ({issue.header})" if issue.header else ""
        return f"{place}: “{issue.typed}” {kind.en}." if issue.typed else f"{place}: {kind.en}."
    place = f"第 {issue.row} 行"
    place += f" {issue.column} 列" if issue.column else ""
    place += f"“{issue.header}”" if issue.header else ""
    return f"{place}：“{issue.typed}”{kind.zh}。" if issue.typed else f"{place}：{kind.zh}。"


def explain_fault(fault: FileFault, locale: Locale) -> str:
    """One sentence on why a file is refused as a whole."""
    return FAULTS[fault][1 if locale == "en" else 0]
