"""A small clean city made by hand, to try the supply side without the world."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from data.city.frame import Frame
from data.city.supply.plan import is_first
from ingest.contract import DatasetSpec, FieldSpec, FieldType, Part, load_catalogue

PLACES = ("晋江市", "福建省晋江市", "晋江", "泉州市", "福建")
CORES = (
    "恒盛鞋业",
    "新隆达服饰",
    "华景（福建）体育用品",
    "三六一度鞋材",
    "金鑫源纺织",
    "361度童装",
    "陈埭丰利制鞋",
    "百佳建材",
    "ABC电子科技",
)
FORMS = ("有限公司", "有限责任公司", "股份有限公司", "厂", "商行", "（集团）有限公司")
NOTHING = {("cross_region_tax", "2023-05"), ("land_grant", "2023-05"), ("land_allocation", "2023-06")}
PEOPLE = ("王伟", "陈志强", "林丽", "吴金兴", "许鸿福")


def firms(count: int) -> pd.DataFrame:
    """Return `count` firms: true_id, name, code."""
    n = np.arange(count)
    names = [
        PLACES[i % 5] + CORES[i % 9][:2] + "甲乙丙丁戊己庚辛"[i // 7 % 8] + "天地玄黄宇宙洪荒"[i // 56 % 8]
        + CORES[i % 9][2:] + FORMS[i // 3 % 6]
        for i in n
    ]  # fmt: skip
    codes = [f"9135058{2 + i % 7}{70000000 + i * 37:08d}{i % 10}{'ABCDEFGH5'[i % 9]}" for i in n]
    return pd.DataFrame({"true_id": [f"e{i:06d}" for i in n], "name": names, "code": codes})


def entities(table: pd.DataFrame) -> pd.DataFrame:
    """Return what `World.entities()` gives."""
    return table.assign(kind="ent", registered=True)[["true_id", "kind", "code", "name", "registered"]]


def variants(table: pd.DataFrame) -> pd.DataFrame:
    """Return what `World.name_variants` gives: every fourth had another name, every fifth has a short one."""
    former = table.iloc[::4]
    short = table.iloc[::5]
    return pd.concat(
        [
            former.assign(kind="former", name="晋江" + former["true_id"].str[-4:] + "旧名鞋厂"),
            short.assign(kind="short", name=short["name"].str[2:6]),
        ]
    )[["true_id", "kind", "name"]].reset_index(drop=True)


def cell_values(spec: FieldSpec, size: int, period: str, who: pd.DataFrame, draw: np.random.Generator) -> Any:  # noqa: ANN401
    """Return clean values of one field."""
    year, month = int(period[:4]), int(period[5:]) if len(period) == 7 and "Q" not in period else 3
    match spec.part, spec.type:
        case (Part.NAME, _) if spec.entity == "enterprise":
            return who["name"].to_numpy(dtype=object)
        case Part.CODE, _:
            return who["code"].to_numpy(dtype=object)
        case Part.ORG_CODE, _:
            return who["code"].str[8:17].to_numpy(dtype=object)
        case Part.PERSON, _:
            return np.array(PEOPLE, dtype=object)[draw.integers(0, 5, size)]
        case _, FieldType.DATE:
            return pd.Series(
                pd.Timestamp(year, month, 1) + pd.to_timedelta(draw.integers(0, 28, size), unit="D")
            )
        case _, FieldType.MONEY | FieldType.AREA | FieldType.DECIMAL:
            return np.round(draw.normal(200_000, 150_000, size), 2)
        case _, FieldType.INTEGER:
            return draw.integers(1, 500, size)
        case _, FieldType.MONTH:
            return [f"{year}-{month:02d}"] * size
        case _, FieldType.QUARTER:
            return [f"{year}-Q{(month + 2) // 3}"] * size
        case _, FieldType.YEAR:
            return [str(year)] * size
        case _, FieldType.PHONE:
            return [f"138059{i:05d}" for i in draw.integers(0, 99999, size)]
        case Part.ADDRESS, _:
            return [f"福建省泉州市晋江市陈埭镇华景路{i}号" for i in draw.integers(1, 999, size)]
        case _:
            return [f"{spec.label}{i}" for i in draw.integers(0, 50, size)]


def frame(spec: DatasetSpec, period: str, supplier: str, rows: int, table: pd.DataFrame) -> Frame:
    """Return one clean frame of a data set; the last rows of some roles name two firms."""
    draw = np.random.default_rng([sum(map(ord, spec.key + period + supplier))])
    columns: dict[str, Any] = {}
    picked = {
        f.role: table.iloc[draw.integers(0, len(table), rows)].reset_index(drop=True)
        for f in spec.fields
        if f.role
    }
    for f in spec.fields:
        if not f.splits_into:
            columns[f.key] = cell_values(f, rows, period, picked.get(f.role or "", table[:rows]), draw)
    result = pd.DataFrame(columns)
    for f in spec.fields:
        if f.entity == "enterprise" and f.part is Part.NAME and f.role:
            ids = picked[f.role]["true_id"]
            if f.role in ("中标单位", "权利人"):
                names = [[n, table["name"][0]] if i % 7 == 3 else n for i, n in enumerate(result[f.key])]
                both = [[n, table["true_id"][0]] if i % 7 == 3 else n for i, n in enumerate(ids)]
                result[f.key], ids = pd.Series(names, dtype=object), pd.Series(both, dtype=object)
            result[f"_id:{f.role}"] = ids
    return Frame(spec.key, result.assign(_period=period, _supplier=supplier))


def periods_of(spec: DatasetSpec, months: list[str]) -> list[str]:
    """Return the periods of a data set within these months."""
    if spec.frequency == "monthly":
        return [
            m
            for m in months
            if spec.first_period != "stock" or not is_first(spec, m) or m == months[-1] or m == "2023-04"
        ]
    if spec.frequency == "quarterly":
        return [f"{m[:4]}-Q{int(m[5:]) // 3}" for m in months if int(m[5:]) % 3 == 0]
    years = sorted({m[:4] for m in months if m <= "2022-12"})
    return years[-1:] if spec.first_period == "stock" else years


def views(table: pd.DataFrame, months: list[str], rows: int) -> dict[str, Callable[[], Iterator[Frame]]]:
    """Return frames for every data set of the catalogue, in period order."""
    catalogue = load_catalogue()

    def frames(spec: DatasetSpec) -> Iterator[Frame]:
        unit = catalogue.unit_of(spec.key)
        for period in periods_of(spec, months):
            for supplier in unit.suppliers or (unit.name,):
                if (spec.key, period) not in NOTHING:
                    yield frame(spec, period, supplier, rows, table)

    return {key: partial(frames, spec) for key, spec in catalogue.datasets.items()}
