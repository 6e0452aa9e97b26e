"""What automations can react to and what they can do: two plain tables, read by the checks, the engine and editors.

A filter's `payload` names what the event says; `of`: `words`, `truth`, `rows:<noun>` (public ids) or `keys` (of which
one is enough); `options`: what words are called, where they are choices of the book. An action's `rights` are
coordinates that its publisher must hold for every client of the firm.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from backend.analyze.predict_words import PREDICTION_BANDS, PREDICTIONS
from backend.book import choices
from backend.retain.request_words import REQUEST_CLOCKS, REQUEST_STATES
from backend.systemize.fields import Option


@dataclass(frozen=True, slots=True)
class Filter:
    """One way to narrow an event down."""

    payload: str
    of: str
    zh: str
    en: str
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class EventKind:
    """An event that can start runs. clients: the payload's list of clients, each of whom it is about."""

    zh: str
    en: str
    filters: Mapping[str, Filter]
    clients: str | None = None


@dataclass(frozen=True, slots=True)
class ActionKind:
    """A step that does something. needs: members it must have; may: those it can have."""

    zh: str
    en: str
    needs: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    rights: tuple[str, ...] = ()
    about: str | None = "client"


def _words(payload: str, zh: str, en: str, options: tuple[Option, ...] = ()) -> Filter:
    return Filter(payload, "words", zh, en, options)


def _state(options: tuple[Option, ...] = ()) -> Mapping[str, Filter]:
    return {"state": _words("state", "状态", "State", options)}


_STATE: Final = _state()
_STAGE: Final = _words("stage", "阶段", "Stage")
_TEMPLATE: Final = Filter("template_id", "rows:journeytemplate", "旅程模板", "Journey template")
_TAG: Final = {"tag": Filter("tag_id", "rows:tag", "标签", "Tag")}
_REQUEST: Final = {"type": _words("type", "请求类型", "Type of request")}
_ROLE: Final = {"role": _words("role", "角色", "Role")}

EVENTS: Final[Mapping[str, EventKind]] = {
    "client.created": EventKind("新增客户", "A client is created", {}),
    "client.changed": EventKind(
        "客户资料变更", "Fields of a client change", {"fields": Filter("fields", "keys", "字段", "Fields")}
    ),
    "client.assigned": EventKind(
        "客户分配", "A client is assigned",
        {**_ROLE, "ended": Filter("ended", "truth", "已结束", "Ended")},
    ),
    "interaction.logged": EventKind(
        "新增互动", "An interaction is logged", {"two_way": Filter("two_way", "truth", "双向", "Two-way")}
    ),
    "need.changed": EventKind("需求变更", "A need changes", _state(choices.NEED_STATES)),
    "task.completed": EventKind("任务完成", "A task is completed", {}),
    "task.escalated": EventKind("任务逾期升级", "A late task is escalated", _ROLE),
    "contacts.escalated": EventKind(
        "联系逾期升级", "Overdue contacts are escalated", _ROLE, clients="client_ids"
    ),
    "tag.given": EventKind("获得标签", "A tag is given", _TAG),
    "tag.taken": EventKind("失去标签", "A tag is taken", _TAG),
    "tier.changed": EventKind("分层变动", "The tier changes", {"cause": _words("cause", "原因", "Cause")}),
    "service.changed": EventKind("服务安排变动", "The service changes", {}),
    "transaction.confirmed": EventKind(
        "交易确认", "A transaction is confirmed",
        {
            "kind": _words("kind", "交易类型", "Kind", choices.TRANSACTION_KINDS),
            "reverses": Filter("reverses", "truth", "冲正", "Takes another back"),
            "product": Filter("product_id", "rows:product", "产品", "Fund"),
        },
    ),
    "order.changed": EventKind("订单状态变更", "An order changes", _state(choices.ORDER_STATES)),
    "order.cooled_off": EventKind("冷静期结束", "A cooling-off ends", {}),
    "order.visited": EventKind(
        "回访完成", "A return visit is held", {"passed": Filter("passed", "truth", "通过", "Passed")}
    ),
    "receipt.changed": EventKind("到账变更", "A payment changes", _STATE),
    "journey.started": EventKind("旅程开始", "A journey starts", {"template": _TEMPLATE}),
    "journey.stage_entered": EventKind(
        "进入阶段", "A stage is entered",
        {
            "template": _TEMPLATE, "stage": _STAGE, "left": _words("left", "上一阶段", "Stage before"),
            "how": _words("how", "方式", "How"),
        },
    ),
    "journey.held": EventKind("旅程暂停", "A journey rests", {"template": _TEMPLATE, "stage": _STAGE}),
    "journey.ended": EventKind(
        "旅程结束", "A journey ends",
        {
            "template": _TEMPLATE, **_STATE, "stage": _STAGE, "reason": _words("reason", "流失原因", "Reason"),
        },
    ),
    "approval.changed": EventKind(
        "审批动态", "An approval changes", {"act": _words("act", "动作", "Act"), **_STATE}
    ),
    "request.created": EventKind("客户提出服务请求", "A client asks for something", _REQUEST),
    "request.changed": EventKind(
        "服务请求动态", "A service request changes",
        {**_REQUEST, "act": _words("act", "动作", "Act"), **_state(REQUEST_STATES)},
    ),
    "request.breached": EventKind(
        "服务请求超时", "A service promise is broken",
        {**_REQUEST, "clock": _words("clock", "计时", "Clock", REQUEST_CLOCKS)},
    ),
    "assessment.changed": EventKind(
        "风险测评变更", "A risk assessment changes", _state(choices.ASSESSMENT_STATES)
    ),
    "qualification.changed": EventKind(
        "合格投资者变更", "A qualification changes", _state(choices.QUALIFICATION_STATES)
    ),
    "signal.drawdown": EventKind(
        "净值回撤", "A drawdown begins, deepens or ends",
        {**_STATE, "product": Filter("product_id", "rows:product", "产品", "Fund")},
    ),
    "care.changed": EventKind("客户关怀日临近", "A day of a client comes near", _STATE),
    "signal.silence": EventKind("沉默客户", "A client falls silent or answers", _STATE),
    "prediction.jumped": EventKind(
        "预测变动", "A prediction comes into another band",
        {
            "kind": _words("kind", "预测", "Prediction", PREDICTIONS),
            "band": _words("band", "档位", "Band", PREDICTION_BANDS),
            "before": _words("before", "原档位", "Band before"),
        },
    ),
    "unit_break.settled": EventKind(
        "份额差异处理", "A difference of units is settled", _state(choices.BREAK_STATES)
    ),
}  # fmt: skip
"""Events of the outbox by name. An event of `JOURNEYS` is told with the journey's template."""
JOURNEYS: Final = frozenset({"journey.started", "journey.stage_entered", "journey.held", "journey.ended"})

