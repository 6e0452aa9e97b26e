"""What is wrong with proposals, their style and files, and with words that must not be used."""

from __future__ import annotations

from collections.abc import Mapping

PROPOSALS: Mapping[str, tuple[str, str]] = {
    "proposal_move": (
        "建议书当前的状态不允许此操作。",
        "The proposal cannot do that as it stands.",
    ),
    "proposal_not_assessed": (
        "客户尚未完成风险测评，或测评已过期（{day}），不能出具建议书。",
        "The client's risk questionnaire is missing or has run out ({day}); nothing can be proposed.",
    ),
    "proposal_unsuitable": (
        "该产品与客户不匹配，不能写入建议书：{zh}。",
        "This fund does not suit the client and cannot be proposed: {en}.",
    ),
    "proposal_section": (
        "配置建议、风险揭示与免责声明必须保留。",
        "What is proposed, the risk disclosure and the disclaimer are always printed.",
    ),
    "proposal_variable": ("没有变量“{value}”。", "There is no variable “{value}”."),
    "proposal_variable_denied": (
        "您无权查看变量“{value}”的内容，请从信中删除。",
        "You may not read what the variable “{value}” stands for; take it out of the letter.",
    ),
    "proposal_kind": (
        "建议书审批类型已停用，请联系运营恢复后再提交。",
        "The kind of approval for proposals is put away; ask operations to bring it back.",
    ),
    "proposal_colour": ("颜色须为 #1f3a5f 的格式。", "A colour is written as #1f3a5f."),
    "proposal_logo": (
        "标志须为 PNG、JPEG、WebP 或 GIF 图片。",
        "A logo is a PNG, JPEG, WebP or GIF picture.",
    ),
    "proposal_font": (
        "服务器缺少中文字体（Noto Sans SC），无法生成 PDF。请运行 startrail doctor 查看处理办法。",
        "The server has no Chinese face (Noto Sans SC), so no PDF can be made. Run startrail doctor for the mend.",
    ),
    "proposal_slow": ("生成 PDF 超时，请稍后再试。", "Making the PDF took too long. Please try again later."),
    "proposal_print": (
        "PDF 生成失败，请联系管理员。",
        "The PDF could not be made. Please tell your administrator.",
    ),
    "proposal_large": ("PDF 过大，请减少内容。", "The PDF is too large. Please leave something out."),
    "forbidden_word": (
        "第 {at} 个字起“{word}”不得使用：{zh}（…{excerpt}…）。",
        "“{word}” at letter {at} must not be used: {en} (…{excerpt}…).",
    ),
}
