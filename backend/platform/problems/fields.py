"""What is wrong with the firm's own fields, forms, filters and views."""

from __future__ import annotations

from collections.abc import Mapping

FIELDS: Mapping[str, tuple[str, str]] = {
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
    "view_query": ("视图内容无效。", "What the view should show is not valid."),
    "view_personal": (
        "视图不能包含搜索文字或某位客户，请先清除。",
        "A view cannot hold a search text or one client. Clear them first.",
    ),
    "report_dimension": (
        "指标 {kpi} 不能按「{dimension}」划分。",
        "The figure {kpi} cannot be split by “{dimension}”.",
    ),
    "report_times": ("行和列不能都是时间。", "Rows and columns cannot both be time."),
    "report_chart": (
        "图形「{chart}」不适合所选的指标和维度，请改用表格或其他图形。",
        "The chart “{chart}” does not fit these measures and dimensions. Choose a table or another chart.",
    ),
    "report_overlap": ("看板上的卡片互相重叠。", "Cards of the board overlap."),
    "no_team": ("您不属于任何团队，不能共享给团队。", "You are in no team to share it with."),
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
    "masked_value": (
        "「{field}」不能填写掩码，请填写完整内容。",
        "“{field}” cannot be what is shown of it; write it in full.",
    ),
    "rollup_form": (
        "汇总的写法不正确：需要关联、方式，可有字段、天数、币种和条件。",
        "A roll-up has a relation and a way to take it, and may have a field, days, a currency and a condition.",
    ),
    "rollup_kind": (
        "汇总结果与字段类型不符。",
        "What the rows come to is of another kind than the field.",
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
}
