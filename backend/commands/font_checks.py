"""The check of the face that proposals are printed in."""

from __future__ import annotations

from backend.commands.findings import Finding, State, good
from backend.track.proposal_typesetting import PACKAGED, face, packaged_fonts


def check_fonts() -> Finding:
    """Whether Chinese can be printed: by the packaged face, or by one of this machine."""
    folders = packaged_fonts()
    name = face(folders)
    if name is None:
        return Finding(
            "fonts",
            State.WRONG,
            "没有中文字体，投资建议书的 PDF 无法生成",
            "There is no Chinese face, so no PDF of a proposal can be made",
            f"重新安装依赖（{PACKAGED.replace('_', '-')}），或安装 fonts-noto-cjk",
            f"Install the dependencies anew ({PACKAGED.replace('_', '-')}), or fonts-noto-cjk",
        )
    where = ("随产品安装", "with the product") if folders else ("本机字体", "of this machine")
    return good("fonts", f"PDF 字体：{name}（{where[0]}）", f"PDFs are printed in {name} ({where[1]})")
