import pytest

from backend.systemize.phones import is_mobile, read_phones


@pytest.mark.parametrize(
    "typed",
    [
        *[16900000012, 16900000012.0, "16900000012", "16900000012.0", "169 0000 0012", "169-0000-0012"],
        *["+86 16900000012", "+86-169-0000-0012", "8616900000012", "008616900000012", "016900000012"],
        *["１６９００００００１２", "'16900000012", "\t16900000012", '="16900000012"', "手机：16900000012"],
        *["16900000012（微信同号）", "1.6900000012E+10", "169\u200b00000012", "169\u00a00000\u30000012"],
    ],
)
def test_one_mobile_is_read_in_every_form(typed: object) -> None:
    found = read_phones(typed)
    assert (found.mobiles, found.phones, found.code) == (("16900000012",), (), None)


@pytest.mark.parametrize(
    "typed",
    [
        *[
            "16900000012/16900000013",
            "16900000012 16900000013",
            "16900000012、16900000013",
            "16900000012\n16900000013",
        ],
        *[
            "1690000001216900000013",
            "16900000012；+86 16900000013",
            "16900000012或16900000013",
            "16900000012,16900000013,16900000012",
        ],
    ],
)
def test_two_mobiles_in_a_cell_are_two(typed: str) -> None:
    assert read_phones(typed).mobiles == ("16900000012", "16900000013")


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        *[
            ("021-58881234", "021-58881234"),
            ("(021)5888 1234", "021-58881234"),
            ("02158881234", "021-58881234"),
        ],
        *[("021-58881234转8012", "021-58881234转8012"), ("021-58881234-8012", "021-58881234转8012")],
        *[("0755-26881234 转 801", "0755-26881234转801"), ("021-58881234 ext. 12", "021-58881234转12")],
        *[
            ("+86 21 58881234", "021-58881234"),
            ("86-21-58881234", "021-58881234"),
            ("400-820-8820", "4008208820"),
        ],
        *[("+852 9123 4567", "+85291234567"), ("+1 650-253-0000", "+16502530000"), ("58881234", "58881234")],
    ],
)
def test_other_numbers_are_brought_to_one_form(typed: str, number: str) -> None:
    found = read_phones(typed)
    assert (found.mobiles, found.phones, found.code) == ((), (number,), None)


def test_a_mobile_and_a_landline_in_one_cell_are_told_apart() -> None:
    found = read_phones("16900000012\n021-58881234")
    assert (found.mobiles, found.phones) == (("16900000012",), ("021-58881234",))


@pytest.mark.parametrize("typed", ["1.69E+10", "1.69e10", "1.690E+10"])
def test_digits_lost_to_scientific_notation_are_not_guessed(typed: str) -> None:
    found = read_phones(typed)
    assert (found.mobiles, found.code) == ((), "precision_lost")


@pytest.mark.parametrize(
    "typed",
    ["1690000001", "129000000012", "169****0012", "无号码", 1690.5, True, float("inf"), "16900000012/123"],
)
def test_what_is_no_number_refuses_the_cell(typed: object) -> None:
    found = read_phones(typed)
    assert (found.mobiles, found.code) == ((), "bad_mobile")


def test_a_placeholder_is_no_number_and_no_fault() -> None:
    assert read_phones("暂无") == read_phones("/") == read_phones("")
    assert read_phones("暂无").code is None


def test_mobiles_are_told_by_their_form() -> None:
    assert is_mobile("16900000012")
    assert not is_mobile("12900000012")
