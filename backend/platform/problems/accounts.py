"""What is wrong with accounts: how one signs in, roles, the set-up."""

from __future__ import annotations

from collections.abc import Mapping

ACCOUNTS: Mapping[str, tuple[str, str]] = {
    "password": (
        "密码至少 {low} 位，且不能是常见密码。",
        "The password needs at least {low} characters and must not be a common one.",
    ),
    "credentials": ("邮箱或密码不正确。", "The e-mail or the password is not right."),
    "totp": ("动态验证码不正确或已使用。", "The code is not right or was used already."),
    "inactive": ("该用户已停用。", "The user is not active."),
    "role": ("角色不存在或不可授予。", "The role does not exist or cannot be granted."),
    "apart": (
        "角色「{role}」不能与其他角色同时授予。",
        "The role “{role}” cannot be held together with others.",
    ),
    "ip": ("IP 地址或网段无效。", "The IP address or network is not valid."),
    "one_time": ("请先设置新密码。", "Please choose a new password first."),
    "same_password": ("新密码不能与原密码相同。", "The new password must differ from the old one."),
    "first_run": ("系统已完成初始化。", "The installation has been set up already."),
    "nearby": (
        "初始化只能在本机或内网进行。",
        "The set-up is possible from this machine or its network only.",
    ),
}
