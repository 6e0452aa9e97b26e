"""What is wrong with approvals."""

from __future__ import annotations

from collections.abc import Mapping

APPROVALS: Mapping[str, tuple[str, str]] = {
    "approval_state": ("审批当前的状态不允许此操作。", "The approval cannot do that as it stands."),
    "approval_signer": (
        "现在不需要您审批：您不是当前步骤的审批人，也不在代理他人。",
        "You are not asked now: neither yourself, nor as somebody's deputy.",
    ),
    "approval_requester": ("只有申请人可以这样做。", "Only its requester may do that."),
    "approval_nobody": (
        "步骤「{value}」没有足够的审批人（申请人本人不能审批）。",
        "Not enough people could decide the step “{value}” (its requester does not count).",
    ),
    "approval_return": ("本步骤不允许退回。", "This step allows no return."),
    "approval_transfer": ("本步骤不允许转办。", "This step cannot be handed on."),
    "approval_add": ("本步骤不允许加签。", "Nobody can be added to this step."),
    "approval_archived": ("该审批类型已停用。", "The kind of approval is out of use."),
    "approval_open": (
        "该审批仍在进行或已通过，无需重新发起。",
        "The last one is undecided or granted, so there is nothing to ask again.",
    ),
    "approval_free": ("该审批类型不针对任何对象。", "This kind is not about a record."),
    "approval_subject": (
        "审批类型的对象不能更改，请新建类型。",
        "What a kind is about stays. Make a new kind.",
    ),
    "approval_first": ("第一步不能与上一步并行。", "The first step has none before it to be parallel with."),
    "four_eyes": (
        "自己的申请须由他人审批。",
        "Somebody else has to decide about your own request.",
    ),
}
