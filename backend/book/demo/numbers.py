"""Numbers and addresses of fictitious people: right in form, and never anybody's.

Resident numbers carry the sequence codes 996 to 999, which are not given to newborns; mobiles the prefix 169;
bank cards the issuer 620000; credit codes an organisation code that starts with DEM.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from backend.book.demo.draws import Draws
from backend.systemize.identity_numbers import check_digit_of, credit_check_character_of
from backend.systemize.names import pinyin_of

# Steps without a common divisor with the range give each index its own number, out of order.
_MOBILE_RANGE, _MOBILE_STEP, _MOBILE_START = 10**8, 38_196_601, 12
_SEQUENCES = {"male": ("997", "999"), "female": ("996", "998")}


def resident_number(draws: Draws, area: str, born: date, gender: str) -> str:
    """18 characters with a right check digit. area: 6-digit code; gender: male or female, told by the 17th digit."""
    first_17 = f"{area}{born:%Y%m%d}{draws.one_of(_SEQUENCES[gender])}"
    return first_17 + check_digit_of(first_17)


def credit_code(area: str, index: int) -> str:
    """Unified social credit code of the firm with this index; area: 6-digit code of its registration."""
    first_17 = f"91{area}DEM{index:06d}"
    return first_17 + credit_check_character_of(first_17)


def permit_number(index: int) -> tuple[str, str]:
    """Kind and number of a document other than the resident card, by turns a permit and a passport."""
    return ("hk_macao_permit", f"H{index:08d}") if index % 2 else ("passport", f"E{index:08d}")


def mobile_number(index: int) -> str:
    """11 digits, each index another number."""
    return f"169{(index * _MOBILE_STEP + _MOBILE_START) % _MOBILE_RANGE:08d}"


def landline(index: int, city_code: str) -> str:
    """A landline of the exchange 5550, which no city uses for subscribers here."""
    area = {"31": "021", "11": "010", "12": "022", "50": "023"}.get(city_code[:2], "0571")
    return f"{area}-5550{index % 10_000:04d}"


def bank_card(draws: Draws) -> str:
    """19 digits with a right Luhn digit."""
    first_18 = f"620000{draws.getrandbits(40) % 10**12:012d}"
    return first_18 + _luhn_digit(first_18)


def email_address(name: str, index: int, *, is_person: bool) -> str:
    """A mailbox at example.com, each index another one."""
    return f"{pinyin_of(name, is_person=is_person).replace(' ', '')[:20]}{index}@example.com"


def wechat_account(initials: str, index: int) -> str:
    """An account name, each index another one."""
    return f"demo_{initials[:4]}{index}"


def street_address(draws: Draws, places: Sequence[str]) -> str:
    """Province, city and district as given, with a street that no city has."""
    return f"{''.join(places)}演示路{draws.whole(1, 1999)}号{draws.whole(1, 30)}室"


def _luhn_digit(digits: str) -> str:
    """The digit that makes the Luhn sum of a card number divisible by ten."""
    doubled = [int(d) * 2 if place % 2 == 0 else int(d) for place, d in enumerate(reversed(digits))]
    return str(-sum(value // 10 + value % 10 for value in doubled) % 10)
