"""Columns that name whom and what a row is about, shared by the kinds of sheets that refer to clients and funds."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from backend.systemize.identity_numbers import IdentityNumber
from backend.systemize.phones import Phones
from backend.systemize.sheets.cell_kinds import ACCOUNT, CODE, ID_NUMBER, ID_TYPE, MOBILES, NAME, WORD
from backend.systemize.sheets.columns import Column, Context, Draft, words

CLIENT: Final = Column(
    "client",
    NAME,
    "客户名称",
    "Client",
    words(
        "客户|客户姓名|姓名|名称|客户名|投资者|投资人|投资者名称|投资者姓名|投资人名称|持有人|持有人名称|委托人|户名|"
        "份额持有人|基金投资者名称|client|client name|customer|investor|investor name|holder|name"
    ),
    is_required=True,
    personal=True,
    zh_hint="系统中的客户姓名或全称",
    en_hint="Name of a client in the system",
)
CLIENT_ID_TYPE: Final = Column(
    "id_type", ID_TYPE, "证件类型", "ID type", words("证件种类|证照类型|证件类别|id type"), personal=True
)
CLIENT_ID_NUMBER: Final = Column(
    "id_number",
    ID_NUMBER,
    "证件号码",
    "ID number",
    words(
        "证件号|证件编号|证照号码|身份证|身份证号|身份证号码|统一社会信用代码|社会信用代码|投资者证件号码|"
        "客户证件号码|id no|id number"
    ),
    personal=True,
    zh_hint="同名客户须填，以便区分",
    en_hint="Needed where two clients have one name",
)
CLIENT_MOBILE: Final = Column(
    "mobile",
    MOBILES,
    "手机号码",
    "Mobile",
    words("手机|手机号|移动电话|联系电话|电话|mobile|phone"),
    personal=True,
)
INVESTOR_ACCOUNT: Final = Column(
    "account",
    ACCOUNT,
    "基金账号",
    "Registrar's account",
    words("基金账户|基金帐号|ta账号|ta账户|登记账号|交易账号|fund account|ta account|account"),
    personal=True,
)
FUND_CODE: Final = Column(
    "product_code",
    CODE,
    "产品代码",
    "Fund code",
    words("基金代码|代码|产品编码|基金编码|备案编码|份额代码|fund code|product code|code"),
    zh_hint="产品代码与产品名称至少填一项",
    en_hint="The code or the name of the fund has to be there",
)
FUND_NAME: Final = Column(
    "product",
    NAME,
    "产品名称",
    "Fund",
    words("基金名称|产品|基金|产品简称|基金简称|私募基金名称|fund|fund name|product|product name"),
)
FUND: Final = (FUND_CODE, FUND_NAME)
WHOSE: Final = (CLIENT, CLIENT_ID_TYPE, CLIENT_ID_NUMBER, CLIENT_MOBILE)
NAMED_FUND: Final = (("product_code", "product"),)
NOTE: Final = Column("note", WORD, "备注", "Note", words("说明|摘要|remark|remarks|note|memo"))


def optional(column: Column) -> Column:
    """The column for kinds whose rows may lack it."""
    return replace(column, is_required=False)


def settle_party(draft: Draft, _: Context) -> None:
    """The number and the mobile of the client in plain form; only the first mobile names him."""
    number, mobile = draft.values.get("id_number"), draft.values.get("mobile")
    if isinstance(number, IdentityNumber):
        draft.values["id_number"] = number.number
        draft.values["id_type"] = draft.values.get("id_type") or number.id_type
        # Whatever is odd about it was told when the client came in.
        draft.found[:] = [found for found in draft.found if found != ("id_number", "fifteen_digits")]
    if isinstance(mobile, Phones):
        draft.values["mobile"] = mobile.mobiles[0] if mobile.mobiles else None
