"""Names of fictitious people: surnames by frequency, given names by sex and decade of birth."""

from __future__ import annotations

from backend.book.demo.draws import Draws, weighted

# Shares in per cent, rounded from the commonly published national name statistics; weights for a demo only.
SURNAMES = weighted(
    {
        "王": 7.1, "李": 7.0, "张": 6.7, "刘": 5.3, "陈": 4.5, "杨": 3.1, "赵": 2.2, "黄": 2.2, "周": 1.9, "吴": 1.9,
        "徐": 1.6, "孙": 1.5, "胡": 1.3, "朱": 1.2, "高": 1.1, "林": 1.1, "何": 1.1, "郭": 1.1, "马": 1.0, "罗": 0.9,
        "梁": 0.8, "宋": 0.8, "郑": 0.8, "谢": 0.7, "韩": 0.6, "唐": 0.6, "冯": 0.6, "于": 0.6, "董": 0.5, "萧": 0.5,
        "程": 0.5, "曹": 0.5, "袁": 0.5, "邓": 0.5, "许": 0.5, "傅": 0.5, "沈": 0.5, "曾": 0.5, "彭": 0.5, "吕": 0.5,
        "苏": 0.5, "卢": 0.5, "蒋": 0.5, "蔡": 0.5, "贾": 0.4, "丁": 0.4, "魏": 0.4, "薛": 0.4, "叶": 0.4, "阎": 0.4,
        "余": 0.4, "潘": 0.4, "杜": 0.4, "戴": 0.4, "夏": 0.4, "钟": 0.4, "汪": 0.4, "田": 0.4, "任": 0.4, "姜": 0.4,
        "范": 0.4, "方": 0.4, "石": 0.3, "姚": 0.3, "谭": 0.3, "廖": 0.3, "邹": 0.3, "熊": 0.3, "金": 0.3, "陆": 0.3,
        "郝": 0.3, "孔": 0.3, "白": 0.3, "崔": 0.3, "康": 0.3, "毛": 0.3, "邱": 0.3, "秦": 0.3, "江": 0.3, "史": 0.3,
        "顾": 0.3, "侯": 0.3, "邵": 0.2, "孟": 0.2, "龙": 0.2, "万": 0.2, "段": 0.2, "雷": 0.2, "钱": 0.2, "汤": 0.2,
        "尹": 0.2, "黎": 0.2, "易": 0.2, "常": 0.2, "武": 0.2, "乔": 0.2, "贺": 0.2, "赖": 0.2, "龚": 0.2, "文": 0.2,
        "欧阳": 0.1, "单": 0.05, "仇": 0.03, "查": 0.03, "区": 0.03, "解": 0.03, "上官": 0.03, "司徒": 0.03,
        "尉迟": 0.01,
    }
)  # fmt: skip
# First characters, second characters and single given names, by sex and decade.
_MALE = {
    1940: ("建德志文永明家光振福金兴", "国华明林山生祥贵清荣昌才", "勇平明华福"),
    1950: ("建国德志文永明卫光振学大", "国华明平军民生林祥新东成", "勇平明华军"),
    1960: ("建国志卫文永晓学宏立新庆", "军平民强国明东华红新林生", "勇军平斌明强"),
    1970: ("志海文建俊晓永宏国立春少", "伟强军辉东斌峰涛明刚华平", "伟强勇军磊涛斌波辉刚杰峰"),
    1980: ("俊志文海晓子嘉宇明少建世", "杰鹏超伟浩豪峰龙斌阳凯辉", "磊鹏超杰浩涛波凯亮旭俊"),
    1990: ("宇子浩俊嘉思天一泽文家梓", "轩浩宇航杰豪翔博睿然恒铭", "浩宇晨睿博昊翔"),
}
_FEMALE = {
    1940: ("秀桂玉淑凤美春素月惠兰文", "英兰珍芳梅华云琴香莲贞荣", "英芳兰珍"),
    1950: ("秀桂玉淑凤美春素丽惠爱建", "英兰珍芳梅华云琴香莲萍敏", "英芳萍敏"),
    1960: ("丽秀淑红玉建小亚晓美慧国", "华英芳萍敏霞琴珍玲红娟云", "敏萍霞玲红"),
    1970: ("晓丽海雪春红小文慧亚玉爱", "燕红梅霞丽娟敏玲萍琳芳英", "静丽敏燕艳娟芳霞红梅玲"),
    1980: ("晓雪思丽佳雅婷文梦海慧静", "婷娜琳颖雯莹洁静瑶蓉怡燕", "婷静倩娜颖丹莉琳洁蕾"),
    1990: ("雨欣佳梦思诗雅子晨语安心", "涵怡欣琪瑶婷萱彤悦晴妍宁", "雪婧怡琪萌瑶"),
}
_TWO_CHARACTERS = 0.83
# Names that stories use for particular people; nobody else bears them.
RESERVED = frozenset({"张伟", "周若溪"})


def person_name(draws: Draws, gender: str, birth_year: int, surname: str | None = None) -> str:
    """A name as people of this sex and decade bear it. gender: male or female; surname: of the family, if any."""
    while True:
        name = (surname or draws.pick(SURNAMES)) + _given_name(draws, gender, birth_year)
        if name not in RESERVED:
            return name


def _given_name(draws: Draws, gender: str, birth_year: int) -> str:
    """One or two characters; decades before the 1940s and after the 1990s use the nearest ones."""
    decade = min(max(birth_year // 10 * 10, 1940), 1990)
    first, second, single = (_MALE if gender == "male" else _FEMALE)[decade]
    if not draws.chance(_TWO_CHARACTERS):
        return draws.one_of(single)
    given = draws.one_of(first)
    return given + draws.one_of([c for c in second if c != given])
