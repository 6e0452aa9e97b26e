"""Regions: every form in which people write a province or city finds its code."""

import pytest

from backend.systemize.regions import (
    cities,
    cities_of,
    city_code_of,
    place_prefix_of,
    province_code_of,
    provinces,
)


@pytest.mark.parametrize(
    ("text", "province", "city"),
    [
        ("上海", "31", "3101"),
        ("上海市", "31", "3101"),
        ("沪", "31", None),
        ("Shanghai", "31", "3101"),
        ("31", "31", None),
        ("3101", "31", "3101"),
        ("310115", "31", "3101"),
        ("内蒙古", "15", None),
        ("内蒙古自治区", "15", None),
        ("Inner Mongolia", "15", None),
        ("广西壮族自治区", "45", None),
        ("廣東", "44", None),
        ("Shanxi", "14", None),
        ("Shaanxi", "61", None),
        ("杭州", "33", "3301"),
        ("杭州市", "33", "3301"),
        ("浙江省杭州市西湖区文三路", "33", "3301"),
        ("广东 深圳", "44", "4403"),
        ("吉林", "22", "2202"),
        ("海南", "46", None),
        ("海南藏族自治州", "63", "6325"),
        ("昆山", "32", "3205"),
        ("浦东新区", "31", "3101"),
        ("恩施", "42", "4228"),
        ("Xi'an", "61", "6101"),
        ("Changzhi", "14", "1404"),
        ("香港", "81", None),
        ("Suzhou", None, None),
        ("朝阳区", None, None),
        ("火星", None, None),
        ("99", None, None),
        ("", None, None),
    ],
)
def test_places_are_recognised(text: str, province: str | None, city: str | None) -> None:
    assert province_code_of(text) == province
    assert city_code_of(text) == city


def test_a_province_decides_between_cities_of_one_name() -> None:
    assert city_code_of("Suzhou", "32") == "3205"
    assert city_code_of("Suzhou", "34") == "3413"
    assert city_code_of("上海市", "32") is None
    assert city_code_of("3101", "32") is None


def test_every_name_finds_its_own_code() -> None:
    for province in provinces().values():
        for form in (province.code, province.name, province.zh, province.abbreviation, province.en):
            assert province_code_of(form) == province.code
    for city in cities().values():
        assert city_code_of(city.code) == city.code
        assert city_code_of(city.name, city.province_code) == city.code
        assert city_code_of(city.zh, city.province_code) == city.code
        assert city_code_of(city.en, city.province_code) == city.code
        if city.code != "5002":  # the counties of Chongqing are no city that an address names
            assert city_code_of(provinces()[city.province_code].name + city.name) == city.code


def test_every_city_lies_in_a_known_province() -> None:
    assert len(provinces()) == 34
    assert {city.province_code for city in cities().values()} <= set(provinces())
    assert [city.code for city in cities_of("31")] == ["3101"]
    assert cities_of("00") == []


def test_the_place_before_an_address_ends_with_the_city() -> None:
    assert place_prefix_of("浙江省杭州市西湖区") == "浙江省杭州市"
    assert place_prefix_of("杭州市西湖区") == "杭州市"
    assert place_prefix_of("上海市上海市浦东新区") == "上海市"
    assert place_prefix_of("某地") == ""
