"""The words that firms use for the choices of a client: kinds, risk levels, yes and no."""

import re

from backend.systemize.plain_text import compact, is_placeholder
from backend.systemize.sheets.cell_parsers import NOTHING
from backend.systemize.sheets.columns import Choice, Context, Parsed, words
from backend.systemize.sheets.workbooks import CellValue, as_typed, is_blank

CLIENT_TYPES = (
    Choice("individual", words("个人|自然人|个人客户|个人投资者|零售|individual|person|personal")),
    Choice(
        "institution",
        words(
            "机构|企业|公司|法人|机构客户|企业客户|机构投资者|对公|法人机构|合伙企业|institution|"
            "institutional|company|corporate|entity"
        ),
    ),
    Choice(
        "product",
        words(
            "产品|基金|私募基金|资管产品|资管计划|信托|信托计划|产品客户|理财产品|FOF|专户|product|fund|trust"
        ),
    ),
)
GENDERS = (
    Choice("male", words("男|男性|男士|先生|m|male|mr|mr.|♂")),
    Choice("female", words("女|女性|女士|小姐|太太|f|female|ms|ms.|mrs|mrs.|♀")),
)
YES_NO = (
    Choice(
        True,
        words(
            "是|√|✓|✔|☑|✅|y|yes|true|t|1|对|有|合格|已合格|认证|已认证|已通过|通过|认证通过|合格投资者|"
            "合格投资人|已完成|有效|qualified"
        ),
    ),
    Choice(
        False,
        words(
            "否|×|✗|✘|✕|x|☐|❌|n|no|false|f|0|不|非|不是|未认证|未合格|不合格|未通过|不通过|非合格|"
            "非合格投资者|待认证|认证中|未完成|已过期|过期|失效|unqualified|notqualified"
        ),
    ),
)
RISK_LEVELS = tuple(Choice(f"C{n}", (f"C{n}",)) for n in range(1, 6))
# The usual words for the five levels; 平衡型 and 稳健型 both stand for C3 where no number is given.
_LEVEL_WORDS = (
    ("C1", ("保守", "最低", "conservative")),
    ("C2", ("谨慎", "相对保守", "cautious")),
    ("C3", ("稳健", "平衡", "balanced", "moderate")),
    ("C4", ("积极", "成长", "相对积极", "growth")),
    ("C5", ("激进", "进取", "aggressive")),
)
_LEVEL = re.compile(r"^(?:c|level)?[-_]?([1-5])(?:\.0)?(?:级)?(?=$|[^\d.])")
_OTHER_SCALE = re.compile(r"^[abdr]\d|^[6-90]|\d{2}")


def risk_level(cell: CellValue, _: Context) -> Parsed:
    """C1..C5 of "C3", "C3-稳健型", "稳健型", "3"; R1..R5 are the levels of products and refused."""
    if is_blank(cell) or is_placeholder(as_typed(cell)):
        return NOTHING
    word = compact(as_typed(cell))
    numbered = _LEVEL.match(word) or re.search(r"[(\[]c([1-5])[)\]]", word)
    if numbered:
        return Parsed(f"C{numbered[1]}")
    if _OTHER_SCALE.search(word):
        return Parsed(code="bad_option")
    bare = re.sub(r"(?:型|类|投资者|客户)+$", "", word)
    level = next((level for level, words in _LEVEL_WORDS if bare in words), None)
    return Parsed(level) if level else Parsed(code="bad_option")
