"""What people read for panel evidence: captions of its pieces and levels (captions.yaml)."""

from functools import lru_cache
from pathlib import Path
from typing import Final

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from core.errors import SettingsError
from core.yaml_file import read_yaml
from ingest.contract import load_catalogue

PATH: Final = Path(__file__).with_name("captions.yaml")


class Evidence(BaseModel):
    """One piece of evidence: its caption, what each of its levels means, and its kinds of values if any."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    caption: str
    levels: dict[str, str]
    kinds: dict[str, str] = {}


@lru_cache(maxsize=1)
def evidences() -> dict[str, Evidence]:
    """Read and check the captions, by piece of evidence."""
    try:
        return {name: Evidence.model_validate(e) for name, e in read_yaml(PATH).items()}
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise SettingsError(f"{PATH.name} 有误：{error}") from error


def told(dataset: str, evidence: str, level: str) -> tuple[str, str]:
    """Return the captions of a piece of evidence and of its level; what is not known is returned as it is.

    `dataset` is a key of the catalogue or a kind of shared values, empty where the evidence is of neither.
    """
    known = evidences().get(evidence)
    if known is None:
        return f"{evidence} {dataset}".strip(), level
    return known.caption.format(**_names(dataset), kind=known.kinds.get(dataset, dataset)), known.levels.get(
        level, level
    )


def _names(dataset: str) -> dict[str, str]:
    spec = load_catalogue().datasets.get(dataset)
    if spec is None:
        return {"dataset": dataset, "since": ""}
    since = spec.series.since if spec.series is not None else None
    return {"dataset": spec.label, "since": spec.field(since).label if since else ""}
