"""Numbers of people who do not exist, right by their check digits."""

from datetime import date, timedelta
from random import Random

from backend.systemize.identity_numbers import check_digit_of, credit_check_character_of

SURNAMES = (
    "沈陆顾周吴郑王冯陈褚卫蒋韩杨朱秦许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗"
)
GIVEN = "若溪一鸣嘉禾书瑶子墨雨桐思远明轩亦辰梓涵清和知行云舒景行安然乐天怀瑾望舒星野南乔北辰之恒听澜既白"
_REGIONS = ("310101", "310115", "110105", "440305", "330106", "320102")
_CREDIT_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def a_name(random: Random) -> str:
    """A surname and two characters."""
    return random.choice(SURNAMES) + random.choice(GIVEN) + random.choice(GIVEN)


def a_birthday(random: Random) -> date:
    """Of a grown-up: 1950 to 1999."""
    return date(1950, 1, 1) + timedelta(days=random.randrange(18_000))


def resident_number(random: Random, born: date, is_male: bool) -> str:
    """A right 18-digit number that does not end in 000."""
    while True:
        order = random.randrange(0, 500) * 2 + is_male
        first_17 = f"{random.choice(_REGIONS)}{born:%Y%m%d}{order:03d}"
        number = first_17 + check_digit_of(first_17)
        if not number.endswith("000"):
            return number


def credit_code(random: Random) -> str:
    """A right unified social credit code."""
    first_17 = "91310115MA1" + "".join(random.choice(_CREDIT_LETTERS) for _ in range(6))
    return first_17 + credit_check_character_of(first_17)


def wrong_check_digit(number: str) -> str:
    """The number with another, wrong last character."""
    return number[:-1] + ("1" if number[-1] != "1" else "2")


def a_mobile(serial: int) -> str:
    """A mobile of a range that is given to nobody: 169 and a serial number below 100,000,000."""
    return f"169{serial:08d}"
