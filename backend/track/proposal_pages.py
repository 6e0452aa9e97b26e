"""What an issue says, as the page needs it: words of its language, figures written out, places of drawings.

Pure: an issue's content alone decides what is printed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "profile": ("客户画像", "Your profile"),
    "needs": ("您的需求", "Your needs"),
    "allocation": ("配置建议", "What we propose"),
    "match": ("匹配依据", "Why it matches"),
    "figures": ("历史净值与回撤", "NAVs and drawdowns so far"),
    "fees": ("费用", "Fees"),
    "disclosure": ("风险揭示", "Risk disclosure"),
    "disclaimer": ("免责声明", "Disclaimer"),
    "purpose": ("用途", "Purpose"),
    "amount": ("金额", "Amount"),
    "horizon": ("期限", "Horizon"),
    "fund": ("产品", "Fund"),
    "risk": ("风险等级", "Risk"),
    "weight": ("占比", "Weight"),
    "total": ("合计", "Total"),
    "rules": ("适当性规则版本", "Suitability rules, version"),
    "no_figures": ("暂无可披露的净值", "No NAV that can be shown"),
    "no_fees": ("费用以基金合同为准", "See the fund contract"),
    "as_of": ("净值数据截至", "NAVs as of"),
    "preview": ("预 览", "PREVIEW"),
    "level": ("风险承受能力", "Risk level"),
    "assessed": ("测评有效期至", "Questionnaire valid until"),
    "name": ("客户", "Client"),
    "investor": ("投资者类别", "Kind of investor"),
    "professional": ("专业投资者", "Professional investor"),
    "ordinary": ("普通合格投资者", "Ordinary qualified investor"),
    "valid": ("有效期至", "Valid until"),
    "issued": ("出具日期", "Issued on"),
    "short": ("一年以内", "Under a year"),
    "medium": ("一至三年", "One to three years"),
    "long": ("三年以上", "Over three years"),
    "nav": ("单位净值", "NAV"),
    "year": ("近一年", "One year"),
    "this_year": ("今年以来", "This year"),
    "whole": ("成立以来", "Since inception"),
    "yearly": ("年化", "Yearly"),
    "deepest": ("最大回撤", "Deepest drawdown"),
    "subscription": ("认/申购费", "Subscription fee"),
    "management": ("管理费（年）", "Management fee a year"),
    "performance": ("业绩报酬", "Performance fee"),
    "redemption": ("赎回费", "Redemption fee"),
    "held": ("持有不足 {days} 天", "held for less than {days} days"),
    "outside": ("价外", "on top"),
    "inside": ("价内", "included"),
}


def page_data(content: Mapping[str, Any], *, preview: bool = False) -> dict[str, Any]:
    """What `proposal.typ` reads. content: of an issue, as `schema/proposal_facts.py` makes it."""
    english = content["language"] == "en"
    words = {key: pair[1] if english else pair[0] for key, pair in WORDS.items()}
    style = content["style"]
    words["texts"] = (
        f"Texts of {style['on']} (version {style['number']})" if english
        else f"文本版本 {style['number']}（{style['on']}）"
    )  # fmt: skip
    client = content["client"]
    cover = [
        client["name"],
        f"{words['issued']} {content['issued_on']}",
        f"{words['valid']} {content['valid_until']}",
    ]
    return {
        "language": content["language"],
        "preview": preview,
        "title": content["title"],
        "mark": "" if preview else f"V{content['number']}",
        "cover": "  ·  ".join(each for each in cover if each),
        "brand": content["brand"],
        "words": words,
        "as_of": content["as_of"],
        "sections": content["sections"],
        "letter": lines(content["letter"]),
        "profile": _profile(client, words),
        "needs": [_need(each, words) for each in content["needs"]],
        "items": [_item(each, words) for each in content["items"]],
        "total": "  ".join(f"{grouped(each['amount'])} {each['currency']}" for each in content["totals"]),
        "rules": content["rules"],
        "disclosure": lines(content["disclosure"]),
        "disclaimer": lines(content["disclaimer"]),
    }


def lines(text: str) -> list[str]:
    """Paragraphs of a text."""
    return [each.strip() for each in text.splitlines() if each.strip()]


def grouped(amount: str) -> str:
    """An amount with two places and commas, as `1,000,000.00`."""
    return f"{Decimal(amount):,.2f}"


def percent(ratio: str | None, places: int = 2) -> str | None:
    """A ratio in percent; None stays."""
    if ratio is None:
        return None
    return f"{(Decimal(ratio) * 100).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)}%"


def _profile(client: Mapping[str, Any], words: Mapping[str, str]) -> list[list[str | None]]:
    kind = (
        None
        if client["professional"] is None
        else words["professional" if client["professional"] else "ordinary"]
    )
    return [
        [words["name"], client["name"]],
        [words["level"], client["level"]],
        [words["assessed"], client["level_until"]],
        [words["investor"], kind],
    ]


def _need(need: Mapping[str, Any], words: Mapping[str, str]) -> dict[str, Any]:
    amount, horizon = need["amount"], need["horizon"]
    return {
        "purpose": need["purpose"] or "—",
        "amount": None if amount is None else f"{grouped(amount)} {need['currency'] or ''}".strip(),
        "horizon": None if horizon is None else words.get(horizon, horizon),
    }


def _item(item: Mapping[str, Any], words: Mapping[str, str]) -> dict[str, Any]:
    name = item["name"] or item["code"] or "—"
    amount = f"{grouped(item['amount'])} {item['currency'] or ''}".strip()
    return {
        "title": f"{name} {item['share_class']}" if item["share_class"] else name,
        "note": item["note"],
        "risk": item["risk"],
        "amount": amount,
        "weight": percent(item["weight"], 1),
        "share": None if item["weight"] is None else float(item["weight"]),
        "reasons": item["reasons"],
        "figures": None if item["figures"] is None else _figures(item["figures"], words),
        "fees": _fees(item["fees"], words) if item["fees"] else None,
    }


def _figures(figures: Mapping[str, Any], words: Mapping[str, str]) -> dict[str, Any]:
    cells = [
        [words["nav"], figures["nav"]],
        [words["this_year"], percent(figures["this_year"])],
        [words["year"], percent(figures["year"])],
        [words["whole"], percent(figures["total"])],
        [words["yearly"], percent(figures["yearly"])],
        [words["deepest"], percent(figures["deepest"])],
    ]
    return {
        "cells": cells,
        "chart": _chart(figures["series"]),
        "note": f"{words['as_of']} {figures['as_of']}",
    }


def _chart(series: Sequence[Sequence[str]]) -> dict[str, Any] | None:
    """A line within a box: places between 0 and 1. None for fewer than two days."""
    if len(series) < 2:
        return None
    values = [Decimal(value) for _, value in series]
    low, high = min(values), max(values)
    span = high - low or Decimal(1)
    last = len(values) - 1
    return {
        "points": [[n / last, float((value - low) / span)] for n, value in enumerate(values)],
        "low": f"{low:.4f}",
        "high": f"{high:.4f}",
        "first": series[0][0],
        "last": series[-1][0],
    }


def _fees(fees: Mapping[str, Any], words: Mapping[str, str]) -> list[list[str]]:
    rows = []
    if fees.get("subscription") is not None:
        mode = words.get(str(fees.get("mode")), "")
        rows.append([words["subscription"], f"{percent(fees['subscription'])} {mode}".strip()])
    rows += [
        [words[key], str(percent(fees[key]))]
        for key in ("management", "performance")
        if fees.get(key) is not None
    ]
    return rows + [
        [words["redemption"], f"{percent(each['rate'])} ({words['held'].format(days=each['days'])})"]
        for each in fees.get("redemption") or ()
    ]
