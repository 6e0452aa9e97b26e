"""What is wrong with rules of tags, tiers and service, and with any configuration."""

from __future__ import annotations

from collections.abc import Mapping

RULES: Mapping[str, tuple[str, str]] = {
    "tag_archived": ("该标签已停用。", "The tag is out of use."),
    "tag_ruleless": ("该标签没有规则。", "The tag has no rule."),
    "rule_same": ("与现行规则相同。", "This is the rule in force already."),
    "prediction_running": ("该模型正在等待训练。", "This model waits to be trained already."),
    "no_prediction": ("该客户目前没有此项预测。", "There is no such prediction of the client now."),
    "opt_out_same": ("客户已是此状态。", "The client is in this state already."),
    "rule_cycle": (
        "规则互相依赖，成了循环（标签「{value}」）。",
        "The rules build on each other in a ring (tag “{value}”).",
    ),
    "rule_sealed": (
        "标签规则不能使用「{field}」：证件号码、银行账号与联系方式不写入规则。",
        "A tag's rule cannot use “{field}”: numbers of persons are not written into rules.",
    ),
    "rule_discloses": (
        "不能发布：能看客户标签的角色无权读取 {value}，标签会泄露该内容。请先调整权限或规则。",
        "Not every role that reads clients' tags may read {value}, and the tag would tell it. Change rights or rule.",
    ),
    "content_key": (
        "代码须以小写字母开头，只含小写字母、数字和下划线，最多 30 个字符。",
        "A key begins with a small letter and has only small letters, digits and underscores, at most 30.",
    ),
    "content_format": ("配置的内容不完整（{field}）。", "The configuration is not whole (at {field})."),
    "tier_order": (
        "门槛与分段须依次排列，首段从 0 起（{field}）。",
        "Bounds and steps must follow each other, the first step from 0 (at {field}).",
    ),
    "service_same": (
        "客户目前已是该服务级别。",
        "The client is served at this level already.",
    ),
    "service_asked": (
        "该客户已有一项服务级别调整等待审批。",
        "Another level for this client waits for a decision.",
    ),
    "service_kind": (
        "审批类型「服务级别调整」已停用，请先启用。",
        "The kind of approval for service levels is out of use; bring it back first.",
    ),
    "matrix_unknown": (
        "服务标准「{value}」引用了已不存在的层级或字段。",
        "The cell “{value}” names a tier or a field that is no more.",
    ),
    "matrix_discloses": (
        "不能发布：能看客户服务标准的角色无权读取 {value}，服务标准会泄露该内容。请先调整权限或矩阵。",
        "Not every role that reads service levels may read {value}, and they would tell it. Change rights or matrix.",
    ),
    "tier_lowest": ("最低层级没有门槛。", "The lowest tier has no bound."),
    "tier_weights": (
        "各维度权重合计须为 100，现为 {value}。",
        "The weights must add up to 100, not {value}.",
    ),
    "content_same": ("与最新版本相同。", "This is the newest version already."),
    "tier_earlier": (
        "不能早于已发布版本的生效日 {value}。",
        "It may not begin before the version that begins on {value}.",
    ),
    "tier_discloses": (
        "不能发布：能看客户层级的角色无权读取 {value}，由评分提升的层级会泄露该内容。请先调整权限或模型。",
        "Not every role that reads tiers may read {value}, and a tier by score would tell it. Change rights or model.",
    ),
    "tier_unknown": ("分层模型中没有该版本或层级。", "The tier model has no such version or tier."),
    "uses_break": (
        "仍有生效的规则或视图引用了它：{names}。请先修改，或在知晓后停用。",
        "Rules in force or saved views name it: {names}. Change those first, or archive it knowingly.",
    ),
}
