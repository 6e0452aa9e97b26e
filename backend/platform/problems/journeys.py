"""What is wrong with journeys and their templates."""

from __future__ import annotations

from collections.abc import Mapping

JOURNEYS: Mapping[str, tuple[str, str]] = {
    "journey_running": (
        "该客户已有一条进行中的同类旅程。",
        "The client has a running journey by this template already.",
    ),
    "journey_team": ("该模板属于另一团队。", "The template is another team's."),
    "template_archived": ("该模板已停用。", "The template is out of use."),
    "template_copy": ("请先选择要复制的模板或填写内容。", "Choose a template to copy, or give what it says."),
    "journey_move": (
        "旅程当前的状态不允许此操作。",
        "The journey cannot do that as it stands.",
    ),
    "journey_next": ("只能进入下一阶段。", "A journey goes forward one stage at a time."),
    "journey_newest": ("旅程已使用最新版本。", "The journey runs by the newest version already."),
    "journey_map": (
        "新版本没有当前阶段，请指定对应的阶段。",
        "The new version does not have its stage. Say which one takes its place.",
    ),
    "journey_discloses": (
        "不能发布：能推进旅程的角色无权读取 {value}，退出条件会泄露该内容。请先调整权限或条件。",
        "Not every role that moves journeys may read {value}, and the criterion would tell it. Change one of them.",
    ),
    "criterion_unknown": (
        "退出条件「{value}」使用了已不存在的内容。",
        "The criterion “{value}” names what is no more.",
    ),
}
