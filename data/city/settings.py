"""What makes one synthetic city: its size, its seed, its months."""

import re
from functools import cached_property

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, field_validator


class CitySettings(BaseModel):
    """Size, seed and months of a synthetic city; the same settings always make the same city."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    enterprises: int = Field(3000, ge=300, description="market entities of the city, 个体工商户 included")
    seed: int = 20230521
    months: str = "2020-01..2023-04"

    @field_validator("months")
    @classmethod
    def check_months_are_a_range(cls, value: str) -> str:
        """Months read `2020-01..2023-04`, the first not after the last."""
        match = re.fullmatch(r"(\d{4}-(?:0[1-9]|1[0-2]))\.\.(\d{4}-(?:0[1-9]|1[0-2]))", value)
        if not match or match[1] > match[2]:
            raise ValueError("月份范围应写成 2020-01..2023-04")
        return value

    @cached_property
    def first(self) -> pd.Period:
        """The first month."""
        return pd.Period(self.months[:7], "M")

    @cached_property
    def last(self) -> pd.Period:
        """The last month."""
        return pd.Period(self.months[9:], "M")

    @cached_property
    def periods(self) -> list[str]:
        """Every month, as text."""
        return [str(p) for p in pd.period_range(self.first, self.last, freq="M")]

    @cached_property
    def years(self) -> list[str]:
        """Every year of which at least one month is inside."""
        return sorted({p[:4] for p in self.periods})

    @cached_property
    def quarters(self) -> list[str]:
        """Every quarter that ends inside the range."""
        return [f"{p[:4]}-Q{int(p[5:]) // 3}" for p in self.periods if int(p[5:]) % 3 == 0]
