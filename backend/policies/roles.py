"""The roles of a firm and what they are called."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Role:
    """One role. for_keys: held by API keys of partners' systems, never by people."""

    name: str
    zh: str
    en: str
    for_keys: bool = False


ROLES: dict[str, Role] = {
    role.name: role
    for role in (
        Role("client_manager", "客户经理", "Client manager"),
        Role("senior_client_manager", "高级客户经理", "Senior client manager"),
        Role("assistant", "助理", "Assistant"),
        Role("team_lead", "团队负责人", "Team lead"),
        Role("partner", "合伙人", "Partner"),
        Role("executive", "高管", "Executive"),
        Role("legal", "法务", "Legal"),
        Role("finance", "财务", "Finance"),
        Role("compliance", "合规", "Compliance"),
        Role("operations", "运营", "Operations"),
        Role("auditor", "审计", "Auditor"),
        Role("policy_admin", "权限管理员", "Policy administrator"),
        Role("partner_api", "合作方接口", "Partner interface", for_keys=True),
    )
}
PEOPLE: tuple[str, ...] = tuple(role.name for role in ROLES.values() if not role.for_keys)

KEEPER = "policy_admin"
"""Who may be made to keep the policies; he sees no client (book/staff_roles.py keeps the role apart)."""
