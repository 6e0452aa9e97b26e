"""Settings of one installation, read once from the environment."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final, Literal
from urllib.parse import urlsplit

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from backend.platform.embedded.faults import PairFault
from backend.platform.files.scanning import Scanner

MAIL_PORT = 8025
_SWITCH: Final = (" 0 或 1", "0 or 1")
_PORT: Final = (" 65535 以内的端口号", "a port up to 65535")
_SHAPES: Final[dict[str, tuple[str, str]]] = {
    "STARTRAIL_CLAMD": ("“主机:端口”或套接字的绝对路径", "host:port or the absolute path of a socket"),
    "PORT": _PORT,
    "STARTRAIL_MAIL_PORT": _PORT,
    "STARTRAIL_SMTP_PORT": _PORT,
    "STARTRAIL_SMTP_SECURITY": ("starttls、tls 或 none", "starttls, tls or none"),
    "STARTRAIL_DEMO": _SWITCH,
    "STARTRAIL_FREE_DOCUMENTS": _SWITCH,
    "STARTRAIL_DEMO_SIZE": ("不小于 50 的整数", "a whole number from 50 on"),
    "STARTRAIL_POOL": ("正整数", "a whole number above 0"),
}
"""How values are written, in both languages."""


class Settings(BaseSettings):
    """What an operator may set; every name is an environment variable.

    Source: the table of commands and addresses in README.md and docs/operations.md.
    """

    model_config = SettingsConfigDict(extra="ignore", populate_by_name=True)

    data_dir: Path = Field(Path(".startrail"), alias="STARTRAIL_DATA")
    key_file: Path | None = Field(None, alias="STARTRAIL_KEYFILE")
    files_folder: Path | None = Field(None, alias="STARTRAIL_FILES")
    clamd: str | None = Field(None, alias="STARTRAIL_CLAMD")
    database_url: str | None = Field(None, alias="DATABASE_URL")
    redis_url: str | None = Field(None, alias="REDIS_URL")
    host: str = Field("127.0.0.1", alias="HOST")
    port: int = Field(8000, alias="PORT", ge=1, le=65535)
    demo: bool = Field(True, alias="STARTRAIL_DEMO")
    demo_size: int = Field(5000, alias="STARTRAIL_DEMO_SIZE", ge=50)
    demo_password: str | None = Field(None, alias="STARTRAIL_DEMO_PASSWORD")
    public_url: str | None = Field(None, alias="STARTRAIL_URL")
    trusted_proxies: str = Field("127.0.0.1", alias="STARTRAIL_TRUSTED_PROXIES")
    mail_port: int | None = Field(None, alias="STARTRAIL_MAIL_PORT", ge=0, le=65535)
    mail_host: str = Field("127.0.0.1", alias="STARTRAIL_MAIL_HOST")
    mail_domain_set: str | None = Field(None, alias="STARTRAIL_MAIL_DOMAIN")
    smtp_host: str | None = Field(None, alias="STARTRAIL_SMTP_HOST")
    smtp_port: int = Field(587, alias="STARTRAIL_SMTP_PORT", ge=1, le=65535)
    smtp_security: Literal["starttls", "tls", "none"] = Field("starttls", alias="STARTRAIL_SMTP_SECURITY")
    smtp_user: str | None = Field(None, alias="STARTRAIL_SMTP_USER")
    smtp_password: str | None = Field(None, alias="STARTRAIL_SMTP_PASSWORD", repr=False)
    mail_from: str | None = Field(None, alias="STARTRAIL_MAIL_FROM")
    pool_size: int = Field(10, alias="STARTRAIL_POOL", ge=1)
    free_documents: bool = Field(False, alias="STARTRAIL_FREE_DOCUMENTS")
    log_level: str = Field("INFO", alias="STARTRAIL_LOG")

    @property
    def master_key_path(self) -> Path:
        """Where the master key lies; backups never contain it."""
        return self.key_file or self.data_dir / "keys" / "master.key"

    @property
    def files_dir(self) -> Path:
        """Where the sealed files of all firms lie; all processes of an installation share it."""
        return self.files_folder or self.data_dir / "files"

    @property
    def mail_listens(self) -> int:
        """The port at which mail is received, 0 for none; by default only in demo mode."""
        return self.mail_port if self.mail_port is not None else MAIL_PORT if self.demo else 0

    @property
    def mail_domain(self) -> str:
        """What stands behind the @ of the addresses at which mail is received."""
        host = urlsplit(self.public_url or "").hostname
        return (self.mail_domain_set or host or "localhost").lower()

    @property
    def sends_mail(self) -> bool:
        """Whether mails go out: a server and an address they come from are named."""
        return bool(self.smtp_host and self.mail_from)

    @property
    def site_url(self) -> str:
        """What links in messages begin with."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def scanner(self) -> Scanner | None:
        """What looks for viruses in files that are sent up. Raises PairFault(BAD_SETTING) for a wrong address."""
        if not self.clamd:
            return None
        try:
            return Scanner.at(self.clamd)
        except ValueError as fault:
            raise _bad_settings("STARTRAIL_CLAMD") from fault

    @property
    def behind_tls(self) -> bool:
        """Whether browsers reach us by HTTPS, so that cookies may be `Secure`."""
        return (self.public_url or "").startswith("https://")


@cache
def settings() -> Settings:
    """The settings of this process; `settings.cache_clear()` reads the environment again.

    Raises PairFault(BAD_SETTING) naming every variable whose value is none.
    """
    try:
        return Settings()
    except ValidationError as fault:
        raise _bad_settings(*(str(each["loc"][0]) for each in fault.errors())) from None


def _bad_settings(*names: str) -> PairFault:
    """The variables by name alone: a value may be a password."""
    shapes = [(name, *_SHAPES[name]) for name in names if name in _SHAPES]
    zh = "".join(f"{name} 须写作{shape}。" for name, shape, _ in shapes)
    en = "".join(f" {name} is written as {shape}." for name, _, shape in shapes)
    return PairFault(
        "BAD_SETTING",
        zh=f"环境变量 {'、'.join(names)} 的值无效。{zh}说明见 docs/operations.md。",
        en=f"The environment has no valid value for {', '.join(names)}.{en} See docs/operations.md.",
    )
