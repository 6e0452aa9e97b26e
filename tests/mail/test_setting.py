"""Where mail is taken in, as the settings and the doctor tell it."""

from __future__ import annotations

import socket

import pytest

from backend.commands import machine_checks
from backend.commands.findings import State
from backend.platform.settings import Settings
from tests.mail.posting import Post

URL = "https://crm.example.com"


@pytest.mark.parametrize(
    ("given", "port"),
    [
        ({}, 8025),
        ({"STARTRAIL_DEMO": "0"}, 0),
        ({"STARTRAIL_MAIL_PORT": "0"}, 0),
        ({"STARTRAIL_DEMO": "0", "STARTRAIL_MAIL_PORT": "25"}, 25),
    ],
)
def test_mail_is_taken_in_with_the_demo_firm_or_where_it_is_said(given: dict[str, str], port: int) -> None:
    assert Settings(**given).mail_listens == port  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "domain"),
    [
        ({}, "localhost"),
        ({"STARTRAIL_URL": "https://CRM.example.com:444"}, "crm.example.com"),
        ({"STARTRAIL_URL": URL, "STARTRAIL_MAIL_DOMAIN": "in.example.com"}, "in.example.com"),
        ({"STARTRAIL_URL": URL, "STARTRAIL_MAIL_DOMAIN": ""}, "crm.example.com"),
    ],
)
def test_addresses_end_with_the_host_people_type_or_what_is_said(given: dict[str, str], domain: str) -> None:
    assert Settings(**given).mail_domain == domain  # type: ignore[arg-type]


async def test_the_doctor_tells_who_listens_at_the_port_for_mail(post: Post) -> None:
    def found(port: int) -> str:
        return machine_checks.check_mail(Settings(STARTRAIL_MAIL_PORT=port)).state

    assert await post.talk(lambda _smtp: found(post.port)) == State.OK
    assert found(0) == State.OK
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        assert found(other.getsockname()[1]) == State.WARNING
        other.listen()
