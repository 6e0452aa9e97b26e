"""The choices of client fields, with their words; a firm's own choices come with its forms."""

from __future__ import annotations

from backend.systemize.fields import Option
from backend.systemize.regions import provinces

KINDS = (
    Option("individual", "个人", "Individual"),
    Option("institution", "机构", "Institution"),
    Option("product", "产品", "Product"),
)
GENDERS = (Option("male", "男", "Male"), Option("female", "女", "Female"))
ID_TYPES = (
    Option("resident_id", "居民身份证", "Resident ID card"),
    Option("passport", "护照", "Passport"),
    Option("hk_macao_permit", "港澳居民来往内地通行证", "Hong Kong/Macao permit"),
    Option("taiwan_permit", "台湾居民来往大陆通行证", "Taiwan permit"),
    Option("foreign_resident_permit", "外国人永久居留身份证", "Foreign resident permit"),
    Option("military_id", "军官证", "Military ID"),
    Option("credit_code", "统一社会信用代码", "Unified social credit code"),
    Option("other", "其他", "Other"),
)
STATES = (
    Option("lead", "线索", "Lead"),
    Option("prospect", "潜在", "Prospect"),
    Option("qualified", "合格", "Qualified"),
    Option("subscribing", "认购中", "Subscribing"),
    Option("existing", "存续", "Existing"),
    Option("dormant", "沉默", "Dormant"),
    Option("former", "历史", "Former"),
    Option("rejected", "已放弃", "Rejected"),
    Option("blocked", "冻结", "Blocked"),
    Option("restricted", "受限", "Restricted"),
)
RISK_LEVELS = (
    Option("C1", "C1 保守型", "C1 Conservative"),
    Option("C2", "C2 谨慎型", "C2 Cautious"),
    Option("C3", "C3 稳健型", "C3 Balanced"),
    Option("C4", "C4 积极型", "C4 Growth"),
    Option("C5", "C5 进取型", "C5 Aggressive"),
)
INDUSTRIES = (
    Option("manufacturing", "制造业", "Manufacturing"),
    Option("trade", "批发零售", "Trade"),
    Option("property", "房地产与建筑", "Property and building"),
    Option("technology", "信息技术", "Technology"),
    Option("finance", "金融", "Finance"),
    Option("services", "专业服务", "Professional services"),
    Option("health", "医疗健康", "Health"),
    Option("retired", "退休", "Retired"),
    Option("other", "其他", "Other"),
)
PROVINCE_OPTIONS = tuple(Option(p.code, p.zh, p.en) for p in provinces().values())
