"""Every setting of the product, read from `CHANYE_*` variables and documented in docs/settings.md."""

import os
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from core.errors import SettingsError


def default_cache() -> Path:
    """Where downloads are kept between checkouts: the user's cache folder (XDG Base Directory)."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "chanye"


class Settings(BaseSettings):
    """All settings; each has a default that serves one machine with one city."""

    model_config = SettingsConfigDict(env_prefix="CHANYE_", extra="ignore")

    home: Path = Field(
        Path("var"), description="Everything the running product writes goes below this folder."
    )
    cache: Path = Field(
        default_factory=default_cache, description="Downloads shared by all checkouts of a user."
    )
    ledger_url: str | None = Field(
        None, description="SQLAlchemy URL of the ledger; by default SQLite in the home folder."
    )
    ledger_password_file: Path | None = Field(
        None, description="File that holds the password of the ledger's database user."
    )
    neo4j_uri: str | None = Field(
        None, description="Bolt address of a Neo4j that runs elsewhere; unset: chanye starts its own."
    )
    neo4j_user: str = Field("neo4j", description="User name at Neo4j.")
    neo4j_password: SecretStr | None = Field(None, description="Password at a Neo4j that runs elsewhere.")
    neo4j_password_file: Path | None = Field(None, description="File that holds that password.")
    neo4j_port: int = Field(
        7687, ge=0, le=65535, description="Bolt port of the managed Neo4j; 0 takes a free one."
    )
    neo4j_heap: str = Field("1g", description="Java heap of the managed Neo4j.")
    neo4j_page_cache: str = Field("512m", description="Page cache of the managed Neo4j.")
    neo4j_start_seconds: int = Field(120, description="How long to wait for the managed Neo4j to answer.")
    maven_base: str | None = Field(
        None, description="Base address of a mirror of Maven Central for Neo4j's jars (set-up only)."
    )
    host: str = Field("127.0.0.1", description="Address the web server listens on.")
    port: int = Field(8000, ge=0, le=65535, description="Port of the web server; 0 takes a free one.")
    session_idle_minutes: int = Field(
        30, ge=1, description="A signed-in browser that does nothing for so long must sign in again."
    )
    session_hours: int = Field(
        12, ge=1, description="A sign-in ends after so many hours, however busy the browser is."
    )
    cookie_secure: bool = Field(
        False, description="Send cookies over https only; set it where a proxy in front speaks https."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="What is logged.")
    log_format: Literal["text", "json"] = Field("text", description="How a log line looks.")
    threads: int = Field(0, ge=0, description="Threads of DuckDB; 0 takes what the machine has.")
    memory: str = Field("6GB", description="Memory limit of DuckDB.")
    seed: int = Field(20230521, description="Seed of everything that draws at random.")
    city: str = Field("晋江市", description="The city whose catalogue, towns and chains are loaded.")
    office: str = Field("产业信息综合管理服务平台建设领导小组办公室", description="Who signs reports.")
    chains: Path | None = Field(
        None, description="Folder of the city's own chain templates; unset: those that ship (docs/chains.md)."
    )

    governance: Path | None = Field(
        None,
        description="Folder of the office's own calendar.yaml, score.yaml, holidays/; unset: those shipped "
        "(docs/governance.md).",
    )

    @property
    def lake(self) -> Path:
        """Folder of the Parquet lake."""
        return self.home / "lake"

    @property
    def resolved(self) -> Path:
        """Folder of the resolved tables, one folder a run."""
        return self.home / "resolved"

    @property
    def graph(self) -> Path:
        """Folder of the managed Neo4j homes."""
        return self.home / "graph"

    @property
    def rejects(self) -> Path:
        """Folder of the reject sheets that go back to their suppliers."""
        return self.home / "rejects"

    @property
    def secrets(self) -> Path:
        """Folder of generated passwords, readable by its owner alone."""
        return self.home / "secrets"


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """Return the settings of this process, read once; SettingsError names each variable that is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        wrong = "；".join(f"CHANYE_{str(e['loc'][0]).upper()}：{e['msg']}" for e in error.errors())
        raise SettingsError(f"设置有误：{wrong}。", advice="各项设置见 docs/settings.md。") from error
