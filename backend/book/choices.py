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
INVESTOR_CLASSES = (
    Option("ordinary", "普通投资者", "Ordinary"),
    Option("professional", "专业投资者", "Professional"),
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
RELATIONSHIPS = (
    Option("key_decision_maker", "关键决策人", "Key decision maker"),
    Option("influencer", "重要影响者", "Important influencer"),
    Option("long_term_partner", "长期合作伙伴", "Long-term partner"),
    Option("ordinary", "普通投资者", "Ordinary investor"),
)
PROVINCE_OPTIONS = tuple(Option(p.code, p.zh, p.en) for p in provinces().values())
TASK_STATES = (
    Option("open", "未完成", "Open"), Option("done", "已完成", "Done"), Option("cancelled", "已取消", "Cancelled"),
)  # fmt: skip
PRIORITIES = (
    Option("low", "低", "Low"), Option("normal", "中", "Normal"), Option("high", "高", "High"),
    Option("urgent", "紧急", "Urgent"),
)  # fmt: skip
REQUEST_KINDS = (
    Option("nav_report", "净值与报告", "NAV and reports"), Option("redemption", "赎回", "Redemption"),
    Option("additional", "追加投资", "Additional investment"),
    Option("product_question", "产品咨询", "Product question"),
    Option("data_change", "资料变更", "Change of data"), Option("proof", "证明与税务", "Proofs and tax"),
    Option("complaint", "投诉", "Complaint"), Option("other", "其他", "Other"),
)  # fmt: skip
TRANSACTION_KINDS = (
    Option("opening", "期初", "Opening balance"), Option("initial", "认购", "Subscription (initial)"),
    Option("additional", "申购", "Subscription (additional)"), Option("redemption", "赎回", "Redemption"),
    Option("dividend", "现金分红", "Cash dividend"), Option("dividend_reinvested", "红利再投", "Dividend reinvested"),
    Option("switch_in", "转换转入", "Switch in"), Option("switch_out", "转换转出", "Switch out"),
    Option("transfer_in", "过户转入", "Transfer in"), Option("transfer_out", "过户转出", "Transfer out"),
    Option("performance_fee", "业绩报酬", "Performance fee"), Option("split", "份额拆分", "Split"),
)  # fmt: skip
INTERACTION_KINDS = (
    Option("call", "电话", "Call"), Option("meeting", "面谈", "Meeting"), Option("message", "消息", "Message"),
    Option("email", "邮件", "E-mail"), Option("event", "活动", "Event"), Option("visit", "拜访", "Visit"),
    Option("report", "报告", "Report"), Option("greeting", "问候", "Greeting"), Option("other", "其他", "Other"),
)  # fmt: skip
DIRECTIONS = (Option("in", "来", "In"), Option("out", "去", "Out"), Option("both", "双向", "Both ways"))
PRODUCT_STATES = (
    Option("raising", "募集中", "Raising"), Option("open", "开放", "Open"), Option("closed", "封闭", "Closed"),
    Option("liquidated", "已清盘", "Liquidated"),
)  # fmt: skip
STRATEGIES = (
    Option("equity_long", "股票多头", "Equity long"), Option("index_plus", "指数增强", "Index enhanced"),
    Option("market_neutral", "市场中性", "Market neutral"), Option("cta", "趋势策略（CTA）", "Trend (CTA)"),
    Option("fixed_income_plus", "固收增强", "Fixed income plus"), Option("fof", "组合基金（FOF）", "Fund of funds"),
    Option("macro", "宏观策略", "Macro"),
)  # fmt: skip
BREAK_STATES = (
    Option("open", "待处理", "Open"), Option("explained", "已说明", "Explained"),
    Option("resolved", "已解决", "Resolved"),
)  # fmt: skip
DIFFERENCE_REASONS = (
    Option("unmatched", "到账待匹配", "Payment without a purpose"), Option("unpaid", "未付款", "Not paid"),
    Option("amount_differs", "金额不符", "Amount differs"), Option("name_differs", "付款人不符", "Payer differs"),
    Option("confirmed_differs", "确认金额不同", "Confirmed for another amount"),
    Option("not_received", "未收到", "Not received"), Option("not_accrued", "未计提", "Not accrued"),
)  # fmt: skip
REVENUE_KINDS = (
    Option("management", "管理费", "Management fee"), Option("performance", "业绩报酬", "Performance fee"),
    Option("subscription", "认申购费", "Subscription fee"), Option("redemption", "赎回费", "Redemption fee"),
    Option("trail", "尾随佣金支出", "Trail paid on"),
)  # fmt: skip
ORDER_STATES = (
    Option("draft", "草稿", "Draft"), Option("suitability_ok", "适当性通过", "Suitable"),
    Option("signed", "已签约", "Signed"), Option("paid", "已到账", "Paid"),
    Option("cooling_off", "冷静期", "Cooling off"), Option("visited", "已回访", "Visited"),
    Option("submitted", "已提交登记", "With the registrar"), Option("confirmed", "已确认", "Confirmed"),
    Option("cancelled", "已撤销", "Cancelled"), Option("rejected", "登记拒绝", "Rejected"),
    Option("reversed", "已冲正", "Reversed"),
)  # fmt: skip
ORDER_KINDS = (
    Option("initial", "认购", "Subscription (initial)"), Option("additional", "申购", "Subscription (additional)"),
    Option("redemption", "赎回", "Redemption"), Option("switch_out", "转换转出", "Switch out"),
)  # fmt: skip
ORDER_DIFFERENCES = (
    Option("amount_differs", "确认金额不同", "Confirmed for another amount"),
    Option("out_of_turn", "未走完流程即确认", "Confirmed out of turn"),
)
NEED_STATES = (
    Option("open", "待跟进", "Open"),
    Option("met", "已满足", "Met"),
    Option("dropped", "已放弃", "Dropped"),
)
ASSESSMENT_STATES = (
    Option("draft", "草稿", "Draft"), Option("completed", "待签署", "To be signed"), Option("valid", "有效", "Valid"),
    Option("expiring", "即将到期", "Expires soon"), Option("expired", "已过期", "Expired"),
    Option("superseded", "已被替换", "Replaced"),
)  # fmt: skip
QUALIFICATION_STATES = (
    Option("requested", "待审核", "Requested"), Option("in_review", "审核中", "In review"),
    Option("approved", "已通过", "Approved"), Option("expiring", "即将到期", "Expires soon"),
    Option("expired", "已过期", "Expired"), Option("rejected", "已驳回", "Rejected"),
    Option("revoked", "已撤销", "Revoked"),
)  # fmt: skip
HORIZONS = (
    Option("short", "一年以内", "Under a year"),
    Option("medium", "一至三年", "One to three years"),
    Option("long", "三年以上", "Over three years"),
)
