"""Telephone numbers as they stand in cells: mobiles, landlines with extension, several in one cell.

Chinese mobiles are judged by their form (1, 3-9, nine digits), for number ranges are handed out faster than
any table follows; all other numbers by the `phonenumbers` library. Pure functions.
"""

import math
import re
from dataclasses import dataclass

import phonenumbers

from backend.systemize.plain_text import is_placeholder, plain, without_guard

_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
_COUNTRY = re.compile(r"^(?:\+|00)?86[- ]?(?=1[3-9]\d[- \d]{8,}$)")
_EXTENSION = re.compile(r"[\s,;-]*(?:转|分机号?|ext\.?|x|#)\s*[:：]?\s*(\d{1,6})(?:号?分机)?$", re.IGNORECASE)
_DASHED_EXTENSION = re.compile(r"^((?:\(?0\d{2,3}\)?[- ]?)?\d{7,8})-(\d{1,6})$")
_SEPARATORS = re.compile(
    r"[/、,，;；|\n\r]+|\s+(?:或|和)\s*|或|\s{2,}|(?<=\d{4})\s+(?=(?:\+?86[- ]?)?1[3-9]\d{9}(?!\d))"
)
_LABELS = re.compile(
    r"(?:手机|电话|座机|联系|办公|家庭|住宅|备用|号码|本人|配偶|微信|同号|tel|mobile|phone|cell|[:：()])+",
    re.IGNORECASE,
)
_SCIENTIFIC = re.compile(r"(\d)(?:\.(\d+))?e\+?(\d+)", re.IGNORECASE)
_FLOAT_TEXT = re.compile(r"(\d{7,13})\.0+")
_HOME_COUNTRY = re.compile(r"^(?:\+|00)?86(?:\(0\)|0)?(?=(?:10|2\d|[3-9]\d{2})\d{7,8}$)")
_LANDLINE = re.compile(r"(0(?:10|2\d|[3-9]\d{2}))(\d{7,8})")
_SERVICE = re.compile(r"[48]00\d{7}|95\d{3,6}")


@dataclass(frozen=True, slots=True)
class Phones:
    """The numbers of a cell.

    mobiles: 11 digits each; phones: landlines as `021-58881234转8012`, foreign numbers as `+85291234567`.
    code: None, or why the cell is refused as a whole: `bad_mobile`, `precision_lost`.
    """

    mobiles: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    code: str | None = None

    @property
    def is_one_mobile(self) -> bool:
        """Whether the cell holds one mobile and nothing else."""
        return len(self.mobiles) == 1 and not self.phones


def read_phones(raw: object) -> Phones:
    """All numbers in a cell, in order, without repeats; one bad number refuses the cell. See `Phones`."""
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        return Phones(code="bad_mobile")
    if isinstance(raw, int | float):
        if not math.isfinite(raw) or raw != int(raw):
            return Phones(code="bad_mobile")
        raw = str(int(raw))
    if _MOBILE.fullmatch(raw):
        return Phones((raw,))
    if is_placeholder(raw):
        return Phones()
    text = _in_full(without_guard(raw))
    if text is None:
        return Phones(code="precision_lost")
    mobiles: dict[str, None] = {}
    phones: dict[str, None] = {}
    for part in _parts(text):
        mobile = _mobile(part)
        number = mobile or _phone(part)
        if number is None:
            return Phones(code="bad_mobile")
        (mobiles if mobile else phones)[number] = None
    return Phones(tuple(mobiles), tuple(phones))


def is_mobile(text: str) -> bool:
    """True for the eleven digits of a Chinese mobile."""
    return _MOBILE.fullmatch(text) is not None


def _in_full(text: str) -> str | None:
    """The text with scientific notation written out where all digits are there; None where some are lost."""
    text = text.strip()
    scientific = _SCIENTIFIC.fullmatch(plain(text).replace(" ", ""))
    if scientific:
        fraction = scientific[2] or ""
        return scientific[1] + fraction if len(fraction) == int(scientific[3]) else None
    float_text = _FLOAT_TEXT.fullmatch(plain(text))
    return float_text[1] if float_text else text


def _parts(text: str) -> list[str]:
    """The pieces of a cell that hold one number each."""
    bare = plain(text).replace(" ", "").replace("-", "")
    if _MOBILE.fullmatch(bare) or re.fullmatch(r"(?:\+|00)?86" + _MOBILE.pattern, bare):
        return [bare]
    if re.fullmatch(r"(?:1[3-9]\d{9}){2}", bare):  # two mobiles without anything between
        return [bare[:11], bare[11:]]
    pieces = (plain(piece) for piece in _SEPARATORS.split(text))
    return [piece for piece in pieces if piece and not is_placeholder(piece)]


def _mobile(part: str) -> str | None:
    digits = re.sub(r"[\s\-.·]", "", _COUNTRY.sub("", _LABELS.sub("", part).strip()))
    digits = digits.removeprefix("0") if len(digits) == 12 else digits
    return digits if _MOBILE.fullmatch(digits) else None


def _phone(part: str) -> str | None:
    """A landline, service or foreign number in one form, or None."""
    part = _LABELS.sub(" ", part).strip(" -")
    extension = _EXTENSION.search(part) or _DASHED_EXTENSION.match(part)
    number = part
    if extension:
        number = extension[1] if extension.re is _DASHED_EXTENSION else part[: extension.start()]
    suffix = f"转{extension[extension.re.groups]}" if extension else ""
    digits = re.sub(r"[\s\-.()]", "", number)
    home = _HOME_COUNTRY.sub("0", digits)
    landline = _LANDLINE.fullmatch(home)
    if landline:
        return f"{landline[1]}-{landline[2]}{suffix}"
    if re.fullmatch(r"[2-8]\d{6,7}", home) or _SERVICE.fullmatch(home):
        return home + suffix
    return _foreign(digits, suffix)


def _foreign(digits: str, suffix: str) -> str | None:
    """A number outside mainland China with its country code (+852…, 00852…) in E.164, or None."""
    if not digits.startswith(("+", "00")):
        return None
    try:
        number = phonenumbers.parse("+" + digits.lstrip("+0"), None)
    except phonenumbers.NumberParseException:
        return None
    if number.country_code == 86 or not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) + suffix
