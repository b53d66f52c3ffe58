"""What is pulled from where: the installation's sources.yaml, checked when it is read."""

from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import Field, field_validator
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from core.errors import NotFoundError, RulesError
from core.settings import Settings
from governance.rulebook import Strict, read_rules
from ingest.contract import Catalogue

FILE: Final = "sources.yaml"
LARGEST: Final = 512 << 20  # bytes that one source may bring at a time


class Feed(Strict):
    """What every source says: its data set, and the town where a town supplies it."""

    dataset: str
    supplier: str | None = None


class View(Feed):
    """A table or view of a database; `period_column` holds the period as the catalogue writes it."""

    kind: Literal["database"]
    url: str
    password_file: Path | None = None
    view: str
    period_column: str | None = None

    @property
    def by_period(self) -> bool:
        """Whether it can be asked for one period."""
        return self.period_column is not None

    @field_validator("url")
    @classmethod
    def _names_a_database_and_no_password(cls, url: str) -> str:
        try:
            parsed = make_url(url)
        except ArgumentError as error:
            raise ValueError("数据库地址写法不对，应为 postgresql+psycopg://用户@主机/库") from error
        if parsed.password is not None or {"password", "passwd", "pwd"} & parsed.query.keys():
            raise ValueError("地址里不要写口令，请写在 password_file 指的文件里")
        return url


class Address(Feed):
    """An address that answers with a file; {period} in it or in `query` stands for the period asked for."""

    kind: Literal["http"]
    url: Annotated[str, Field(pattern=r"^https?://")]
    query: dict[str, str] = Field(default_factory=dict)
    token_file: Path | None = None
    ca_file: Path | None = None
    file_name: str | None = None
    seconds: Annotated[int, Field(ge=1, le=3600)] = 120

    @property
    def by_period(self) -> bool:
        """Whether it can be asked for one period."""
        return any("{period}" in text for text in (self.url, *self.query.values()))


class Sources(Strict):
    """All sources of an installation, by name."""

    sources: dict[str, Annotated[View | Address, Field(discriminator="kind")]]


def read_sources(settings: Settings, catalogue: Catalogue, path: Path | None = None) -> Sources:
    """Read the sources; NotFoundError without the file, RulesError for a mistake or an unknown data set."""
    file = path or settings.home / FILE
    if not file.exists():
        raise NotFoundError(
            f"没有来源文件 {file}", advice="请按 docs/governance.md 写好要取的数据库视图或网址，再执行。"
        )
    found = read_rules(file, Sources)
    for name, source in found.sources.items():
        if source.dataset not in catalogue.datasets:
            raise RulesError(
                f"来源文件 {file} 有误：来源 {name} 的数据集“{source.dataset}”不在数据目录中。",
                advice="请用 chanye catalogue list 查看数据集的键。",
            )
    return found


def secret(path: Path | None, name: str) -> str | None:
    """Return what a file holds, without the line's end; RulesError where it cannot be read."""
    if path is None:
        return None
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise RulesError(f"来源 {name} 的口令文件 {path} 无法读取：{error.strerror}。") from error
