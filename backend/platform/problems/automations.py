"""What is wrong about automations."""

from __future__ import annotations

from collections.abc import Mapping

AUTOMATIONS: Mapping[str, tuple[str, str]] = {
    "automation_archived": ("自动化规则已停用。", "The automation is out of use."),
    "automation_unpublished": (
        "自动化规则还没有发布过版本，不能开启。",
        "The automation has no version yet, so it cannot be switched on.",
    ),
    "automation_gone": (
        "规则引用的内容已停用（{field}）。",
        "What the automation names is out of use (at {field}).",
    ),
    "automation_field": (
        "字段「{value}」不能这样使用（{field}）。",
        "The field “{value}” cannot be used so (at {field}).",
    ),
    "automation_date": ("「{value}」不是客户的日期字段。", "“{value}” is not a date of clients."),
    "automation_url": (
        "地址须以 https 开头，不含账号与锚点（{field}）。",
        "The address must begin with https and hold no account and no fragment (at {field}).",
    ),
    "automation_nobody": (
        "找不到可指派的人：客户与规则都没有在职负责人。",
        "There is nobody to give it to: neither the client nor the automation has an owner at work.",
    ),
    "automation_client": ("该触发没有对应的客户。", "There is no client that this is about."),
    "automation_journey": ("该审批须在旅程事件中发起。", "This approval needs an event of a journey."),
    "automation_loop": (
        "规则互相触发超过 {limit} 层，已停止。",
        "Automations started each other more than {limit} deep; it was stopped.",
    ),
}
