"""What a message says: a text with variables of a closed list, filled with what is known of a client."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.clients import Client
from backend.book.content_checks import object_of
from backend.book.forbidden_words import Word, hold_allowed
from backend.book.products import Product
from backend.book.staff import User
from backend.platform.clock import business_date
from backend.platform.errors import bad_input
from backend.platform.tenant import Firm
from backend.retain.messages import LONGEST_BODY, LONGEST_SUBJECT
from backend.retain.purposes import MAIL
from backend.systemize.field_values import clean_text

LANGUAGES: Final = ("zh-CN", "en")
VARIABLES: Final[Mapping[str, str | None]] = {
    "client.name": "Client.name",
    "client.salutation": "Client.name",
    "owner.name": "User.name",
    "product.name": "Product.name",
    "product.nav": "Product.nav",
    "product.navDate": "Product.navDate",
    "firm.name": None,
    "date": None,
}
"""Variables and the coordinate each shows; None: what everybody knows."""
OF_PRODUCT: Final = frozenset(name for name in VARIABLES if name.startswith("product."))
PLACE: Final = re.compile(r"\{([^{}\n]{0,40})\}")
TITLES: Final = {"male": ("先生", "Mr"), "female": ("女士", "Ms")}
DOUBLE: Final = frozenset(
    ("欧阳", "司马", "上官", "诸葛", "司徒", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "夏侯")
)
"""Chinese family names of two letters."""


@dataclass(frozen=True, slots=True)
class Text:
    """A subject (empty but for mails) and a body."""

    subject: str
    body: str

    @property
    def variables(self) -> frozenset[str]:
        """What it names."""
        return frozenset(name.strip() for part in (self.subject, self.body) for name in PLACE.findall(part))


def read_text(given: Any, at: str, channel: str, words: Sequence[Word] = ()) -> Text:
    """A text as somebody wrote it. words: of which none may be in it.

    Raises Refused(BAD_USER_INPUT): required, too_long, forbidden_word, message_variable; at a place as `zh.body`.
    """
    row = object_of(given, at, {"subject", "body"})
    prefix = f"{at}." if at else ""
    if not isinstance(row["subject"], str) or not isinstance(row["body"], str):
        raise bad_input(at, "content_format")
    subject = (
        clean_text(row["subject"], f"{prefix}subject", limit=LONGEST_SUBJECT, required=channel == MAIL) or ""
    )
    if "\n" in subject or "\r" in subject:
        raise bad_input(f"{prefix}subject", "content_format")
    body = clean_text(row["body"], f"{prefix}body", limit=LONGEST_BODY, required=True) or ""
    text = Text(subject if channel == MAIL else "", body)
    for name in sorted(text.variables):
        if name not in VARIABLES:
            raise bad_input(f"{prefix}body", "message_variable", value=name)
    hold_allowed(words, text.subject, f"{prefix}subject")
    hold_allowed(words, text.body, f"{prefix}body")
    return text


def filled(text: Text, values: Mapping[str, str | None]) -> Text:
    """The text with its values, which are not looked into again.

    Raises Refused(BAD_USER_INPUT, message_value_missing).
    """

    def put(part: str) -> str:
        def value(match: re.Match[str]) -> str:
            name = match.group(1).strip()
            known = values.get(name)
            if known is None:
                raise bad_input("body", "message_value_missing", value=name)
            return known

        return PLACE.sub(value, part)

    return Text(" ".join(put(text.subject).split()), put(text.body))


def salutation(name: str, kind: str, gender: str | None, language: str) -> str:
    """How a letter begins: 张先生, Mr Zhang; the whole name where more is not known."""
    title = TITLES.get(gender or "")
    if kind != "individual" or title is None or not re.fullmatch(r"[\u4e00-\u9fff]{2,4}", name):
        return name
    family = name[:2] if name[:2] in DOUBLE else name[:1]
    return f"{family}{title[0]}" if language == "zh-CN" else f"{title[1]} {name}"


async def values_of(
    session: AsyncSession, client_ids: Sequence[UUID], language: str, product_id: UUID | None = None
) -> dict[UUID, dict[str, str | None]]:
    """What variables stand for, by client; three statements at most."""
    firm_id = session.info["firm_id"]
    firm = await session.scalar(select(Firm.name).where(Firm.firm_id == firm_id))
    common: dict[str, str | None] = {"firm.name": firm, "date": business_date().isoformat()}
    if product_id is not None:
        product = await session.scalar(
            select(Product).where(Product.firm_id == firm_id, Product.id == product_id)
        )
        if product is not None:
            common |= {
                "product.name": product.name,
                "product.nav": None if product.nav is None else f"{product.nav:.{product.nav_places}f}",
                "product.navDate": None if product.nav_date is None else product.nav_date.isoformat(),
            }
    rows = await session.execute(
        select(Client.id, Client.name, Client.kind, Client.gender, User.name)
        .outerjoin(User, and_(User.firm_id == firm_id, User.id == Client.owner_id))
        .where(Client.firm_id == firm_id, Client.id.in_(client_ids))
    )
    return {
        id: {
            **common,
            "client.name": name,
            "client.salutation": salutation(name, kind, gender, language),
            "owner.name": owner,
        }
        for id, name, kind, gender, owner in rows
    }
