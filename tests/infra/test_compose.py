"""The compose file keeps its rules: what restarts, what is watched, what is open, where secrets lie."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import pytest

from tests.infra.compose_file import COMPOSE, ROOT, compose, services

ENDS_BY_ITSELF = {"migrate"}
NO_HTTP = {"migrate", "worker"}
SERVICES = pytest.mark.parametrize("name", sorted(services()))


@SERVICES
def test_a_service_comes_back_after_a_crash(name: str) -> None:
    expected = "on-failure:5" if name in ENDS_BY_ITSELF else "unless-stopped"
    assert services()[name]["restart"] == expected


@SERVICES
def test_a_service_is_watched(name: str) -> None:
    check = services()[name]["healthcheck"]
    if name in NO_HTTP:
        # The image's own check asks the HTTP port, which these two do not have.
        assert check == {"disable": True}
    else:
        assert check["test"][0] in {"CMD", "CMD-SHELL"}
        assert {"interval", "timeout", "retries"} <= set(check)


@SERVICES
def test_a_service_has_no_privileges(name: str) -> None:
    service = services()[name]
    assert "no-new-privileges:true" in service["security_opt"]
    assert not {"privileged", "network_mode", "pid", "ipc", "devices"} & set(service)
    assert "docker.sock" not in str(service)
    if name != "postgres":  # its image changes to its own user by itself and needs rights to do so
        assert service["cap_drop"] == ["ALL"]
        assert service["read_only"] is True


@SERVICES
def test_an_image_names_a_version(name: str) -> None:
    image = services()[name]["image"]
    repository, _, tag = image.partition(":")
    assert re.match(r"\d", tag), image
    assert "." not in repository.split("/", maxsplit=1)[0], "no address of a registry"


def test_the_image_carries_the_version_of_the_project() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert {s["image"] for s in services().values() if s["image"].startswith("startrail:")} == {
        f"startrail:{version}"
    }


@SERVICES
def test_passwords_come_as_files(name: str) -> None:
    for variable, value in services()[name].get("environment", {}).items():
        if (
            re.search(r"PASSWORD|SECRET|TOKEN|KEY|_URL$|REDIS|DATABASE", variable)
            and variable != "STARTRAIL_URL"
        ):
            assert variable.endswith("_FILE"), variable
            assert value.startswith("/run/secrets/")


def test_every_secret_is_a_file_outside_the_repository_and_is_made_by_the_script() -> None:
    script = (COMPOSE.parent / "make-secrets").read_text()
    ignored = (COMPOSE.parent / ".gitignore").read_text().split()
    for name, secret in compose()["secrets"].items():
        assert secret == {"file": f"./secrets/{name}"}
        assert name in script
    assert "secrets/" in ignored


def test_every_secret_a_service_reads_is_given_to_it() -> None:
    for name, service in services().items():
        read = set(re.findall(r"/run/secrets/(\w+)", str(service)))
        assert read <= set(service.get("secrets", [])), name


def test_only_the_edge_is_open_mail_only_to_its_machine_and_the_servers_have_no_way_out() -> None:
    assert {name for name, s in services().items() if "ports" in s} == {"edge", "mail"}
    assert services()["mail"]["ports"] == ["${STARTRAIL_MAIL_AT:-127.0.0.1:8025}:8025"]
    assert compose()["networks"]["inner"] == {"internal": True}
    assert {name for name, s in services().items() if "front" in s["networks"]} == {"api", "edge", "mail"}


def test_api_and_worker_start_after_the_migration() -> None:
    for name in ("api", "worker", "mail", "backup"):
        assert services()[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}


def test_readiness_and_not_only_life_decides_about_the_api() -> None:
    assert "/readyz" in str(services()["api"]["healthcheck"])


def test_postgres_keeps_its_data_where_its_image_writes() -> None:
    # Since 18 the image writes to /var/lib/postgresql/18/docker; a volume at .../data would lose everything.
    assert "postgres:/var/lib/postgresql" in services()["postgres"]["volumes"]


def test_every_named_volume_is_declared_and_every_mounted_file_is_there() -> None:
    for service in services().values():
        for volume in service["volumes"]:
            source = volume.split(":")[0]
            if source.startswith("../"):
                assert (COMPOSE.parent / source).exists(), source
            elif re.fullmatch(r"[\w-]+", source):
                assert source in compose()["volumes"], source


def test_the_example_names_every_variable_and_no_other() -> None:
    example = (COMPOSE.parent / "example.env").read_text()
    named = set(re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE))
    assert named == set(re.findall(r"\$\{([A-Z_]+)[:?}-]", COMPOSE.read_text()))
    assert not re.search(r"PASSWORD|SECRET|TOKEN", " ".join(named))


def _environment(name: str) -> dict[str, Any]:
    found: dict[str, Any] = services()[name]["environment"]
    return found


def test_the_product_knows_that_browsers_reach_it_by_https() -> None:
    for name in ("api", "worker"):
        assert _environment(name)["STARTRAIL_URL"].startswith("https://${STARTRAIL_SITE")
