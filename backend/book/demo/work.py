"""What fictitious clients do: industries, occupations, and the firms they own or work for."""

from __future__ import annotations

from backend.book.demo.draws import Draws, weighted

RETIRED = "retired"
INDUSTRIES = weighted(
    {
        "manufacturing": 22, "trade": 13, "property": 12, "technology": 12, "finance": 10, "services": 8, "health": 7,
        "other": 7,
    }
)  # fmt: skip
_OCCUPATIONS = {
    "manufacturing": ("董事长", "总经理", "股东", "财务总监", "厂长"),
    "trade": ("总经理", "个体经营者", "股东", "销售总监"),
    "property": ("董事长", "项目总经理", "股东", "建筑师"),
    "technology": ("创始人", "技术总监", "产品总监", "工程师", "首席执行官"),
    "finance": ("投资总监", "行长", "基金经理", "保险经纪人"),
    "services": ("律师", "会计师", "咨询顾问", "合伙人"),
    "health": ("医生", "院长", "药企高管", "股东"),
    "other": ("教师", "艺术工作者", "自由职业", "公务员家属"),
    RETIRED: ("退休", "退休企业家", "退休教师"),
}
_TRADES = {
    "manufacturing": ("机械", "电子", "新材料", "纺织", "精密制造", "食品"),
    "trade": ("贸易", "商贸", "国际贸易", "供应链管理"),
    "property": ("置业", "建设工程", "装饰工程", "物业管理"),
    "technology": ("信息技术", "网络科技", "软件", "智能科技"),
    "finance": ("投资管理", "融资租赁", "保险经纪"),
    "services": ("企业管理咨询", "会计服务", "广告"),
    "health": ("医药", "医疗器械", "健康管理"),
    "other": ("文化传播", "农业发展", "教育科技"),
}
_LUCKY = "瑞丰鼎盛恒泰嘉和德信润达华兴安宏裕隆祥吉昌顺金源博雅盈利铭辰锦腾"
_SUFFIXES = weighted({"有限公司": 80, "股份有限公司": 12, "集团有限公司": 8})
_INVESTORS = weighted(
    {"投资合伙企业（有限合伙）": 40, "家族办公室有限公司": 15, "公益基金会": 8, "控股有限公司": 37}
)
_PRODUCTS = weighted({"号资产管理计划": 40, "号集合资金信托计划": 35, "号私募证券投资基金": 25})
_NUMERALS = "一二三四五六七八九十"


def occupation_of(draws: Draws, industry: str) -> str:
    """What somebody of this industry does, in Chinese."""
    return draws.one_of(_OCCUPATIONS[industry])


def company_name(draws: Draws, city: str, industry: str) -> str:
    """City, two lucky characters, trade and suffix: 苏州瑞丰机械有限公司."""
    return f"{city}{_lucky(draws)}{draws.one_of(_TRADES[industry])}{draws.pick(_SUFFIXES)}"


def investor_name(draws: Draws, city: str, industry: str) -> str:
    """An institution that invests: half are trading firms, the others made for investing."""
    if draws.chance(0.5):
        return company_name(draws, city, industry)
    return f"{city}{_lucky(draws)}{draws.pick(_INVESTORS)}"


def product_name(draws: Draws) -> str:
    """A plan or fund of another manager that invests here: 瑞丰稳进三号集合资金信托计划."""
    style = draws.one_of(("稳进", "优选", "多元", "精选", "安享"))
    return f"{_lucky(draws)}{style}{draws.one_of(_NUMERALS)}{draws.pick(_PRODUCTS)}"


def _lucky(draws: Draws) -> str:
    """Two different characters that bring luck."""
    first = draws.one_of(_LUCKY)
    return first + draws.one_of([c for c in _LUCKY if c != first])
