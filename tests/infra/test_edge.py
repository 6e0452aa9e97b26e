"""The TLS edge's file keeps its rules, also where no caddy is installed to run it."""

from __future__ import annotations

import re
from pathlib import Path

from tests.infra.compose_file import services

ROOT = Path(__file__).resolve().parents[2]
TEXT = re.sub(r"^\s*#.*$", "", (ROOT / "infra/edge/Caddyfile").read_text(), flags=re.MULTILINE)


def test_there_is_no_administration_endpoint() -> None:
    assert re.search(r"^\s*admin off$", TEXT, re.MULTILINE)


def test_bodies_are_limited_to_256_kib_and_files_to_20_mib() -> None:
    limits = dict(re.findall(r"request_body (@\w+) \{\s+max_size (\w+)", TEXT))
    assert limits == {"@files": "20MiB", "@rest": "256KiB"}
    matchers = dict(re.findall(r"^\s*(@files|@rest) (.*)", TEXT, re.MULTILINE))
    assert matchers["@rest"] == f"not {matchers['@files']}", "together they match every request"


def test_the_application_s_security_headers_are_left_to_it() -> None:
    assert not re.search("Content-Security-Policy|X-Frame-Options|Permissions-Policy|Referrer-Policy", TEXT)
    assert re.search(r'>Strict-Transport-Security "max-age=31536000"', TEXT), "set, not added"


def test_what_is_told_to_monitoring_stays_inside() -> None:
    assert re.search(r"@inner path .*/metrics.*\n\s*respond @inner 404", TEXT)


def test_every_variable_of_the_file_has_a_default_or_is_set_by_the_compose_file() -> None:
    given = set(services()["edge"]["environment"])
    for name, default in re.findall(r"\{\$(\w+)(:[^}]*)?\}", TEXT):
        assert default or name in given, name
