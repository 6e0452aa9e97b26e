"""What is wrong with tasks, and with what is said about them."""

from __future__ import annotations

from collections.abc import Mapping

TASKS: Mapping[str, tuple[str, str]] = {
    "task_role": (
        "该任务须由指定角色的人员完成。",
        "Only people of the role it is for can complete this task.",
    ),
    "task_note": (
        "请写明办理情况，再完成该任务。",
        "Say what was done before the task is completed.",
    ),
    "task_document": (
        "请选择客户的一份文件作为凭证，再完成该任务。",
        "Choose a document of the client that shows it before the task is completed.",
    ),
    "recurrence": (
        "重复规则无法识别。",
        "The rule of repetition cannot be read.",
    ),
    "recurrence_never": (
        "按此规则没有任何一天需要办理。",
        "The rule names no day at all.",
    ),
    "task_repeats": (
        "该任务已属于某个重复系列或客户旅程，不能再设置重复。",
        "This task is of a series or a journey already; it cannot be made to repeat.",
    ),
    "task_no_series": ("该任务不属于重复系列。", "This task is of no series."),
    "task_not_last": (
        "请从该系列最新的一项任务开始修改“本次及以后”。",
        "Change “this and later” from the latest task of the series.",
    ),
    "task_not_asked": (
        "该任务当前没有待您答复的转交。",
        "Nobody waits for an answer to this task.",
    ),
    "task_journey": (
        "该任务的清单由旅程模板规定，不能修改。",
        "What this task consists of is said by the template of its journey.",
    ),
    "task_mandatory": (
        "必办任务不能取消，只能由有权人豁免。",
        "A mandatory task is not cancelled; whoever may waives it.",
    ),
    "comment_stands": (
        "评论发出 {minutes} 分钟后不能再修改。",
        "A comment cannot be changed any more {minutes} minutes after it was made.",
    ),
    "mention_unreadable": (
        "{value} 无权查看此内容，不能提及或关注。",
        "{value} may not read this, and cannot be mentioned or made to follow it.",
    ),
    "snooze_time": ("请选择未来 90 天内的时间。", "Choose a time within the next 90 days."),
    "task_free": (
        "该任务不是旅程的必办任务，无需豁免。",
        "Nothing waits for this task; it need not be waived.",
    ),
    "task_compliance": ("合规任务不可豁免。", "A task of compliance cannot be waived."),
    "compliance_mandatory": ("合规任务须为必办任务。", "A task of compliance has to be mandatory."),
}
