"""The office's rule files: read, held against a model, each mistake told with its file, line and place."""

import json
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from core.errors import RulesError
from core.ids import digest
from core.settings import Settings
from core.yaml_file import LOADER

SHIPPED: Final = Path(__file__).parent / "rules"
Model = TypeVar("Model", bound=BaseModel)
WORDS: Final = {
    "extra_forbidden": "不认识这一项",
    "missing": "缺少这一项",
    "literal_error": "不是允许的取值",
    "enum": "不认识这一项",
}
"""What pydantic's most frequent complaints are in Chinese."""


class Strict(BaseModel):
    """A part of a rule file; keys it does not know are refused, so that a typing error is seen."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def rule_file(settings: Settings, name: str) -> Path:
    """Return the office's own file of this name where it keeps one, else the one that ships."""
    own = settings.governance / name if settings.governance else None
    return own if own is not None and own.exists() else SHIPPED / name


def effective(settings: Settings) -> dict[str, str]:
    """Return the text of every rule file in force by its name below the folder, as an act can keep it."""
    own = [settings.governance] if settings.governance else []
    names = {p.relative_to(f).as_posix() for f in (SHIPPED, *own) for p in sorted(f.rglob("*.yaml"))}
    return {name: rule_file(settings, name).read_text(encoding="utf-8") for name in sorted(names)}


def with_kept(settings: Settings, kept: Mapping[str, str]) -> Settings:
    """Return settings under which the rule files are those that an act kept.

    They are laid out once in a folder of their own below the home, named by their content.
    """
    said = json.dumps(kept, ensure_ascii=False, sort_keys=True)
    folder = settings.home / "rules" / digest("rules", said, length=16)
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as temporary:
            made = Path(temporary) / "made"
            for name, text in kept.items():
                (made / name).parent.mkdir(parents=True, exist_ok=True)
                (made / name).write_text(text, encoding="utf-8")
            with suppress(OSError):  # another process laid out the same
                made.rename(folder)
    return settings.model_copy(update={"governance": folder})


def read_rules(path: Path, model: type[Model]) -> Model:
    """Read a rule file; RulesError names the file, the line and the place of the first mistakes."""
    try:
        text = path.read_text(encoding="utf-8")
        return model.model_validate(yaml.load(text, Loader=LOADER) or {})
    except OSError as error:
        raise RulesError(f"规则文件 {path} 无法读取：{error.strerror}。") from error
    except yaml.YAMLError as error:
        raise RulesError(f"规则文件 {path} 不是有效的 YAML：{error}") from error
    except ValidationError as error:
        said = "；".join(_complaint(text, e["loc"], e["type"], e["msg"]) for e in error.errors()[:5])
        raise RulesError(f"规则文件 {path} 有误：{said}。") from error


def _complaint(text: str, loc: Sequence[int | str], kind: str, message: str) -> str:
    place = ".".join(str(step) for step in loc if step != "[key]")
    line = _line(yaml.compose(text, Loader=LOADER), loc)
    said = WORDS.get(kind, message.removeprefix("Value error, "))
    return f"第 {line} 行{f' {place}' if place else ''}：{said}"


def _line(node: Any, loc: Sequence[int | str]) -> int:  # noqa: ANN401  # a node of PyYAML
    """Return the line of a place, or of the nearest thing around it that the file holds; counted from 1."""
    found = int(node.start_mark.line) + 1 if node is not None else 1
    for step in loc:
        if isinstance(node, yaml.MappingNode):
            pairs = [(k, v) for k, v in node.value if str(k.value) == str(step)]
            if not pairs:
                return found
            found, node = int(pairs[0][0].start_mark.line) + 1, pairs[0][1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            found = int(node.start_mark.line) + 1
        else:
            return found
    return found
