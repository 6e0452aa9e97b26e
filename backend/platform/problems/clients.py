"""What is wrong with clients and whose they are: merging, handing over, families."""

from __future__ import annotations

from collections.abc import Mapping

CLIENTS: Mapping[str, tuple[str, str]] = {
    "merged": (
        "该客户已并入另一客户，请在合并后的客户上操作。",
        "This client was merged into another one. Go on with that one.",
    ),
    "archived_client": ("已归档的客户不能合并。", "Archived clients cannot be merged."),
    "merge_short": (
        "两者的交易合在一起会出现份额不足，请先核对交易记录。",
        "Their transactions together would take out more units than came in. Check them first.",
    ),
    "merge_undone": ("这次合并已经撤销。", "This merge was undone already."),
    "merge_late": (
        "合并已超过 30 天，不能再撤销。",
        "The merge is more than 30 days old and cannot be undone any more.",
    ),
    "merge_below": (
        "之后还有一次合并，请先撤销那一次。",
        "A later merge stands on this one. Undo that one first.",
    ),
    "handover_self": (
        "不能移交给离任者本人。",
        "Clients cannot be handed over to the one who hands them over.",
    ),
    "handover_moved": (
        "部分客户已不由该员工服务，请重新生成移交方案。",
        "Some of the clients are no longer served by this person. Make the proposal anew.",
    ),
    "handover_twice": ("同一客户只能移交给一人。", "A client can go to one person only."),
    "handover_done": (
        "该移交已执行或已作废，不能再修改。",
        "This hand-over was executed or given up and cannot be changed any more.",
    ),
    "handover_not_done": ("只能撤销已执行的移交。", "Only an executed hand-over can be undone."),
    "handover_late": (
        "移交已超过 30 天，不能再撤销。",
        "The hand-over is more than 30 days old and cannot be undone any more.",
    ),
    "handover_other": ("方案属于另一名员工。", "The plan is of another person."),
    "handover_reach": (
        "部分客户不在您的权限范围内。",
        "Some of the clients are outside your reach.",
    ),
    "household_split": (
        "同一家族的客户须移交给同一人，除非允许拆分家族。",
        "Clients of one family have to go to one person, unless families may split.",
    ),
    "contact_blocked": (
        "客户处于冷静期（至 {value}），期间不得主动联系。",
        "The client is cooling off until {value}: nobody contacts him before.",
    ),
    "credit": ("分成比例合计须为 100%。", "The credits have to add up to 100 %."),
}
