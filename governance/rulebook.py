"""The office's rule files: read, held against a model, each mistake told with its file, line and place."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from core.errors import RulesError
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
