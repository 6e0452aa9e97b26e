"""Masks show what their table says and never a value whole."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.systemize import masks


@pytest.mark.parametrize(
    ("mask", "value", "masked"),
    [
        (masks.mask_mobile, "16900000012", "169****0012"),
        (masks.mask_mobile, "+86 169-0000-0012", "169****0012"),
        (masks.mask_mobile, "００８６１６９００００００１２", "169****0012"),
        (masks.mask_mobile, "+852 9123 4567", "+85*****4567"),
        (masks.mask_mobile, "1690000001", "****"),
        (masks.mask_mobile, "", ""),
        (masks.mask_phone, "021-55550123", "021-****0123"),
        (masks.mask_phone, "0571 8888 1234 转801", "0571-****1234"),
        (masks.mask_phone, "+86 21 5555 0123", "021-****0123"),
        (masks.mask_phone, "55550123", "****0123"),
        (masks.mask_phone, "16900000012", "169****0012"),
        (masks.mask_phone, "95588", "****"),
        (masks.mask_email, "zhangwei@example.com", "z***@example.com"),
        (masks.mask_email, "zw@example.com", "***@example.com"),
        (masks.mask_email, "zhangwei", "****"),
        (masks.mask_email, "@example.com", "****"),
        (masks.mask_id_number, "31010119760507997X", "310***********997X"),
        (masks.mask_id_number, "31010119760507997x", "310***********997X"),
        (masks.mask_id_number, "310101760507997", "310********7997"),
        (masks.mask_id_number, "E12345678", "*******78"),
        (masks.mask_id_number, "E123456", "****"),
        (masks.mask_bank_account, "6222 0210 0111 1234", "****1234"),
        (masks.mask_bank_account, "12345678901", "****"),
        (masks.mask_wechat, "zhangwei88", "zh****"),
        (masks.mask_wechat, "abcde", "****"),
        (masks.mask_address, "上海市浦东新区世纪大道1号", "上海市****"),
        (masks.mask_address, "浙江省杭州市西湖区文三路1号", "浙江省杭州市****"),
        (masks.mask_address, "上海市", "****"),
        (masks.mask_address, "世纪大道1号", "****"),
        (masks.mask_name, "张小明", "张**"),
        (masks.mask_name, "张伟", "张*"),
        (masks.mask_name, "欧阳娜娜", "欧***"),
        (masks.mask_name, "张", "*"),
        (masks.mask_name, "John Smith", "J***"),
        (masks.mask_name, "", ""),
    ],
)
def test_masks(mask: Callable[[str], str], value: str, masked: str) -> None:
    assert mask(value) == masked


def test_an_institution_keeps_its_first_two_characters() -> None:
    assert masks.mask_name("明远资产管理有限公司", is_person=False) == "明远****"
    assert masks.mask_name("明远资本", is_person=False) == "****"


SHOWN = [
    (masks.mask_mobile, 7),
    (masks.mask_phone, 8),
    (masks.mask_id_number, 7),
    (masks.mask_bank_account, 4),
    (masks.mask_wechat, 2),
    (masks.mask_name, 1),
]


@pytest.mark.parametrize(("mask", "most"), SHOWN)
@given(value=st.text(st.sampled_from("0123456789Xx abz张转+-"), max_size=24))
def test_a_mask_shows_no_more_than_documented(mask: Callable[[str], str], most: int, value: str) -> None:
    masked = mask(value)
    shown = [c for c in masked if c not in "*-+ "]
    assert len(shown) <= most
    hidden = [c for c in value if c != " "]
    assert not shown or len(shown) < len(hidden)
    assert bool(masked) == bool(value.strip()) or mask is masks.mask_name


@given(st.emails())
def test_an_email_shows_one_letter_of_its_mailbox(address: str) -> None:
    mailbox, _, domain = masks.mask_email(address).rpartition("@")
    assert mailbox in {"***", f"{address[0]}***"}
    assert domain == address.rpartition("@")[2]
