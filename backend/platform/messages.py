"""Sentences for codes and problems in both languages: the one place where refusals get words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from backend.platform.errors import Code

Locale = Literal["zh-CN", "en"]

CODES: Mapping[Code, tuple[str, str]] = {
    Code.UNAUTHENTICATED: ("请先登录。", "Please sign in."),
    Code.FORBIDDEN: ("您没有此项权限。", "You do not have the right to do this."),
    Code.NOT_FOUND: ("找不到该记录，或您无权查看。", "There is no such record, or you may not see it."),
    Code.BAD_USER_INPUT: ("输入有误。", "The input is not valid."),
    Code.CONFLICT: (
        "记录已被他人修改，请查看差异后再保存。",
        "Somebody else changed this record. Review the differences and save again.",
    ),
    Code.DUPLICATE: ("可能与已有客户重复。", "This may duplicate an existing client."),
    Code.EXIT_CRITERION_UNMET: (
        "还有未完成的事项，不能进入下一阶段。",
        "Something is still missing before the next stage.",
    ),
    Code.IDEMPOTENCY_MISMATCH: (
        "同一幂等键用于不同的请求。",
        "The idempotency key was used for another request.",
    ),
    Code.STEP_UP_REQUIRED: (
        "此操作需要重新验证身份。",
        "Please confirm your identity again for this action.",
    ),
    Code.QUERY_TOO_COMPLEX: ("查询过于复杂。", "The query is too complex."),
    Code.RATE_LIMITED: ("请求过于频繁，请稍后再试。", "Too many requests. Please try again later."),
    Code.UNAVAILABLE: (
        "服务暂时不可用，请稍后再试。",
        "The service is not available right now. Please try again.",
    ),
    Code.INTERNAL: (
        "系统内部错误，请将编号告知管理员。",
        "An internal error. Please give the reference to your administrator.",
    ),
    Code.TOTP_REQUIRED: ("请输入动态验证码。", "Please enter the code of your authenticator."),
    Code.CHOOSE_FIRM: ("请选择机构。", "Please choose a firm."),
    Code.LOCKED: ("尝试次数过多，账号暂时锁定。", "Too many attempts. The account is locked for a while."),
}

PROBLEMS: Mapping[str, tuple[str, str]] = {
    "required": ("「{field}」为必填项。", "“{field}” is required."),
    "merged": (
        "该客户已并入另一客户，请在合并后的客户上操作。",
        "This client was merged into another one. Go on with that one.",
    ),
    "grid_rises": (
        "「{field}」：风险越高，结论不能更宽松。",
        "“{field}”: a higher risk cannot be judged more mildly.",
    ),
    "grid_lowest": (
        "「{field}」：最低风险承受能力的客户不得购买 R1 以上的产品。",
        "“{field}”: clients of the lowest class may hold nothing above R1.",
    ),
    "grid_above": (
        "「{field}」：高于客户等级的产品不能直接允许，请选择「坚持购买」或「不允许」。",
        "“{field}”: a risk above the level cannot simply be allowed. Choose insist or refused.",
    ),
    "basis_kind": ("该认定依据不适用于此类客户。", "This ground is not for clients of this kind."),
    "below_minimum": (
        "「{field}」未达到认定标准：至少 {minimum}。",
        "“{field}” is below what this ground needs: at least {minimum}.",
    ),
    "qualification_open": (
        "该客户已有同类申请在审核中。",
        "A request of this kind is open for this client already.",
    ),
    "evidence_missing": ("请附上该依据所需的证明材料。", "Attach the proof that this ground needs."),
    "evidence_old": (
        "证明材料已超过 {limit} 个月，请更新。",
        "The proof is more than {limit} months old. Attach a newer one.",
    ),
    "not_insistable": (
        "该产品无需或不允许「坚持购买」确认。",
        "This product needs, or allows, no confirmation of insistence.",
    ),
    "signature": (
        "姓名或尾号与登记信息不符。",
        "The name or the last four characters do not match what is on file.",
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
    "order_move": (
        "订单当前的状态不允许此操作。",
        "The order cannot do that as it stands.",
    ),
    "visit_seller": (
        "回访须由非销售人员进行：销售本人及其团队成员不得回访。",
        "The return visit is held by somebody who does not sell: neither the seller nor anybody of that team.",
    ),
    "payer_own": (
        "该款项由客户本人支付，无需说明。",
        "The client paid this himself: nothing has to be accepted.",
    ),
    "payer_never": (
        "规则不接受他人付款，请退回并由客户本人账户支付。",
        "The rules accept nobody else's payment: return it and let the client pay from his own account.",
    ),
    "payer_asked": (
        "该款项已提交复核或已接受。",
        "This payment waits for a second person, or is accepted already.",
    ),
    "aml_pending": ("该客户有待复核的反洗钱结论。", "A finding on this client waits for a second person."),
    "contact_blocked": (
        "客户处于冷静期（至 {value}），期间不得主动联系。",
        "The client is cooling off until {value}: nobody contacts him before.",
    ),
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
    "bad_id": ("编号无效。", "The id is not valid."),
    "bad_cursor": (
        "翻页位置无效，请从第一页开始。",
        "The page position is not valid. Start from the first page.",
    ),
    "bad_text": ("「{field}」含有无法保存的字符。", "“{field}” has characters that cannot be stored."),
    "too_long": ("「{field}」最多 {limit} 个字符。", "“{field}” may have at most {limit} characters."),
    "too_many": ("「{field}」最多 {limit} 项。", "“{field}” may have at most {limit} entries."),
    "mail": ("该文件不是有效的邮件（.eml）。", "The file is no e-mail (.eml)."),
    "known": (
        "这些内容此前已记录，没有新的内容。",
        "All of this was written down before; there is nothing new in it.",
    ),
    "range": ("「{field}」超出范围（{low} 至 {high}）。", "“{field}” is out of range ({low} to {high})."),
    "choice": ("「{field}」不是可选值。", "“{field}” is not one of the choices."),
    "mobile": ("手机号码无效，应为 11 位。", "The mobile number is not valid: 11 digits are needed."),
    "email": ("电子邮箱无效。", "The e-mail address is not valid."),
    "id_number": ("证件号码无效：{reason}", "The identity number is not valid: {reason}"),
    "number": ("「{field}」不是有效数字。", "“{field}” is not a number."),
    "date": ("「{field}」不是有效日期。", "“{field}” is not a date."),
    "lunar_date": ("「{field}」不是有效的农历日期。", "“{field}” is not a day of the lunar calendar."),
    "computed": (
        "「{field}」由公式计算，不能填写或设为必填。",
        "“{field}” is computed: it is not written, nor required.",
    ),
    "formula_syntax": ("公式第 {at} 个字符处有误。", "The formula cannot be read at character {at}."),
    "formula_field": ("公式不能使用字段「{name}」。", "A formula cannot use the field “{name}”."),
    "formula_kind": (
        "公式各部分的类型不符，或结果与字段类型不符。",
        "Parts of the formula, or its result, are not of the right kind.",
    ),
    "formula_ring": ("公式通过「{name}」引用了自身。", "The formula rests on itself, by “{name}”."),
    "formula_large": ("公式过长或过于复杂。", "The formula is too large."),
    "future": ("「{field}」不能晚于今天。", "“{field}” may not be after today."),
    "order": ("「{field}」不能早于开始日期。", "“{field}” may not be before the start."),
    "view_query": ("视图内容无效。", "What the view should show is not valid."),
    "view_personal": (
        "视图不能包含搜索文字或某位客户，请先清除。",
        "A view cannot hold a search text or one client. Clear them first.",
    ),
    "no_team": ("您不属于任何团队，不能共享给团队。", "You are in no team to share it with."),
    "tag_archived": ("该标签已停用。", "The tag is out of use."),
    "tag_ruleless": ("该标签没有规则。", "The tag has no rule."),
    "rule_same": ("与现行规则相同。", "This is the rule in force already."),
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
    "past": ("「{field}」不能早于今天。", "“{field}” may not be before today."),
    "content_key": (
        "代码须以小写字母开头，只含小写字母、数字和下划线，最多 30 个字符。",
        "A key begins with a small letter and has only small letters, digits and underscores, at most 30.",
    ),
    "content_format": ("配置的内容不完整（{field}）。", "The configuration is not whole (at {field})."),
    "tier_order": (
        "门槛与分段须依次排列，首段从 0 起（{field}）。",
        "Bounds and steps must follow each other, the first step from 0 (at {field}).",
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
    "taken": ("「{field}」已被使用。", "“{field}” is already in use."),
    "order_one": (
        "排序须指定一个字段：field 或 custom。",
        "An order names one field: `field` or `custom`.",
    ),
    "form_itself": (
        "字段的显示或必填条件不能引用它自己。",
        "When a field is shown or required cannot depend on the field itself.",
    ),
    "form_ring": (
        "这些字段的显示条件互相依赖：{names}。",
        "These fields are shown depending on one another: {names}.",
    ),
    "uses_break": (
        "仍有生效的规则引用了它：{names}。请先修改这些规则，或在知晓后停用。",
        "Rules in force name it: {names}. Change those first, or archive it knowingly.",
    ),
    "form_used": (
        "其他字段的条件引用了它：{names}。请先修改这些条件。",
        "Conditions of other fields rest on it: {names}. Change those first.",
    ),
    "field_key": (
        "「{field}」须以小写字母开头，只含小写字母、数字和下划线，最多 40 个字符。",
        "“{field}” begins with a small letter and has only small letters, digits and underscores, at most 40.",
    ),
    "option_lost": (
        "已有的选项不能删除，只能停用。",
        "A choice that was there cannot be taken away, only retired.",
    ),
    "value_kind": ("「{field}」的值类型不符。", "The value of “{field}” is of another kind."),
    "field_twice": ("「{field}」出现了两次。", "“{field}” is given twice."),
    "unknown": ("「{field}」所指的记录不存在。", "“{field}” names no record."),
    "filter_unknown": ("不能按「{field}」筛选。", "“{field}” cannot be used in a filter."),
    "filter_links": (
        "筛选最多连续经过 {limit} 层关联。",
        "A filter may go through at most {limit} relations, one behind the other.",
    ),
    "filter_related": (
        "一次筛选最多可对关联记录提出 {limit} 个条件。",
        "A filter may ask of related rows at most {limit} times.",
    ),
    "filter_value": ("「{field}」的筛选值无效。", "The filter value of “{field}” is not valid."),
    "self": ("不能对自己执行此操作。", "You cannot do this to yourself."),
    "cycle": ("上级关系形成循环。", "The parents would form a cycle."),
    "reason": ("请填写原因（至少 {low} 个字符）。", "Please give a reason (at least {low} characters)."),
    "password": (
        "密码至少 {low} 位，且不能是常见密码。",
        "The password needs at least {low} characters and must not be a common one.",
    ),
    "credentials": ("邮箱或密码不正确。", "The e-mail or the password is not right."),
    "totp": ("动态验证码不正确或已使用。", "The code is not right or was used already."),
    "inactive": ("该用户已停用。", "The user is not active."),
    "last": ("至少需要保留一项。", "At least one has to remain."),
    "credit": ("分成比例合计须为 100%。", "The credits have to add up to 100 %."),
    "decimals": ("「{field}」最多 {limit} 位小数。", "“{field}” may have at most {limit} decimals."),
    "differs": (
        "相同编号的记录已存在，但内容不同；请先冲正原记录。",
        "A record of this number is there with other figures. Reverse it first.",
    ),
    "units_short": ("{value} 的份额不足。", "There are not enough units on {value}."),
    "amounts_differ": (
        "份额、净值与金额不符。",
        "Units, NAV and amount do not fit together.",
    ),
    "lots_differ": (
        "份额明细须为正数，且合计等于总份额与总成本。",
        "The lots must be positive and add up to the units and the cost.",
    ),
    "rate_missing": ("缺少汇率：{value}。", "An exchange rate is missing: {value}."),
    "opening_order": ("开放期 {value} 的结束日早于开始日。", "The opening of {value} ends before it begins."),
    "opening_too_long": (
        "开放期 {value} 的天数超过规定。",
        "The opening of {value} has more days than allowed.",
    ),
    "opening_too_often": (
        "{value} 所在周的开放次数超过规定。",
        "More openings begin in the week of {value} than allowed.",
    ),
    "opening_week_end": ("开放期 {value} 跨入下一周。", "The opening of {value} reaches into the next week."),
    "opening_overlap": (
        "开放期 {value} 与前一开放期重叠。",
        "The opening of {value} overlaps the one before.",
    ),
    "state": ("当前状态不允许此操作。", "The present state does not allow this."),
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
    "policy_same": (
        "与现行权限（版本 {value}）相同，无需发布。",
        "This is the present policy (version {value}) already.",
    ),
    "limit": ("超过上限 {limit}。", "Over the limit of {limit}."),
    "syntax": ("GraphQL 语法错误：{detail}", "GraphQL syntax: {detail}"),
    "body": ("请求格式有误。", "The request has the wrong form."),
    "too_large": ("请求内容过大（最多 {limit} 字节）。", "The request is too large (at most {limit} bytes)."),
    "unknown_document": (
        "服务器没有此查询，页面可能是旧版本，请刷新后再试。",
        "The server does not have this document. The page may be of another version: reload it.",
    ),
    "free_document": (
        "只能使用应用自带的查询；自由查询需要「{coordinate}」权限。",
        "Only the application's own documents may be sent. Free ones need the right “{coordinate}”.",
    ),
    "introspection": (
        "接口结构（__schema、__type）请单独查询。",
        "Ask for the schema (__schema, __type) in an operation of its own.",
    ),
    "validation": ("查询无效：{detail}", "The query is not valid: {detail}"),
    "variables": ("变量无效：{detail}", "A variable is not valid: {detail}"),
    "operation": ("请用 operationName 指明要执行的操作。", "Name the operation to run by operationName."),
    "query_limit": (
        "查询超过上限（{measure} 最多 {limit}）。",
        "The query is over a limit ({measure}: at most {limit}).",
    ),
    "deadline": (
        "操作超过 {seconds} 秒，已取消。",
        "The operation took more than {seconds} seconds and was cancelled.",
    ),
    "rate": (
        "查询额度已用完，请在 {retryAfter} 秒后重试。",
        "The query allowance is used up. Try again in {retryAfter} seconds.",
    ),
    "streams": ("同时打开的连接过多（最多 {limit} 个）。", "Too many open streams (at most {limit})."),
    "stream_only": (
        "订阅须使用 WebSocket 或 text/event-stream。",
        "Subscriptions need a WebSocket or text/event-stream.",
    ),
    "method": ("仅支持 POST 和 GET 请求。", "Only POST and GET are supported."),
    "get_key": ("GET 查询须使用 API 密钥。", "GET queries need an API key."),
    "get_query": ("GET 请求只能执行查询。", "GET may run queries only."),
    "not_acceptable": ("无法以所请求的格式作答。", "The answer cannot be given in the media type asked for."),
    "slow_body": ("请求内容传输过慢。", "The request came in too slowly."),
    "url": ("网址过长（最多 {limit} 字节）。", "The address is too long (at most {limit} bytes)."),
    "headers": ("请求头过大（最多 {limit} 字节）。", "The headers are too large (at most {limit} bytes)."),
    "encoding": ("不支持压缩的请求内容。", "Compressed requests are not supported."),
    "media_type": ("请求须为 application/json。", "The request must be application/json."),
    "origin": ("请求来源不被允许。", "The origin of the request is not allowed."),
    "version": ("缺少版本号或版本号无效。", "The version is missing or not valid."),
    "file": ("文件无法读取：{detail}", "The file cannot be read: {detail}"),
    "import_kind": ("目前只能导入：{known}。", "What can be imported now: {known}."),
    "import_running": (
        "另一进程正在导入同一文件，请稍后再试。",
        "Another process is importing the same file. Try again in a moment.",
    ),
    "import_elsewhere": (
        "同事正在导入同一文件。",
        "A colleague is importing this very file.",
    ),
    "import_begun": (
        "该文件的导入已开始，须按原来的列对应关系和隐藏内容选项继续。",
        "The import of this file has begun and goes on with the mapping and the choice of hidden parts it began with.",
    ),
    "import_changed": (
        "预览之后数据有变动，请重新预览后再导入。",
        "Something was changed after the preview. Look at it again, then import.",
    ),
    "import_too_late": (
        "撤销期限已过（{until}）。",
        "The time for undoing is over ({until}).",
    ),
    "import_size": ("文件过大（最多 {limit} 字节）。", "The file is too large (at most {limit} bytes)."),
    "file_size": ("文件过大（最多 {limit} MB）。", "The file is too large (at most {limit} MB)."),
    "file_kind": (
        "不支持此类文件；请上传 PDF、图片、Office 文档、文本、邮件或录音录像。",
        "This kind of file is not kept. Send PDF, pictures, office documents, text, e-mails or recordings.",
    ),
    "file_empty": ("文件是空的。", "The file is empty."),
    "file_broken": (
        "文件不完整或已损坏，请重新导出或扫描。",
        "The file is incomplete or damaged. Export or scan it again.",
    ),
    "file_password": (
        "文件有密码保护，请先去除密码。",
        "The file is protected by a password. Take the password off first.",
    ),
    "file_bomb": (
        "文件解压后过大，出于安全原因不予保存。",
        "The file inflates to far more than a document holds; it is not kept for safety.",
    ),
    "file_macros": (
        "文件含有宏，请另存为不含宏的格式。",
        "The file contains macros. Save it in a format without macros.",
    ),
    "file_active": (
        "文件含有可自动运行的内容，出于安全原因不予保存。",
        "The file contains something that would run by itself; it is not kept for safety.",
    ),
    "file_infected": (
        "病毒扫描发现 {virus}，文件未保存。请联系管理员。",
        "The virus scanner found {virus}; the file was not kept. Tell your administrator.",
    ),
    "scanner": (
        "病毒扫描暂不可用，文件未保存，请稍后再试。",
        "The virus scanner does not answer, so the file was not kept. Please try again later.",
    ),
    "file_two_kinds": (
        "文件同时是两种格式，出于安全原因不予保存。",
        "The file is two kinds of file at once; it is not kept for safety.",
    ),
    "retention": (
        "按规定须保存至 {until}，不能删除。",
        "This has to be kept until {until} and cannot be deleted.",
    ),
    "link": (
        "链接已过期或不属于您，请从页面重新打开。",
        "The link has expired or is not yours. Open it from the page again.",
    ),
    "export_right": (
        "您没有导出权限：{coordinate}。",
        "You may not export this: {coordinate}.",
    ),
    "export_rights": (
        "导出期间您的权限有变动，请重新申请。",
        "Your rights changed while the export was made. Ask for it again.",
    ),
    "export_refused": (
        "导出无法完成，请检查筛选条件后重新申请。",
        "The export could not be made. Look at the filter and ask again.",
    ),
    "four_eyes": (
        "自己的申请须由他人审批。",
        "Somebody else has to decide about your own request.",
    ),
    "import_right": (
        "导入需要您没有的权限：{coordinate}。",
        "The import needs a right you do not have: {coordinate}.",
    ),
}


def language(accept: str | None) -> Locale:
    """zh-CN or en from an Accept-Language header or a user's setting; Chinese when it says neither."""
    first = (accept or "").replace(" ", "").lower()
    zh, en = first.find("zh"), first.find("en")
    return "en" if en >= 0 and (zh < 0 or en < zh) else "zh-CN"


def sentence(code: Code, params: Mapping[str, Any], locale: Locale) -> str:
    """The words of a refusal for a reader.

    A known `problem` in params speaks for the code; missing parameters are left out, never shown raw.
    """
    column = 0 if locale == "zh-CN" else 1
    problem = PROBLEMS.get(str(params.get("problem")))
    if problem is None:
        return CODES[code][column]
    return problem[column].format_map(_Blank(params))


class _Blank(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "…"
