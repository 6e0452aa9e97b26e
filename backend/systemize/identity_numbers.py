"""Identity numbers of people and organisations in China: what they tell and whether they can be right.

18- and 15-digit resident numbers (GB 11643-1999), unified social credit codes (GB 32100-2015), passports,
permits of Hong Kong, Macao and Taiwan residents. Pure functions; a number is never completed or corrected
beyond raising a lower-case x.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from operator import mul

from backend.systemize.plain_text import compact, is_placeholder, without_guard

RESIDENT, PASSPORT, HK_MACAO, TAIWAN, FOREIGN_RESIDENT, MILITARY, CREDIT_CODE, OTHER = ID_TYPES = (
    "resident_id",
    "passport",
    "hk_macao_permit",
    "taiwan_permit",
    "foreign_resident_permit",
    "military_id",
    "credit_code",
    "other",
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+?\d+")
_PATTERNS = (
    (HK_MACAO, re.compile(r"[HM]\d{8}(?:\d{2})?|[CW][A-Z0-9]\d{7}")),
    (PASSPORT, re.compile(r"[EGDSP]\d{8}|E[A-Z]\d{7}|1[45]\d{7}|[A-Z]{1,2}\d{6,8}")),
    (HK_MACAO, re.compile(r"[A-Z]{1,2}\d{6}\([0-9A]\)|[157]\d{6}\(\d\)")),
    (TAIWAN, re.compile(r"\d{8}|\d{10}\([A-Z]\)|[A-Z][12]\d{8}")),
    (FOREIGN_RESIDENT, re.compile(r"[A-Z]{3}\d{12}")),
    (MILITARY, re.compile(r"[军武士文]\D{0,6}\d{6,8}号?")),
)
_ANY_DOCUMENT = re.compile(r"[0-9A-Z\-()军武士文字第号]{5,30}")
_ID_TYPE_WORDS = (
    (HK_MACAO, ("港澳", "香港", "澳门", "回乡证", "hk", "macao", "macau")),
    (TAIWAN, ("台湾", "台胞", "taiwan")),
    (FOREIGN_RESIDENT, ("永久居留", "外国人", "permanentresident")),
    (PASSPORT, ("护照", "passport")),
    (MILITARY, ("军官", "士兵", "军人", "武警", "文职", "military")),
    (CREDIT_CODE, ("信用代码", "营业执照", "uscc", "creditcode", "统一社会", "license")),
    (RESIDENT, ("身份证", "居民", "二代证", "idcard", "residentid", "nationalid", "prcid")),
    (OTHER, ("户口", "其他", "其它", "备案", "组织机构", "税务", "产品", "other")),
)


_AS_KEPT = re.compile(r"[0-9]{17}[0-9X]")


@dataclass(frozen=True, slots=True)
class IdentityNumber:
    """What a cell says about an identity number.

    number: as it should be kept (upper case, no blanks), or None when unknown or refused. id_type: one of
    ID_TYPES. birth_date, gender (`male`, `female`), region_code (6 digits, the place of first registration,
    not of residence): of resident numbers only. code: None, `fifteen_digits` (with a number), or why there is
    none: `bad_check_digit` (length, birth date or check digit is wrong), `precision_lost`.
    """

    number: str | None = None
    id_type: str | None = None
    birth_date: date | None = None
    gender: str | None = None
    region_code: str | None = None
    code: str | None = None


def check_digit_of(first_17: str) -> str:
    """The eighteenth character of a resident number: ISO 7064 MOD 11-2 over its first 17 digits."""
    if len(first_17) != len(_WEIGHTS):
        raise ValueError(len(first_17))
    return _CHECK_DIGITS[sum(map(mul, map(int, first_17), _WEIGHTS)) % 11]


def credit_check_character_of(first_17: str) -> str:
    """The eighteenth character of a unified social credit code (GB 32100-2015); ValueError on I, O, S, V, Z."""
    places = [_CREDIT_ALPHABET.index(ch) for ch in first_17]
    total = sum(place * weight for place, weight in zip(places, _CREDIT_WEIGHTS, strict=True))
    return _CREDIT_ALPHABET[-total % 31]


def is_credit_code(text: str) -> bool:
    """True for 18 characters of the credit code's alphabet with a right check character."""
    if len(text) != 18 or any(ch not in _CREDIT_ALPHABET for ch in text) or not text[2:8].isdigit():
        return False
    return credit_check_character_of(text[:17]) == text[17]


