"""What is wrong with service requests and their types."""

from __future__ import annotations

from collections.abc import Mapping

SERVICE: Mapping[str, tuple[str, str]] = {
    "request_state": ("请求当前的状态不允许此操作。", "The request cannot do that as it stands."),
    "request_archived": ("该请求类型已停用。", "The type of request is out of use."),
    "request_kind": (
        "请求类型的类别（服务请求或投诉）不能更改，请新建类型。",
        "Whether a type is of requests or complaints stays. Make a new type.",
    ),
    "request_human": (
        "响应须由人员作出，接口和系统不能代为响应。",
        "A person answers; neither a key nor the product does.",
    ),
    "request_before": (
        "该沟通早于请求提出时间，不能作为响应。",
        "That conversation was before the request, so it is no answer to it.",
    ),
    "request_approval": (
        "相关审批尚未通过，暂不能办结。",
        "It cannot be settled while its approval is not given.",
    ),
    "request_unanswered": ("请先答复客户，再作结论。", "Answer the client first, then conclude."),
}
