"""The fields of a client: what API, forms, lists, filters, permissions, import and docs are made from."""

from __future__ import annotations

from backend.book import choices
from backend.systemize.fields import Classification, Field, Kind
from backend.systemize.masks import mask_name
from backend.systemize.names import looks_like_person

PERSONAL, SENSITIVE = Classification.PERSONAL, Classification.SENSITIVE
IDENTITY, CONTACT, PROFILE, INVESTING, SERVICE = "identity", "contact", "profile", "investing", "service"


def _mask_any_name(name: str) -> str:
    return mask_name(name, is_person=looks_like_person(name))


CLIENT_FIELDS: tuple[Field, ...] = (
    Field(
        "name",
        "name",
        Kind.TEXT,
        "姓名/名称",
        "Name",
        PERSONAL,
        IDENTITY,
        required=True,
        sortable=True,
        searchable=True,
        mask=_mask_any_name,
        max_length=120,
        ordered_by="name_sort",
    ),
    Field(
        "namePinyin",
        "name_pinyin",
        Kind.TEXT,
        "拼音",
        "Pinyin",
        PERSONAL,
        IDENTITY,
        editable=False,
        filterable=False,
        max_length=400,
    ),
    Field(
        "kind",
        "kind",
        Kind.CHOICE,
        "客户类型",
        "Client type",
        section=IDENTITY,
        required=True,
        options=choices.KINDS,
    ),
    Field("gender", "gender", Kind.CHOICE, "性别", "Gender", PERSONAL, IDENTITY, options=choices.GENDERS),
    Field("birthDate", "birth_date", Kind.DATE, "出生日期", "Date of birth", PERSONAL, IDENTITY),
    Field(
        "idType", "id_type", Kind.CHOICE, "证件类型", "ID type", PERSONAL, IDENTITY, options=choices.ID_TYPES
    ),
    Field(
        "idNumber",
        "id_number",
        Kind.SEALED,
        "证件号码",
        "ID number",
        SENSITIVE,
        IDENTITY,
        searchable=True,
        max_length=40,
    ),
    Field(
        "mobile",
        "mobile",
        Kind.SEALED,
        "手机",
        "Mobile",
        SENSITIVE,
        CONTACT,
        searchable=True,
        contact="mobile",
        max_length=30,
    ),
    Field(
        "phone", "phone", Kind.SEALED, "电话", "Telephone", SENSITIVE, CONTACT, contact="phone", max_length=40
    ),
    Field(
        "email",
        "email",
        Kind.SEALED,
        "电子邮箱",
        "E-mail",
        SENSITIVE,
        CONTACT,
        contact="email",
        max_length=254,
    ),
    Field(
        "wechat",
        "wechat",
        Kind.SEALED,
        "微信号",
        "WeChat",
        SENSITIVE,
        CONTACT,
        contact="wechat",
        max_length=60,
    ),
    Field(
        "address",
        "address",
        Kind.SEALED,
        "地址",
        "Address",
        SENSITIVE,
        CONTACT,
        contact="address",
        filterable=False,
        max_length=300,
    ),
    Field("company", "company", Kind.TEXT, "单位", "Company", PERSONAL, PROFILE, searchable=True),
    Field("occupation", "occupation", Kind.TEXT, "职业", "Occupation", PERSONAL, PROFILE),
    Field(
        "industry", "industry", Kind.CHOICE, "行业", "Industry", section=PROFILE, options=choices.INDUSTRIES
    ),
    Field(
        "province",
        "province",
        Kind.CHOICE,
        "省份",
        "Province",
        section=PROFILE,
        options=choices.PROVINCE_OPTIONS,
    ),
    Field("city", "city", Kind.TEXT, "城市", "City", section=PROFILE),
    Field("source", "source", Kind.TEXT, "来源", "Source", section=PROFILE),
    Field(
        "relationship",
        "relationship",
        Kind.CHOICE,
        "关系类型",
        "Relationship",
        section=PROFILE,
        options=choices.RELATIONSHIPS,
    ),
    Field(
        "bankAccount",
        "bank_account",
        Kind.SEALED,
        "银行账号",
        "Bank account",
        SENSITIVE,
        INVESTING,
        max_length=40,
    ),
    Field(
        "riskLevel",
        "risk_level",
        Kind.CHOICE,
        "风险等级",
        "Risk level",
        section=INVESTING,
        sortable=True,
        options=choices.RISK_LEVELS,
    ),
    Field(
        "riskValidUntil", "risk_valid_until", Kind.DATE, "测评有效期至", "Risk valid until", section=INVESTING
    ),
    Field("qualified", "qualified", Kind.BOOLEAN, "合格投资者", "Qualified investor", section=INVESTING),
    Field(
        "aum",
        "aum",
        Kind.MONEY,
        "存续规模",
        "AUM",
        section=INVESTING,
        editable=False,
        sortable=True,
        ordered_by="aum_order",
    ),
    Field(
        "tier",
        "tier",
        Kind.CHOICE,
        "客户层级",
        "Tier",
        section=INVESTING,
        editable=False,
        sortable=True,
        ordered_by="tier_rank",
    ),
    Field(
        "onboardDate",
        "onboard_date",
        Kind.DATE,
        "首次认购日",
        "First subscription",
        section=INVESTING,
        sortable=True,
    ),
    Field(
        "state",
        "state",
        Kind.CHOICE,
        "客户状态",
        "State",
        section=SERVICE,
        sortable=True,
        options=choices.STATES,
    ),
    Field("owner", "owner_id", Kind.USER, "负责人", "Owner", section=SERVICE, editable=False),
    Field("team", "team_id", Kind.TEAM, "团队", "Team", section=SERVICE, editable=False),
    Field(
        "household", "household_id", Kind.HOUSEHOLD, "家族", "Household", PERSONAL, SERVICE, editable=False
    ),
    Field("tags", "tags", Kind.TAGS, "标签", "Tags", section=SERVICE, editable=False),
    Field("note", "note", Kind.LONG_TEXT, "备注", "Note", PERSONAL, SERVICE, max_length=4000),
    Field(
        "lastInteractionAt",
        "last_interaction_at",
        Kind.INSTANT,
        "最近互动",
        "Last interaction",
        section=SERVICE,
        editable=False,
        sortable=True,
    ),
    Field(
        "createdAt",
        "created_at",
        Kind.INSTANT,
        "创建时间",
        "Created",
        section=SERVICE,
        editable=False,
        sortable=True,
    ),
    Field(
        "updatedAt",
        "updated_at",
        Kind.INSTANT,
        "更新时间",
        "Updated",
        section=SERVICE,
        editable=False,
        sortable=True,
    ),
)

CLIENT_FIELD: dict[str, Field] = {field.key: field for field in CLIENT_FIELDS}
