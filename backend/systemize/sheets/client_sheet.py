"""The client sheet: which columns it can have, in which words, and what its rows must agree on."""

from backend.systemize.sheets import cell_parsers as cells
from backend.systemize.sheets.client_options import CLIENT_TYPES, GENDERS, YES_NO, risk_level
from backend.systemize.sheets.client_rules import (
    managers_named,
    settle_client_type,
    settle_contacts,
    settle_identity,
    tell_minors,
)
from backend.systemize.sheets.columns import Column, SheetKind, words

COLUMNS = (
    Column(
        "name",
        cells.name,
        "姓名",
        words(
            "名称|客户|客户姓名|客户名称|客户名|投资者|投资人|投资者名称|委托人|持有人|户名|名字|"
            "姓名/名称|客户姓名/机构名称|公司名称|企业名称|机构名称|产品名称|贵宾姓名|份额持有人|client|"
            "client name|customer|customer name|full name|investor|investor name"
        ),
        is_required=True,
    ),
    Column(
        "client_type",
        cells.choice(CLIENT_TYPES),
        "客户类型",
        words("客户类别|客户性质|客户属性|主体类型|类型|类别|个人/机构|client type|type|kind"),
    ),
    Column(
        "mobile",
        cells.mobiles,
        "手机",
        words(
            "手机号|手机号码|移动电话|联系手机|本人手机|手机1|手机号1|手机号码1|联系人手机|mobile phone|"
            "mobile no|mobile number|cell|cell phone|cellphone"
        ),
        overflow=("mobile_2",),
    ),
    Column(
        "mobile_2",
        cells.mobiles,
        "备用手机",
        words(
            "手机2|手机号2|手机号码2|第二手机|其他手机|备用电话|备用手机号|备用联系方式|其他联系方式|"
            "mobile2|second mobile|other mobile|alternate mobile"
        ),
    ),
    Column(
        "phone",
        cells.phones,
        "电话",
        words(
            "联系电话|联系方式|电话号码|联系号码|座机|座机号码|固话|固定电话|办公电话|公司电话|单位电话|"
            "家庭电话|住宅电话|电话1|联系电话1|tel|telephone|phone number|landline|office phone|"
            "contact number|contact|联系人电话"
        ),
        overflow=("mobile_2",),
    ),
    Column(
        "email",
        cells.email,
        "邮箱",
        words("电子邮箱|电子邮件|邮件|邮箱地址|邮件地址|e-mail|mail|email address|e-mail address"),
    ),
    Column(
        "id_type",
        cells.id_type,
        "证件类型",
        words("证件种类|证照类型|身份证件类型|证件类别|id document|document type|identity type"),
    ),
    Column(
        "id_number",
        cells.id_number,
        "证件号码",
        words(
            "证件号|证件编号|证照号码|身份证|身份证号|身份证号码|身份证件号码|护照号|护照号码|"
            "统一社会信用代码|社会信用代码|信用代码|营业执照号|身份证号/统一社会信用代码|id no|"
            "id card|id card no|id card number|identity number|national id|passport no|uscc"
        ),
    ),
    Column(
        "birth_date",
        cells.birth_date,
        "出生日期",
        words("生日|出生年月|出生年月日|birthday|birthdate|dob|date of birth"),
    ),
    Column(
        "gender",
        cells.choice(GENDERS),
        "性别",
        words("sex"),
    ),
    Column(
        "province",
        cells.word,
        "省份",
        words("省|所在省|所在省份|所属省份|省市|省/直辖市|state"),
    ),
    Column(
        "city",
        cells.word,
        "城市",
        words("市|所在市|所在城市|地市|居住城市|常驻城市|town"),
    ),
    Column(
        "industry",
        cells.word,
        "行业",
        words("所属行业|从事行业|所在行业|职业/行业|sector"),
    ),
    Column(
        "aum_cny",
        cells.money,
        "资产规模",
        words(
            "aum|资产|总资产|资产总额|资产余额|资产合计|持仓规模|持有规模|管理规模|存量规模|存续规模|"
            "在管规模|当前规模|规模|市值|持仓市值|持有市值|持仓金额|持有金额|投资金额|投资规模|投资总额|"
            "保有量|保有规模|资金规模|资金量|金额|在投金额|在管资产|管理资产|客户资产|资产量|assets|"
            "total assets|assets under management|holdings|amount"
        ),
    ),
    Column(
        "risk_level",
        risk_level,
        "风险等级",
        words(
            "风险承受能力|风险承受等级|风险承受能力等级|风险测评|风险测评等级|风险测评结果|风险评级|"
            "风险类型|风险偏好|测评结果|风评|风评等级|风评结果|risk|risk rating|risk profile|risk grade"
        ),
    ),
    Column(
        "qualified",
        cells.choice(YES_NO),
        "合格投资者",
        words(
            "是否合格投资者|合格投资人|是否合格投资人|合格投资者认证|合格投资者状态|合投|合投认证|"
            "是否合投|是否合格|合格认证|是否认证|认证状态|qualified investor|is qualified|accredited"
        ),
    ),
    Column(
        "manager",
        cells.name,
        "客户经理",
        words(
            "经理|负责人|归属人|所属经理|归属经理|归属客户经理|管户经理|管户人|服务经理|维护经理|维护人|"
            "理财师|理财经理|理财顾问|财富顾问|投资顾问|投顾|顾问|跟进人|对接人|销售|销售经理|服务人|"
            "client manager|account manager|relationship manager|rm|owner|advisor|adviser|sales"
        ),
    ),
    Column(
        "onboard_date",
        cells.past_date,
        "首次认购日期",
        words(
            "首次认购|首次认购日|首次认购时间|首次申购日期|首次投资日期|首次投资时间|首次购买日期|"
            "首次入金日期|首投日期|首投时间|首购日期|首次合作日期|首次合作时间|认购日期|认购时间|"
            "入金日期|成交日期|合作日期|合作时间|签约日期|开户日期|开户时间|成为客户日期|入会日期|"
            "加入日期|购买日期|onboarding date|onboarded|first subscription|first subscription date|"
            "first investment date|client since|subscription date|start date"
        ),
    ),
    Column(
        "tags",
        cells.tags,
        "标签",
        words("客户标签|tag|labels|label"),
    ),
    Column(
        "note",
        cells.text,
        "备注",
        words("说明|备注说明|备注信息|其他备注|notes|remark|remarks|comment|comments"),
    ),
)

CLIENTS = SheetKind(
    key="clients",
    columns=COLUMNS,
    rules=(settle_contacts, settle_identity, settle_client_type, tell_minors),
    evidence=("mobile", "mobile_2", "phone", "id_number", "email"),
    named_in_sheet=managers_named,
)
