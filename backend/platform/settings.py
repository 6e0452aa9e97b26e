"""Settings of one installation, read once from the environment."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from backend.platform.files.scanning import Scanner

MAIL_PORT = 8025


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
    def scanner(self) -> Scanner | None:
        """What looks for viruses in files that are sent up. Raises ValueError for an address that is none."""
        return Scanner.at(self.clamd) if self.clamd else None

    @property
    def behind_tls(self) -> bool:
        """Whether browsers reach us by HTTPS, so that cookies may be `Secure`."""
        return (self.public_url or "").startswith("https://")


@cache
def settings() -> Settings:
    """The settings of this process; `settings.cache_clear()` reads the environment again."""
    return Settings()
