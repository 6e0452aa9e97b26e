"""Masks: what of a personal value may stand in a list, on a shared screen and in a log.

| value | mask | shown at most |
|---|---|---|
| mobile 16900000012 | 169****0012 | first 3, last 4 of at least 11 digits |
| landline 021-55550123 | 021-****0123 | area code, last 4 of at least 7 digits |
| e-mail zhangwei@example.com | z***@example.com | first letter of at least 3, the domain |
| ID number 31010119760507997X | 310***********997X | first 3, last 4 of at least 15; of 8 to 14 the last 2 |
| bank account 6222…1234 | ****1234 | last 4 of at least 12 digits |
| name 张小明 | 张** | first character of at least 2 |
| institution 明远资产… | 明远**** | first 2 of at least 5 characters |
| WeChat zhangwei88 | zh**** | first 2 of at least 6 |
| address 上海市浦东新区… | 上海市**** | province and city, only if something follows |

A value too short for its row shows `****`: a mask never gives back a value whole. Length shows only for mobiles and
ID numbers (it is the same for all) and for names of persons. Empty values stay empty.
Source: JR/T 0171-2020 (C2 data are masked on display); common practice of Chinese financial firms.
"""

import re
from typing import Final

from backend.systemize.regions import place_prefix_of

HIDDEN: Final = "****"
_COUNTRY: Final = re.compile(r"^(?:\+|00)?86(?=1\d{10}$)")
_EXTENSION: Final = re.compile(r"(?:转|ext\.?|x|#).*$", re.IGNORECASE)
# A Chinese landline: area code (010, 02x of three digits, others of four) before seven or eight digits.
_LANDLINE: Final = re.compile(r"^(?:86)?0?(10|2\d|[3-9]\d{2})(\d{7,8})$")


def mask_mobile(number: str) -> str:
    """First three and last four digits: `169****0012`. Blanks, hyphens and +86 fall away."""
    digits = _COUNTRY.sub("", _digits_of(number))
    if len(digits) < 11:
        return _hidden(number)
    return f"{digits[:3]}{'*' * (len(digits) - 7)}{digits[-4:]}"


def mask_phone(number: str) -> str:
    """A landline as area code and last four digits, a mobile as `mask_mobile`; an extension is left out."""
    digits = _digits_of(_EXTENSION.sub("", number)).lstrip("+")
    if landline := _LANDLINE.match(digits):
        return f"0{landline[1]}-{HIDDEN}{landline[2][-4:]}"
    if len(digits) >= 11:
        return mask_mobile(digits)
    return f"{HIDDEN}{digits[-4:]}" if len(digits) >= 7 else _hidden(number)


def mask_email(address: str) -> str:
    """First letter of the mailbox and the domain: `z***@example.com`; without a mailbox and a domain all hidden."""
    mailbox, at, domain = address.strip().rpartition("@")
    if not at or not mailbox or not domain:
        return _hidden(address)
    return f"{mailbox[0] if len(mailbox) > 2 else ''}***@{domain}"


def mask_id_number(number: str) -> str:
    """First three and last four characters of an identity or credit code (whoever sees the mask may search by these
    four), the last two of a passport number."""
    text = "".join(number.split()).upper()
    if len(text) >= 15:
        return f"{text[:3]}{'*' * (len(text) - 7)}{text[-4:]}"
    return f"{'*' * (len(text) - 2)}{text[-2:]}" if len(text) >= 8 else _hidden(number)


def mask_bank_account(number: str) -> str:
    """The last four digits, the length hidden: `****1234`."""
    digits = _digits_of(number)
    return f"{HIDDEN}{digits[-4:]}" if len(digits) >= 12 else _hidden(number)


def mask_name(name: str, *, is_person: bool = True) -> str:
    """A person's first character and a star for each other (张**); an institution's first two and four stars."""
    text = name.strip()
    if not is_person:
        return f"{text[:2]}{HIDDEN}" if len(text) >= 5 else _hidden(text)
    if len(text) < 2:
        return "*" * len(text)
    # A Latin name would show its length letter by letter.
    return f"{text[0]}***" if text.isascii() else text[0] + "*" * (len(text) - 1)


def mask_wechat(account: str) -> str:
    """The first two characters: `zh****`."""
    text = account.strip()
    return f"{text[:2]}{HIDDEN}" if len(text) >= 6 else _hidden(text)


def mask_address(address: str) -> str:
    """Province and city, the rest hidden: `上海市****`; all hidden where they are not recognised or nothing follows."""
    text = "".join(address.split())
    place = place_prefix_of(text)
    return f"{place}{HIDDEN}" if place != text else _hidden(address)


def _digits_of(text: str) -> str:
    """ASCII digits of a number as typed, with a leading plus sign."""
    if text.isascii() and text.isdecimal():
        return text
    plus = "+" if text.strip().startswith(("+", "＋")) else ""
    return plus + "".join(str(int(c)) for c in text if c.isdecimal())


def _hidden(text: str) -> str:
    """Stars without length for any value, nothing for nothing."""
    return HIDDEN if text.strip() else ""
