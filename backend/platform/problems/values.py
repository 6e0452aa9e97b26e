"""What is wrong with a value that was given."""

from __future__ import annotations

from collections.abc import Mapping

VALUES: Mapping[str, tuple[str, str]] = {
    "required": ("「{field}」为必填项。", "“{field}” is required."),
    "bad_text": ("「{field}」含有无法保存的字符。", "“{field}” has characters that cannot be stored."),
    "too_long": ("「{field}」最多 {limit} 个字符。", "“{field}” may have at most {limit} characters."),
    "too_many": ("「{field}」最多 {limit} 项。", "“{field}” may have at most {limit} entries."),
    "range": ("「{field}」超出范围（{low} 至 {high}）。", "“{field}” is out of range ({low} to {high})."),
    "choice": ("「{field}」不是可选值。", "“{field}” is not one of the choices."),
    "mobile": ("手机号码无效，应为 11 位。", "The mobile number is not valid: 11 digits are needed."),
    "email": ("电子邮箱无效。", "The e-mail address is not valid."),
    "id_number": ("证件号码无效：{reason}", "The identity number is not valid: {reason}"),
    "number": ("「{field}」不是有效数字。", "“{field}” is not a number."),
    "date": ("「{field}」不是有效日期。", "“{field}” is not a date."),
    "lunar_date": ("「{field}」不是有效的农历日期。", "“{field}” is not a day of the lunar calendar."),
    "future": ("「{field}」不能晚于今天。", "“{field}” may not be after today."),
    "order": ("「{field}」不能早于开始日期。", "“{field}” may not be before the start."),
    "past": ("「{field}」不能早于今天。", "“{field}” may not be before today."),
    "taken": ("「{field}」已被使用。", "“{field}” is already in use."),
    "unknown": ("「{field}」所指的记录不存在。", "“{field}” names no record."),
    "self": ("不能对自己执行此操作。", "You cannot do this to yourself."),
    "cycle": ("上级关系形成循环。", "The parents would form a cycle."),
    "reason": ("请填写原因（至少 {low} 个字符）。", "Please give a reason (at least {low} characters)."),
    "last": ("至少需要保留一项。", "At least one has to remain."),
    "decimals": ("「{field}」最多 {limit} 位小数。", "“{field}” may have at most {limit} decimals."),
    "state": ("当前状态不允许此操作。", "The present state does not allow this."),
    "limit": ("超过上限 {limit}。", "Over the limit of {limit}."),
    "version": ("缺少版本号或版本号无效。", "The version is missing or not valid."),
}
