from datetime import date
from random import Random

import pytest

from backend.systemize.identity_numbers import check_digit_of, id_type_of, lengthened, read_identity_number
from tests.workbooks.identities import credit_code, resident_number, wrong_check_digit

NUMBER = "310101199003070019"
WITH_X = next(f + "X" for n in range(999) if check_digit_of(f := f"31010119900307{n:03d}") == "X")


@pytest.mark.parametrize(
    "typed",
    [NUMBER, f"'{NUMBER}", f"\t{NUMBER}", f"{NUMBER[:6]} {NUMBER[6:14]} {NUMBER[14:]}", f'="{NUMBER}"'],
)
def test_a_resident_number_tells_birth_sex_and_region(typed: str) -> None:
    found = read_identity_number(typed)
    assert (found.number, found.id_type, found.code) == (NUMBER, "resident_id", None)
    assert (found.birth_date, found.gender, found.region_code) == (date(1990, 3, 7), "male", "310101")


@pytest.mark.parametrize("typed", [WITH_X.lower(), WITH_X.replace("X", "ｘ"), WITH_X])
def test_a_lower_case_x_is_raised(typed: str) -> None:
    assert read_identity_number(typed).number == WITH_X


def test_every_changed_digit_is_noticed() -> None:
    for place in range(18):
        digit = "7" if NUMBER[place] != "7" else "4"
        found = read_identity_number(NUMBER[:place] + digit + NUMBER[place + 1 :])
        assert (found.number, found.code) == (None, "bad_check_digit")


@pytest.mark.parametrize(
    "typed",
    [310101199003070019.0, "3.10101E+17", "3.10101199003070E+17", "310101199003071000"],
)
def test_digits_lost_to_a_number_are_not_guessed(typed: object) -> None:
    found = read_identity_number(typed)
    assert (found.number, found.code) == (None, "precision_lost")


def test_fifteen_digits_are_kept_told_and_comparable() -> None:
    found = read_identity_number("310101900307001")
    assert (found.number, found.code) == ("310101900307001", "fifteen_digits")
    assert (found.birth_date, found.gender) == (date(1990, 3, 7), "male")
    assert lengthened("310101900307001") == NUMBER
    assert read_identity_number(310101900307001.0).number == "310101900307001"


def test_a_birthday_that_never_was_is_refused_though_the_check_digit_is_right() -> None:
    first_17 = "31010119900230001"
    assert read_identity_number(first_17 + check_digit_of(first_17)).code == "bad_check_digit"


@pytest.mark.parametrize(
    ("typed", "id_type"),
    [
        ("E12345678", "passport"),
        ("EA1234567", "passport"),
        ("H12345678", "hk_macao_permit"),
        ("M1234567890", "hk_macao_permit"),
    ],
)
def test_other_documents_are_told_by_their_look(typed: str, id_type: str) -> None:
    found = read_identity_number(typed)
    assert (found.number, found.id_type) == (typed, id_type)


def test_a_document_the_row_names_is_taken_as_it_is() -> None:
    assert read_identity_number("X1234", "passport").number == "X1234"
    assert read_identity_number("X1234").code == "bad_check_digit"
    assert read_identity_number("X1234", "resident_id").code == "bad_check_digit"


def test_credit_codes_are_checked() -> None:
    code = credit_code(Random(1))
    assert (read_identity_number(code).number, read_identity_number(code).id_type) == (code, "credit_code")
    assert read_identity_number(wrong_check_digit(code)).code == "bad_check_digit"


def test_a_mistyped_resident_number_never_passes_as_a_credit_code() -> None:
    random = Random(7)
    for _ in range(500):
        wrong = wrong_check_digit(resident_number(random, date(1980, 5, 6), is_male=True))
        assert read_identity_number(wrong).number is None


@pytest.mark.parametrize(
    ("text", "id_type"),
    [
        *[
            ("身份证", "resident_id"),
            ("居民身份证", "resident_id"),
            ("护照", "passport"),
            ("Passport", "passport"),
        ],
        *[
            ("港澳居民来往内地通行证", "hk_macao_permit"),
            ("台胞证", "taiwan_permit"),
            ("营业执照", "credit_code"),
        ],
        *[
            ("外国人永久居留身份证", "foreign_resident_permit"),
            ("resident_id", "resident_id"),
            ("图书证", None),
        ],
    ],
)
def test_kinds_of_documents_are_known_by_their_words(text: str, id_type: str | None) -> None:
    assert id_type_of(text) == id_type
