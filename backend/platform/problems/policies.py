"""What is wrong with a policy."""

from __future__ import annotations

from collections.abc import Mapping

POLICIES: Mapping[str, tuple[str, str]] = {
    "policy": ("权限规则无效：{detail}", "The policy is not valid: {detail}"),
    "policy_row": (
        "第 {line} 行应有 5 个值：角色、坐标、关系、权限、允许或拒绝。",
        "Line {line} needs 5 values: role, coordinate, relation, right, allow or deny.",
    ),
    "policy_role": ("第 {line} 行：没有角色「{value}」。", "Line {line}: there is no role “{value}”."),
    "policy_coordinate": (
        "第 {line} 行：没有坐标「{value}」。",
        "Line {line}: there is no coordinate “{value}”.",
    ),
    "policy_relation": (
        "第 {line} 行：关系须为 own、team、scope 或 firm，不能是「{value}」。",
        "Line {line}: the relation has to be own, team, scope or firm, not “{value}”.",
    ),
    "policy_relation_of": (
        "第 {line} 行：该坐标没有这种关系（{value}）。",
        "Line {line}: the coordinate knows no such relation ({value}).",
    ),
    "policy_right": (
        "第 {line} 行：权限须为 masked、view、edit 或 export，不能是「{value}」。",
        "Line {line}: the right has to be masked, view, edit or export, not “{value}”.",
    ),
    "policy_right_of": (
        "第 {line} 行：该坐标不能授予此权限（{value}）。",
        "Line {line}: the right has no meaning for the coordinate ({value}).",
    ),
    "policy_mask": (
        "第 {line} 行：该坐标无法脱敏显示（{value}）。",
        "Line {line}: the coordinate cannot be shown masked ({value}).",
    ),
    "policy_effect": (
        "第 {line} 行：须为 allow 或 deny，不能是「{value}」。",
        "Line {line}: the last value has to be allow or deny, not “{value}”.",
    ),
    "policy_empty": ("权限规则不能为空。", "A policy cannot be empty."),
    "policy_long": ("权限规则最多 {value} 条。", "A policy may have at most {value} rules."),
    "policy_keeper": (
        "权限管理员不能持有客户数据的权限（{value}）。",
        "The policy administrator may hold no right on clients ({value}).",
    ),
    "policy_unkept": (
        "发布后将无人能管理权限：policy_admin 须保留 Right.policies 与 Mutation.updateUser。",
        "Nobody could keep the policy: policy_admin needs Right.policies and Mutation.updateUser.",
    ),
    "policy_self": (
        "不能扩大自己角色的权限（{value}）。",
        "You cannot widen the rights of your own role ({value}).",
    ),
    "policy_cell": (
        "该坐标不能这样授权（{value}）。",
        "This cannot be granted there ({value}).",
    ),
    "policy_waiting": (
        "已有一份权限方案等待另一人复核，请先处理。",
        "A policy already waits for a second person; decide on that one first.",
    ),
    "policy_second": (
        "放开敏感内容须由另一位权限管理员复核，提出者本人不能通过。",
        "What opens something sensitive is decided by another person than who proposed it.",
    ),
    "policy_same": (
        "与现行权限（版本 {value}）相同，无需发布。",
        "This is the present policy (version {value}) already.",
    ),
    "audit_large": (
        "审计共有 {rows} 条已封存记录，核对需要较长时间：系统每晚自动核对，也可使用 startrail verify-audit。",
        "The audit has {rows} entries, too many to check while you wait: each night, or by startrail verify-audit.",
    ),
}
