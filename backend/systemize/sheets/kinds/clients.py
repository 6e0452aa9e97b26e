"""The client sheet: which columns it can have, in which words, and what its rows must agree on."""

from backend.systemize.sheets.cell_kinds import (
    ACCOUNT,
    ANY_DATE,
    BIRTH_DATE,
    EMAIL,
    ID_NUMBER,
    ID_TYPE,
    MOBILES,
    MONEY,
    NAME,
    PAST_DATE,
    PHONES,
    TAGS,
    TEXT,
    WORD,
    choice_of,
)
from backend.systemize.sheets.columns import Column, SheetKind, words
from backend.systemize.sheets.kinds.client_options import (
    CLIENT_TYPES,
    GENDERS,
    RISK_LEVELS,
    YES_NO,
    risk_level,
)
from backend.systemize.sheets.kinds.client_rules import (
    managers_named,
    settle_client_type,
    settle_contacts,
    settle_identity,
    tell_minors,
)

COLUMNS = (
    Column(
        "name",
        NAME,
        "姓名",
        "Name",
        words(
            "名称|客户|客户姓名|客户名称|客户名|投资者|投资人|投资者名称|委托人|持有人|户名|名字|"
            "姓名/名称|客户姓名/机构名称|公司名称|企业名称|机构名称|产品名称|贵宾姓名|份额持有人|client|"
            "client name|customer|customer name|full name|investor|investor name"
        ),
        is_required=True,
        personal=True,
        zh_hint="个人姓名，或机构、产品全称",
        en_hint="Full name of the person, firm or product",
    ),
    Column(
        "client_type",
        choice_of(CLIENT_TYPES),
        "客户类型",
        "Client type",
        words("客户类别|客户性质|客户属性|主体类型|类型|类别|个人/机构|client type|type|kind"),
        zh_hint="可留空，按证件和名称判断",
        en_hint="May be left out: told by document and name",
    ),
    Column(
        "mobile",
        MOBILES,
        "手机",
        "Mobile",
        words(
            "手机号|手机号码|移动电话|联系手机|本人手机|手机1|手机号1|手机号码1|联系人手机|mobile phone|"
            "mobile no|mobile number|cell|cell phone|cellphone"
        ),
        overflow=("mobile_2",),
        personal=True,
        zh_hint="11 位；一格可写两个",
        en_hint="11 digits; two may stand in one cell",
    ),
    Column(
        "mobile_2",
        MOBILES,
        "备用手机",
        "Second mobile",
        words(
            "手机2|手机号2|手机号码2|第二手机|其他手机|备用电话|备用手机号|备用联系方式|其他联系方式|"
            "mobile2|second mobile|other mobile|alternate mobile"
        ),
        personal=True,
    ),
    Column(
        "phone",
        PHONES,
        "电话",
        "Telephone",
        words(
            "联系电话|联系方式|电话号码|联系号码|座机|座机号码|固话|固定电话|办公电话|公司电话|单位电话|"
            "家庭电话|住宅电话|电话1|联系电话1|tel|telephone|phone number|landline|office phone|"
            "contact number|contact|联系人电话"
        ),
        overflow=("mobile_2",),
        personal=True,
        zh_hint="座机请带区号，分机写“转8012”",
        en_hint="Landline with area code; extension as 转8012",
    ),
    Column(
        "email",
        EMAIL,
        "邮箱",
        "E-mail",
        words("电子邮箱|电子邮件|邮件|邮箱地址|邮件地址|e-mail|mail|email address|e-mail address"),
        personal=True,
    ),
    Column(
        "wechat",
        WORD,
        "微信",
        "WeChat",
        words("微信号|微信号码|wechat|wechat id|weixin"),
        personal=True,
    ),
    Column(
        "address",
        WORD,
        "地址",
        "Address",
        words(
            "联系地址|通讯地址|通信地址|家庭地址|住址|家庭住址|居住地址|"
            "现住址|邮寄地址|收件地址|详细地址|address|home address|mailing address"
        ),
        personal=True,
    ),
    Column(
        "id_type",
        ID_TYPE,
        "证件类型",
        "ID type",
        words("证件种类|证照类型|身份证件类型|证件类别|id document|document type|identity type"),
        personal=True,
    ),
    Column(
        "id_number",
        ID_NUMBER,
        "证件号码",
        "ID number",
        words(
            "证件号|证件编号|证照号码|身份证|身份证号|身份证号码|身份证件号码|护照号|护照号码|"
            "统一社会信用代码|社会信用代码|信用代码|营业执照号|身份证号/统一社会信用代码|id no|"
            "id card|id card no|id card number|identity number|national id|passport no|uscc"
        ),
        personal=True,
        zh_hint="请设为文本格式，以免末三位变成 000",
        en_hint="Format as text, or the last three digits are lost",
    ),
    Column(
        "birth_date",
        BIRTH_DATE,
        "出生日期",
        "Date of birth",
        words("生日|出生年月|出生年月日|birthday|birthdate|dob|date of birth"),
        personal=True,
        zh_hint="与证件号码不一致时以证件为准",
        en_hint="The identity number wins where they disagree",
    ),
    Column(
        "gender",
        choice_of(GENDERS),
        "性别",
        "Gender",
        words("sex"),
        personal=True,
    ),
    Column(
        "province",
        WORD,
        "省份",
        "Province",
        words("省|所在省|所在省份|所属省份|省市|省/直辖市|state"),
    ),
    Column(
        "city",
        WORD,
        "城市",
        "City",
        words("市|所在市|所在城市|地市|居住城市|常驻城市|town"),
    ),
    Column(
        "company",
        WORD,
        "工作单位",
        "Employer",
        words(
            "单位|就职单位|任职单位|所在单位|工作单位名称|就职公司|所在公司|任职公司|供职机构|employer|company"
        ),
        personal=True,
    ),
    Column(
        "occupation",
        WORD,
        "职业",
        "Occupation",
        words("职务|职位|岗位|职称|job|job title|position|occupation"),
        personal=True,
    ),
    Column(
        "industry",
        WORD,
        "行业",
        "Industry",
        words("所属行业|从事行业|所在行业|职业/行业|sector"),
    ),
    Column(
        "aum_cny",
        MONEY,
        "资产规模",
        "Assets",
        words(
            "aum|资产|总资产|资产总额|资产余额|资产合计|持仓规模|持有规模|管理规模|存量规模|存续规模|"
            "在管规模|当前规模|规模|市值|持仓市值|持有市值|持仓金额|持有金额|投资金额|投资规模|投资总额|"
            "保有量|保有规模|资金规模|资金量|金额|在投金额|在管资产|管理资产|客户资产|资产量|assets|"
            "total assets|assets under management|holdings|amount"
        ),
        personal=True,
        zh_hint="仅作来源留存；存续规模由台账计算",
        en_hint="Kept as a source only; AUM comes from the ledger",
    ),
    Column(
        "bank_account",
        ACCOUNT,
        "银行账号",
        "Bank account",
        words(
            "银行卡号|银行卡|银行账户|账号|卡号|收款账号|回款账号|打款账号|bank account|account number|bank card"
        ),
        personal=True,
        zh_hint="请设为文本格式",
        en_hint="Format as text",
    ),
    Column(
        "risk_level",
        choice_of(RISK_LEVELS, risk_level),
        "风险等级",
        "Risk level",
        words(
            "风险承受能力|风险承受等级|风险承受能力等级|风险测评|风险测评等级|风险测评结果|风险评级|"
            "风险类型|风险偏好|测评结果|风评|风评等级|风评结果|risk|risk rating|risk profile|risk grade"
        ),
        zh_hint="C1 至 C5",
        en_hint="C1 to C5",
    ),
    Column(
        "risk_valid_until",
        ANY_DATE,
        "测评有效期至",
        "Risk valid until",
        words(
            "风险测评有效期|风测有效期|测评有效期|风险测评到期日|测评到期日|风测到期日|风评有效期|"
            "测评有效日期|risk valid until|questionnaire valid until"
        ),
    ),
    Column(
        "qualified",
        choice_of(YES_NO),
        "合格投资者",
        "Qualified investor",
        words(
            "是否合格投资者|合格投资人|是否合格投资人|合格投资者认证|合格投资者状态|合投|合投认证|"
            "是否合投|是否合格|合格认证|是否认证|认证状态|qualified investor|is qualified|accredited"
        ),
    ),
    Column(
        "manager",
        NAME,
        "客户经理",
        "Client manager",
        words(
            "经理|负责人|归属人|所属经理|归属经理|归属客户经理|管户经理|管户人|服务经理|维护经理|维护人|"
            "理财师|理财经理|理财顾问|财富顾问|投资顾问|投顾|顾问|跟进人|对接人|销售|销售经理|服务人|"
            "client manager|account manager|relationship manager|rm|owner|advisor|adviser|sales"
        ),
        zh_hint="系统中的姓名、拼音或邮箱",
        en_hint="Name, pinyin or e-mail in the system",
    ),
    Column(
        "source",
        WORD,
        "客户来源",
        "Source",
        words("来源|来源渠道|渠道|渠道来源|获客渠道|获客来源|推荐人|介绍人|source|channel|referrer"),
    ),
    Column(
        "onboard_date",
        PAST_DATE,
        "首次认购日期",
        "First subscription",
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
        TAGS,
        "标签",
        "Tags",
        words("客户标签|tag|labels|label"),
        zh_hint="多个标签用顿号分隔",
        en_hint="Several with commas between",
    ),
    Column(
        "note",
        TEXT,
        "备注",
        "Note",
        words("说明|备注说明|备注信息|其他备注|notes|remark|remarks|comment|comments"),
        personal=True,
    ),
)

CLIENTS = SheetKind(
    key="clients",
    zh="客户",
    en="Clients",
    columns=COLUMNS,
    rules=(settle_contacts, settle_identity, settle_client_type, tell_minors),
    evidence=("mobile", "mobile_2", "phone", "id_number", "email"),
    named_in_sheet=managers_named,
    identity=None,
)