def lengthened(number: str) -> str:
    """The 18-digit form of a 15-digit resident number (births of 1900-1999), others unchanged: for comparing."""
    if len(number) != 15 or not number.isdigit():
        return number
    first_17 = f"{number[:6]}19{number[6:]}"
    return first_17 + check_digit_of(first_17)


def looks_cut(number: str) -> bool:
    """True for 18 digits that end in 000, what Excel leaves of an identity number typed as a number.

    One in eleven of these passes the check digit, while fewer than one person in a thousand has such a number.
    """
    return len(number) == 18 and number.isdigit() and number.endswith("000")


def id_type_of(text: str) -> str | None:
    """The kind of document a cell names ("身份证", "护照", "Passport"), or None when it is none we know."""
    word = compact(text).replace("-", "").replace("_", "")
    return next(
        (kind for kind, words in _ID_TYPE_WORDS if word == kind or any(w in word for w in words)), None
    )


def read_identity_number(raw: object, id_type: str | None = None) -> IdentityNumber:
    """The number a cell holds, see `IdentityNumber`.

    raw: text, or a number (an 18-digit one has lost its last digits). id_type: the kind of document the row
    names; passports and other documents of unknown make are then taken as they are.
    """
    if type(raw) is str and _AS_KEPT.fullmatch(raw):  # most cells, and all that are checked once more
        return _resident(raw, id_type)
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        return IdentityNumber(code="bad_check_digit")
    if isinstance(raw, int | float):
        if not abs(raw) < 10**15 or raw != int(raw):
            return IdentityNumber(code="precision_lost")
        raw = str(int(raw))
    if is_placeholder(raw):
        return IdentityNumber()
    word = compact(without_guard(raw)).upper().replace("（", "(").replace("）", ")")
    if _SCIENTIFIC.fullmatch(word):
        return IdentityNumber(code="precision_lost")
    bare = word.replace("-", "")
    if re.fullmatch(r"\d{17}[\dX]|\d{15}", bare):
        return _resident(bare, id_type)
    if is_credit_code(bare):
        return IdentityNumber(bare, CREDIT_CODE)
    if id_type in (RESIDENT, CREDIT_CODE):
        return IdentityNumber(code="bad_check_digit")
    return _document(word, id_type)


def _resident(number: str, id_type: str | None) -> IdentityNumber:
    """A number of 15 or 18 digits: resident, or another document of that length."""
    found = resident_number(number)
    if found is not None:
        return found
    # One mistyped resident number in 31 is a right credit code by chance; only companies' codes begin with 9.
    if number.startswith("9") and is_credit_code(number):
        return IdentityNumber(number, CREDIT_CODE)
    if looks_cut(number):
        return IdentityNumber(code="precision_lost")
    if id_type == CREDIT_CODE and is_credit_code(number):
        return IdentityNumber(number, CREDIT_CODE)
    if id_type not in (None, RESIDENT, CREDIT_CODE):
        return IdentityNumber(number, id_type)
    return IdentityNumber(code="bad_check_digit")


@lru_cache(maxsize=1_000)
def resident_number(number: str) -> IdentityNumber | None:
    """The resident number with what it tells, or None when its birth date or check digit cannot be right."""
    long = lengthened(number)
    try:
        born = date(int(long[6:10]), int(long[10:12]), int(long[12:14]))
    except ValueError:
        return None
    if born.year < 1880 or check_digit_of(long[:17]) != long[17]:
        return None
    return IdentityNumber(
        number=number,
        id_type=RESIDENT,
        birth_date=born,
        gender="male" if int(long[16]) % 2 else "female",
        region_code=long[:6],
        code="fifteen_digits" if len(number) == 15 else None,
    )


def _document(word: str, id_type: str | None) -> IdentityNumber:
    """A passport, permit or other document, by the kind the row names or by its look."""
    if id_type is not None:
        fits = _ANY_DOCUMENT.fullmatch(word)
        return IdentityNumber(word, id_type) if fits else IdentityNumber(code="bad_check_digit")
    kind = next((kind for kind, pattern in _PATTERNS if pattern.fullmatch(word)), None)
    return IdentityNumber(word, kind) if kind else IdentityNumber(code="bad_check_digit")
