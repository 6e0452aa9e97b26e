"""What the choices of service requests are called, in both languages."""

from __future__ import annotations

from backend.systemize.fields import Option

REQUEST_STATES = (
    Option("new", "新建", "New"), Option("assigned", "已受理", "Assigned"), Option("answered", "已响应", "Answered"),
    Option("in_progress", "处理中", "In progress"), Option("waiting_client", "待客户反馈", "Waiting for the client"),
    Option("resolved", "已解决", "Resolved"), Option("closed", "已关闭", "Closed"),
    Option("reopened", "已重开", "Reopened"), Option("cancelled", "已取消", "Cancelled"),
    Option("received", "已收到", "Received"), Option("acknowledged", "已确认收悉", "Acknowledged"),
    Option("investigating", "调查中", "Investigating"), Option("escalated", "已升级", "Escalated"),
)  # fmt: skip
REQUEST_SORTS = (Option("request", "服务请求", "Request"), Option("complaint", "投诉", "Complaint"))
REQUEST_CHANNELS = (
    Option("call", "电话", "Call"), Option("email", "邮件", "Mail"), Option("wecom", "企业微信", "WeCom"),
    Option("meeting", "面谈", "Meeting"), Option("link", "客户链接", "Link"), Option("api", "接口", "API"),
    Option("automation", "自动化", "Automation"), Option("other", "其他", "Other"),
)  # fmt: skip
COMPLAINT_SEVERITIES = (
    Option("minor", "轻微", "Minor"), Option("serious", "较重", "Serious"), Option("grave", "严重", "Grave"),
)  # fmt: skip
COMPLAINT_CATEGORIES = (
    Option("service", "服务", "Service"), Option("performance", "业绩", "Performance"),
    Option("product", "产品", "Product"), Option("fees", "费用", "Fees"),
    Option("information", "信息披露", "Information"), Option("conduct", "从业人员行为", "Conduct"),
    Option("other", "其他", "Other"),
)  # fmt: skip
COMPLAINT_CAUSES = (
    Option("process", "流程", "Process"), Option("person", "人员", "Person"), Option("system", "系统", "System"),
    Option("communication", "沟通", "Communication"), Option("market", "市场", "Market"),
    Option("expectation", "预期落差", "Expectation"), Option("other", "其他", "Other"),
)  # fmt: skip
REQUEST_CLOCKS = (
    Option("response", "首次响应", "First response"),
    Option("resolution", "解决", "Resolution"),
)
