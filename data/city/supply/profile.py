"""A noise profile: how untidy the supplied files are, read from YAML and checked."""

from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from core.errors import SettingsError

NOISE = Path(__file__).parents[1] / "noise"
COMMITTED = ("development", "final", "contradictory")
Rate = Annotated[float, Field(ge=0, le=1)]
Source = Literal["registry", "tax", "coded", "name_only", "town"]


class Strict(BaseModel):
    """A model that refuses keys it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class NameNoise(Strict):
    """How one kind of source types names: shares of (what is named, unit, role), and of rows for `slip`."""

    rate: Rate  # typed otherwise than in full, by habit
    former: Rate  # of those that had another name once: still written so
    slip: Rate  # of rows: one more typing error, this once
    mix: dict[str, float]  # kind → weight within `rate`


class CodeNoise(Strict):
    """How codes are mistyped; shares of (what is named, unit, role)."""

    lower: Rate = 0
    space: Rate = 0
    confused: Rate = 0  # O for 0, I for 1
    corrupt: Rate = 0  # one character wrong
    missing: Rate = 0  # where the field may be empty
    old15: Rate = 0  # the 15-digit tax number of before 2015


class OrgCodeForms(Strict):
    """In which length 组织机构代码 arrives; shares that sum to 1."""

    plain9: Rate
    hyphen10: Rate
    uscc18: Rate


class PersonNoise(Strict):
    """Shares of person names typed with a space or a homophone."""

    space: Rate
    homophone: Rate


class Shares(Strict):
    """One rate."""

    rate: Rate


class EvidenceNoise(Strict):
    """What happens to phones and addresses; shares of rows."""

    phone_dirty: Rate
    phone_missing: Rate
    address_short: Rate
    address_missing: Rate


class RowNoise(Strict):
    """Faults of single rows; shares of rows. The last four make a row that must be refused."""

    duplicate: Rate
    fullwidth: Rate
    number_text: Rate
    bad_date: Rate
    bad_number: Rate
    missing_required: Rate
    excel_code: Rate


class DeliveryNoise(Strict):
    """Shares of files that come late, twice, or again with corrections; of routine ones that never come."""

    late: Rate
    missing: Rate = 0.0
    repeated: Rate
    corrected: Rate


class Contradictions(Strict):
    """Contradictions planted in cells that pass validation; shares of rows. None by default."""

    code_bad: Rate = 0
    code_other_firm: Rate = 0
    code_unregistered: Rate = 0
    code_two_names: Rate = 0
    closed_active: Rate = 0
    town_differs: Rate = 0
    date_order: Rate = 0
    date_ahead: Rate = 0
    date_before_opening: Rate = 0
    amount_negative: Rate = 0
    amount_scale: Rate = 0
    name_two_codes: Rate = 0


class NoiseProfile(Strict):
    """Everything that makes the files untidy; `salt` gives each profile draws of its own."""

    title: str
    salt: str
    names: dict[Source, NameNoise]
    persons: PersonNoise
    projects: Shares
    buildings: Shares
    codes: dict[Literal["registry", "tax", "coded", "town"], CodeNoise]
    org_codes: OrgCodeForms
    evidence: EvidenceNoise
    rows: RowNoise
    deliveries: DeliveryNoise
    contradictions: Contradictions = Contradictions()


def read_profile(name: str) -> NoiseProfile:
    """Read a committed profile (`development`, `final`, `contradictory`) or a YAML file.

    A file with `like` is that profile with some parts replaced. Raises SettingsError.
    """
    path = NOISE / f"{name}.yaml" if name in COMMITTED else Path(name)
    try:
        held = yaml.safe_load(path.read_text(encoding="utf-8"))
        if "like" in held:
            return read_profile(held.pop("like")).model_copy(update=_parts(held))
        return NoiseProfile.model_validate(held)
    except (OSError, yaml.YAMLError, ValueError) as error:
        raise SettingsError(f"噪声设置 {path} 无法读取：{error}") from error


def _parts(held: dict[str, Any]) -> dict[str, Any]:
    """Return the parts of a profile that a file replaces, each checked."""
    known = NoiseProfile.model_fields
    if unknown := sorted(set(held) - set(known)):
        raise ValueError(f"unknown {unknown}")
    return {k: TypeAdapter[Any](known[k].annotation or object).validate_python(v) for k, v in held.items()}
