"""What is wrong with what a client may be offered: grid, qualification, AML."""

from __future__ import annotations

from collections.abc import Mapping

SUITABILITY: Mapping[str, tuple[str, str]] = {
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
    "aml_pending": ("该客户有待复核的反洗钱结论。", "A finding on this client waits for a second person."),
}