TRIGGERS: Final[Mapping[str, tuple[str, str]]] = {
    "event": ("事件", "Event"),
    "schedule": ("按计划", "Schedule"),
    "date": ("客户日期", "Date of a client"),
    "webhook": ("外部调用", "Incoming webhook"),
    "figure": ("指标越线", "Figure crosses a line"),
}

ACTIONS: Final[Mapping[str, ActionKind]] = {
    "create_task": ActionKind(
        "创建任务", "Create a task", ("assignee",), ("title", "body", "template", "days", "priority"),
        ("Mutation.createTask",), None,
    ),
    "notify": ActionKind("通知", "Notify people", ("to", "text"), (), (), None),
    "give_tag": ActionKind("打标签", "Give a tag", ("tag",), (), ("Mutation.tagClient",)),
    "take_tag": ActionKind("去标签", "Take a tag", ("tag",), (), ("Mutation.untagClient",)),
    "set_field": ActionKind("写入字段", "Set a field", ("field", "value"), (), ("Mutation.updateClient",)),
    "start_journey": ActionKind(
        "开始旅程", "Start a journey", ("template",), (), ("Mutation.startJourney",)
    ),
    "advance_journey": ActionKind(
        "推进旅程", "Advance the journey", ("template",), ("to",), ("Mutation.advanceJourney",)
    ),
    "hold_journey": ActionKind(
        "暂停旅程", "Hold the journey", ("template", "days"), ("reason",), ("Mutation.holdJourney",)
    ),
    "request_approval": ActionKind(
        "发起审批", "Request an approval", ("approval", "title"), ("form",), ("Mutation.requestApproval",)
    ),
    "send_message": ActionKind(
        "发送消息", "Send a message", ("message",), ("language",), ("Mutation.sendMessage",)
    ),
    "start_request": ActionKind(
        "新建服务请求", "Start a service request", ("request",), ("title",), ("Mutation.createRequest",)
    ),
    "call_webhook": ActionKind(
        "调用外部系统", "Call another system", ("url",), ("facts",), ("Right.callOut",), None
    ),
    "start_automation": ActionKind("启动另一规则", "Start another automation", ("automation",), (), (), None),
}  # fmt: skip
FLOW: Final[Mapping[str, tuple[str, str]]] = {
    "wait": ("等待", "Wait"),
    "branch": ("分支", "Branch"),
    "stop": ("结束", "Stop"),
}
