"""A made-up proposal, by which a style shows how it looks: nobody's name and no fund of the firm is in it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from backend.track.proposal_figures import figures_of
from backend.track.proposal_letters import VARIABLES, filled_in
from backend.track.proposal_style_content import Style

DAYS = 104


def sample_of(style: Style, language: str, today: date) -> dict[str, Any]:
    """The content of an issue in a style, as `schema/proposal_facts.py` would make one."""
    english = language == "en"
    values: dict[str, str | None] = {
        **dict.fromkeys(VARIABLES, "—"),
        "client": "A. Sample" if english else "示例客户",
        "level": "C4",
        "products": "Sample Fund" if english else "示例一号",
        "maker": "Your name" if english else "您的姓名",
        "firm": style.company.of(language),
        "date": today.isoformat(),
        "valid_until": (today + timedelta(days=style.days)).isoformat(),
    }
    # A gentle climb with a fall in it, weekly.
    navs = [
        (today - timedelta(days=7 * (DAYS - n)), Decimal(1000 + 4 * n - (60 if 40 < n < 60 else 0)) / 1000)
        for n in range(DAYS)
    ]
    fund = {
        "code": "S1",
        "name": values["products"],
        "share_class": "A",
        "currency": "CNY",
        "risk": "R3",
        "amount": "1000000",
        "weight": "1",
        "note": None,
        "rule": "grid_allowed",
        "reasons": ["C4 may be offered R3" if english else "C4 客户可购买 R3 产品"],
        "figures": figures_of(navs, navs[-1][1]),
        "fees": {
            "subscription": "0.01",
            "mode": "outside",
            "management": "0.015",
            "performance": "0.2",
            "redemption": [{"days": 180, "rate": "0.01"}],
        },
    }
    return {
        "language": language,
        "title": "Investment proposal" if english else "投资建议书",
        "number": 1,
        "issued_on": today.isoformat(),
        "valid_until": values["valid_until"],
        "as_of": navs[-1][0].isoformat(),
        "client": {
            "name": values["client"],
            "level": "C4",
            "level_until": today.isoformat(),
            "professional": False,
        },
        "sections": [key for key, on in style.sections if on],
        "letter": filled_in(style.letters[0].text.of(language), values, "letter"),
        "needs": [
            {
                "purpose": "Education" if english else "子女教育",
                "amount": "3000000",
                "currency": "CNY",
                "horizon": "long",
            }
        ],
        "items": [fund],
        "totals": [{"currency": "CNY", "amount": "1000000"}],
        "rules": 1,
        "style": {"number": 1, "on": today.isoformat()},
        "brand": {
            "company": style.company.of(language),
            "logo": None,
            "colour": style.colour,
            "accent": style.accent,
            "footer": style.footer.of(language),
        },
        "disclosure": style.disclosure.of(language),
        "disclaimer": style.disclaimer.of(language),
    }
