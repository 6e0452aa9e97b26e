"""What the cells of a client's row say together: numbers to their fields, the identity number against the rest."""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from backend.systemize.identity_numbers import CREDIT_CODE, RESIDENT, IdentityNumber, read_identity_number
from backend.systemize.names import normalise_name
from backend.systemize.phones import Phones
from backend.systemize.sheets.columns import Context, Draft

ADULT_AGE = 18
_MOBILE_FIELDS, _PHONE_FIELDS = ("mobile", "mobile_2"), ("phone",)
_PRODUCT = re.compile(
    r"(?:基金|计划|专户|FOF)(?:[A-Z\d一二三四五六七八九十]*[号期])?(?:[A-Z]类?)?(?:[(（].*[)）])?$"
    r"|[一二三四五六七八九十\d]+号(?:私募|集合|单一|证券|$)",
    re.IGNORECASE,
)
_INSTITUTION = re.compile(
    r"(?:公司|集团|合伙企业|有限合伙|银行|证券|保险|信托|研究院|大学|学校|医院|协会|基金会|中心|事务所|工作室|商行|厂)"
    r"(?:[(（].*[)）])?$|\b(?:ltd|inc|llc|limited|corp|co|company|gmbh|llp|lp)\b\.?",
    re.IGNORECASE,
)
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆"
    "汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟"
)
_PERSON = re.compile(f"[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}")
# Words that begin like a surname and name something else: 高净值, 江苏, 金卡, 白名单.
_NO_PERSON = re.compile(
    r"[表单户值卡级组部区省市州县类页总汇明细据江苏]$|客户|净值|名单|机构|产品|江西|安徽|金额|白金|黄金|万元|温州|石家|高端"
)
_SHEET_OF = re.compile(
    r"(?:客户经理|理财师|经理|负责人)[-:：_ ]*([\u4e00-\u9fff]{2,4})|([\u4e00-\u9fff]{2,4})的客户"
)


def settle_contacts(draft: Draft, _: Context) -> None:
    """Mobiles to mobile and mobile_2, other numbers to phone, in the order of the columns, without repeats."""
    found = [(key, draft.values.get(key)) for key in (*_MOBILE_FIELDS, *_PHONE_FIELDS)]
    cells = [(key, value) for key, value in found if isinstance(value, Phones)]
    if len(cells) == 1 and cells[0][0] == "mobile" and cells[0][1].is_one_mobile:
        draft.values["mobile"] = cells[0][1].mobiles[0]
        return
    for key, _value in cells:
        draft.values[key] = None
    for fields, part in ((_MOBILE_FIELDS, "mobiles"), (_PHONE_FIELDS, "phones")):
        numbers = {number: key for key, value in reversed(cells) for number in reversed(getattr(value, part))}
        in_order = list(dict.fromkeys(number for _, value in cells for number in getattr(value, part)))
        for place, number in zip(fields, in_order, strict=False):
            draft.values[place] = number
        for number in in_order[len(fields) :]:
            # A third mobile has no field: better refused than lost.
            draft.report(numbers[number], "bad_mobile")


def settle_identity(draft: Draft, _: Context) -> None:
    """The number read as the document the row names; what it tells of birth and sex wins over the cells."""
    said = draft.values.get("id_type")
    number = draft.values.get("id_number")
    refused = ("id_number", "bad_check_digit") in draft.found
    typed = draft.typed.get("id_number")
    if said not in (None, RESIDENT) and (refused or isinstance(number, IdentityNumber)):
        again = read_identity_number(typed if typed is not None else "", said)
        if again.number is not None and again.id_type == said:
            draft.forget("id_number")
            number = again
    if not isinstance(number, IdentityNumber):
        return
    draft.values["id_number"] = number.number
    draft.values["id_type"] = (
        number.id_type if number.id_type in (RESIDENT, CREDIT_CODE) or not said else said
    )
    if number.birth_date is not None:
        _agree(draft, "birth_date", number.birth_date.isoformat(), "birth_mismatch")
    if number.gender is not None:
        _agree(draft, "gender", number.gender, "gender_mismatch")


def _agree(draft: Draft, key: str, value: str, code: str) -> None:
    """Take what the identity number says; tell when the cell says something else. A refused cell stays refused."""
    said = draft.values.get(key)
    if said is None and any(field == key for field, _ in draft.found):
        return
    if said not in (None, value):
        draft.report(key, code)
    draft.values[key] = value


def settle_client_type(draft: Draft, _: Context) -> None:
    """The kind of client where no column says it: by the identity document, else by the name."""
    if draft.values.get("client_type") is not None or any(key == "client_type" for key, _ in draft.found):
        return
    name = str(draft.values.get("name") or "")
    if not name:
        return
    kind = "individual"
    if draft.values.get("id_type") in (None, CREDIT_CODE, "other"):
        if _PRODUCT.search(name):
            kind = "product"
        elif draft.values.get("id_type") == CREDIT_CODE or _INSTITUTION.search(name):
            kind = "institution"
    draft.values["client_type"] = kind


def tell_minors(draft: Draft, context: Context) -> None:
    """Tell of an individual below 18: no investor yet, perhaps a wrong year."""
    born = draft.values.get("birth_date")
    if not isinstance(born, str) or draft.values.get("client_type") != "individual":
        return
    birthday = date.fromisoformat(born)
    age = (
        context.today.year
        - birthday.year
        - ((context.today.month, context.today.day) < (birthday.month, birthday.day))
    )
    if age < ADULT_AGE:
        draft.report("birth_date" if draft.typed.get("birth_date") else "id_number", "minor")


def managers_named(sheets: Sequence[str], staff: Collection[str] = ()) -> Mapping[str, Mapping[str, str]]:
    """The client manager that a sheet's name states: "客户经理-沈一鸣", "沈一鸣的客户", or plainly "沈一鸣".

    sheets: names of the sheets with a table. staff: names of the firm's people; a plain name counts when it is one
    of them, or when several sheets bear nothing but names of people: somebody who left is told, not dropped.
    """
    names = {sheet: normalise_name(sheet) for sheet in sheets}
    stated = {sheet: _SHEET_OF.fullmatch(name) for sheet, name in names.items()}
    people = {
        sheet for sheet, name in names.items() if _PERSON.fullmatch(name) and not _NO_PERSON.search(name)
    }
    known = {normalise_name(person) for person in staff}
    managers: dict[str, Mapping[str, str]] = {}
    for sheet, name in names.items():
        found = stated[sheet]
        if found:
            managers[sheet] = {"manager": found[1] or found[2]}
        elif name in known or (sheet in people and len(people) > 1):
            managers[sheet] = {"manager": name}
    return managers
