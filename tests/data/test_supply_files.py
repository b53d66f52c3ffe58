import csv
import re
import zipfile
from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from data.city.settings import CitySettings
from data.city.supply.deliver import deliver
from data.city.supply.profile import NoiseProfile, read_profile
from ingest.contract import load_catalogue
from tests.data.supply_city import entities, firms, variants, views
from tests.data.supply_reading import Rows, read_all

pytestmark = pytest.mark.slow

MONTHS = "2022-11..2023-06"


def quiet(profile: NoiseProfile) -> NoiseProfile:
    """Names and codes as they are; every other fault stays, and rows and files go wrong more often."""
    names = {k: v.model_copy(update={"rate": 0, "former": 0, "slip": 0}) for k, v in profile.names.items()}
    zero = {"rate": 0.0}
    return profile.model_copy(
        update={
            "names": names,
            "persons": profile.persons.model_copy(update={"space": 0.0001, "homophone": 0}),
            "projects": profile.projects.model_copy(update=zero),
            "buildings": profile.buildings.model_copy(update=zero),
            "codes": {},
            "rows": profile.rows.model_copy(
                update=dict.fromkeys(
                    ("bad_date", "bad_number", "missing_required", "excel_code", "duplicate"), 0.01
                )
            ),
            "deliveries": profile.deliveries.model_copy(update={"repeated": 0.1, "corrected": 0.15}),
        }
    )


def make(
    out: Path, profile: NoiseProfile, keys: tuple[str, ...] = (), months: str = MONTHS, rows: int = 30
) -> None:
    """Deliver a small hand-made city."""
    settings, table = CitySettings(enterprises=300, months=months), firms(200)
    frames = views(table, settings.periods, rows)
    chosen = {k: v for k, v in frames.items() if not keys or k in keys}
    deliver(chosen, load_catalogue(), settings, entities(table), variants(table), profile, out)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("city")
    make(out, quiet(read_profile("development")))
    return out


@pytest.fixture(scope="module")
def read(city: Path) -> dict[tuple[str, str], Rows]:
    return read_all(city / "supply")


@pytest.fixture(scope="module")
def manifest(city: Path) -> list[dict[str, str]]:
    with (city / "manifest.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def places(city: Path, table: str) -> list[tuple[str, str, int, str, str]]:
    """Return (file, sheet, row, role or column, true id or reason)."""
    read = pq.read_table(city / "truth" / f"{table}.parquet")
    names = ["file", "sheet", "row", "role", "true_id"] if table == "truth" else read.column_names
    return list(zip(*(read.column(n).to_pylist() for n in names), strict=True))


def text_of(rows: Rows) -> str:
    return "\n".join(",".join("" if c is None else str(c) for c in r) for r in rows)


def test_every_cell_the_truth_points_to_holds_the_name_or_code_of_what_is_true(
    city: Path, read: dict[tuple[str, str], Rows]
) -> None:
    table = pq.read_table(city / "truth" / "truth_entity.parquet").to_pylist()
    known = {row["true_id"]: (row["name"], row["code"]) for row in table}
    seen: Counter[str] = Counter()
    for file, sheet, row, _, identity in places(city, "truth"):
        cells = [str(c) for c in read[file, sheet][row - 1] if c is not None]
        name, code = known[identity]
        assert any(name in c or code in c or code[8:17] in c.replace("-", "") for c in cells), (
            file,
            sheet,
            row,
        )
        seen[Path(file).suffix + (" in zip" if ".zip/" in file else "")] += 1
    assert {".xlsx", ".xls", ".et", ".csv", ".json", ".parquet", ".csv in zip", ".xlsx in zip"} <= set(seen)


def test_a_cell_that_names_several_has_several_true_ids(
    city: Path, read: dict[tuple[str, str], Rows]
) -> None:
    cells: dict[tuple[str, str, int], set[str]] = {}
    for file, sheet, row, role, identity in places(city, "truth"):
        if role == "中标单位":
            cells.setdefault((file, sheet, row), set()).add(identity)
    file, sheet, row = next(place for place, found in cells.items() if len(found) == 2)
    assert any("、" in str(c) for c in read[file, sheet][row - 1])


def test_rows_to_be_refused_have_no_truth_and_hold_what_is_wrong(
    city: Path, read: dict[tuple[str, str], Rows], manifest: list[dict[str, str]]
) -> None:
    refused = places(city, "refused")
    assert {reason for *_, reason in refused} == {"bad_date", "bad_number", "missing_required", "excel_code"}
    assert not {r[:3] for r in refused} & {t[:3] for t in places(city, "truth")}
    codes = [r[:3] for r in refused if r[4] == "excel_code"]
    shown = [str(c) for file, sheet, row in codes for c in read[file, sheet][row - 1]]
    assert any(re.fullmatch(r"\d\.\d+E\+17", c) for c in shown)
    assert any(re.fullmatch(r"\d{18}(\.0)?|9\.\d+e\+17", c) for c in shown)
    assert sum(int(line["faulty_rows"]) for line in manifest) == len(refused)


def test_no_hidden_column_or_true_id_leaves_the_city(read: dict[tuple[str, str], Rows]) -> None:
    for key, rows in read.items():
        assert not re.search(r"_period|_supplier|_id:|\be00\d{4}\b", text_of(rows)), key


def test_every_format_and_encoding_is_delivered(city: Path) -> None:
    files = [p for p in (city / "supply").rglob("*") if p.is_file()]
    assert {p.suffix for p in files} == {".xlsx", ".xls", ".et", ".csv", ".json", ".parquet", ".zip"}
    encodings: Counter[str] = Counter()
    for path in (p for p in files if p.suffix == ".csv"):
        content = path.read_bytes()
        try:
            content.decode("utf-8")
            encodings["utf-8-sig" if content.startswith(b"\xef\xbb\xbf") else "utf-8"] += 1
        except UnicodeDecodeError:
            content.decode("gb18030")
            encodings["gb18030"] += 1
    assert {"utf-8", "utf-8-sig", "gb18030"} == set(encodings)


def test_member_names_of_archives_are_gbk_without_a_flag(city: Path) -> None:
    archives = sorted((city / "supply").rglob("*.zip"))
    with zipfile.ZipFile(archives[0]) as archive:
        info = archive.infolist()[0]
    assert not info.flag_bits & 0x800
    assert info.filename.encode("cp437").decode("gbk").endswith((".csv", ".xlsx"))


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("title with a period", r"(?m)^[^,\n]*（2023年5月）,*$"),
        ("note above the header", r"填报单位：|编制单位：|统计期间："),
        ("note below the last row", r"填报人：|填表人：|注：季度数"),
        ("total", r"(?m)^合计,"),
        ("sub-total", r"(?m)^小计,"),
        ("empty row", r"(?m)^,+$"),
        ("序号", r"(?m)^序号,"),
        ("two-level header", r"(?m)^[^\n]*基本信息,+业务信息"),
        ("unknown column", r",备注(,|$)"),
        ("unit in the header", r"（万元）|\(万元\)"),
        ("yuan in the header", r"金额（元）"),
        ("mu in the header", r"（亩）|\(亩\)"),
        ("line break in the header", r"\n（亩）|\n\(亩\)|\n（万元）|\n\(万元\)"),
        ("date 2023年4月1日", r"202[23]年\d{1,2}月\d{1,2}日"),
        ("date 2023.4.1", r"(?<=,)202[23]\.\d{1,2}\.\d{1,2}(?=,)"),
        ("date 20230401", r"(?<=,)202[23][01]\d[0-3]\d(?=,)"),
        ("date 2023/4/1", r"(?<=,)202[23]/\d{1,2}/\d{1,2}(?=,)"),
        ("Excel serial", r"(?<=,)4[45]\d{3}(?=,)"),
        ("timestamp", r"202[23]-\d\d-\d\d 00:00:00"),
        ("month 2023年4月", r"(?<=,)202[23]年\d{1,2}月(?=,|$)"),
        ("thousands", r"\d{1,3},\d{3}\.\d"),
        ("negative in parentheses", r"\(\d[\d,]*\.\d+\)"),
        ("full-width digits", r"[０-９]{2,}"),
        ("nil return", r"本期无数据，零报告"),
        ("organisation code in 9", r"(?<=,)\d{8}[0-9X](?=,)"),
        ("organisation code in 10", r"(?<=,)\d{8}-[0-9X](?=,)"),
    ],
)  # fmt: skip
def test_every_fault_of_layout_and_writing_occurs(
    what: str, pattern: str, read: dict[tuple[str, str], Rows]
) -> None:
    assert any(re.search(pattern, text_of(rows)) for rows in read.values()), what


def test_columns_are_renamed_reordered_and_doubled(read: dict[tuple[str, str], Rows]) -> None:
    catalogue = load_catalogue()
    literal = {f.name for d in catalogue.datasets.values() for f in d.fields}
    aliases = {a for d in catalogue.datasets.values() for f in d.fields for a in f.aliases} - literal
    cells = {str(c) for rows in read.values() for row in rows[:5] for c in row}
    assert len(cells & aliases) > 20
    header = next(rows[0] for (file, _), rows in read.items() if "重点企业用电信息" in file)
    assert header[:4] != [f.name for f in catalogue.dataset("power_consumption").fields][:4]
    sole = next(rows[0] for (file, _), rows in read.items() if "个体工商户" in file)
    assert sole.count("统一社会信用代码") == 2


def test_sheets_hold_months_data_sets_and_several_towns_deliver_apart(
    city: Path, read: dict[tuple[str, str], Rows]
) -> None:
    names = {sheet for _, sheet in read}
    assert {"2023年1月", "1月", "专精特新企业信息"} <= names
    towns = {p.name for p in (city / "supply" / "各镇街").iterdir()}
    assert towns == set(load_catalogue().unit_of("offsite_firm").suppliers)


def test_the_period_of_rows_without_a_date_stands_in_file_sheet_or_title(
    read: dict[tuple[str, str], Rows], manifest: list[dict[str, str]]
) -> None:
    undated = {k for k, d in load_catalogue().datasets.items() if d.period_field is None}
    for line in (m for m in manifest if m["dataset"] in undated):
        assert ".." not in line["period"], line
        near = f"{line['file']} {line['sheet']} {text_of(read[line['file'], line['sheet']][:4])}"
        year, rest = line["period"][:4], line["period"][5:]
        assert year in near, line
        if rest.isdigit():
            forms = {f"{int(rest)}月", f"{year}{rest}", f"{year}.{rest}", f"{year}-{rest}"}
            assert any(f in near for f in forms), (line, near)
        elif rest:
            forms = {f"{'一二三四'[int(rest[1]) - 1]}季度", f"第{rest[1]}季度", f"{year}{rest}"}
            assert any(f in near for f in forms), (line, near)


def test_files_come_late_twice_and_again_corrected(city: Path, manifest: list[dict[str, str]]) -> None:
    assert {m["kind"] for m in manifest} == {"first", "routine", "nil", "corrected", "repeated"}
    assert {m["late"] for m in manifest} == {"True", "False"}
    copy = city / "supply" / next(m["file"] for m in manifest if m["kind"] == "repeated")
    twins = [p for p in copy.parent.iterdir() if p != copy and p.read_bytes() == copy.read_bytes()]
    assert len(twins) == 1
    corrected = next(m for m in manifest if m["kind"] == "corrected")
    first = next(m for m in manifest if m["file"] == corrected["file"].replace("（更正）", ""))
    assert first["received_at"] < corrected["received_at"]
    assert first["file"] < corrected["file"]


def test_the_list_of_files_is_what_lies_in_the_folder(
    city: Path, read: dict[tuple[str, str], Rows], manifest: list[dict[str, str]]
) -> None:
    assert {(m["file"], m["sheet"]) for m in manifest} == set(read)
    for line in manifest:
        assert (city / "supply" / line["deliver"]).is_file()
        assert len(read[line["file"], line["sheet"]]) >= int(line["rows"])


def test_the_same_city_has_the_same_bytes(tmp_path: Path) -> None:
    keys = (
        "subsidy_payment", "tax_exempt_offset", "project_approval", "property_registration", "town_project",
        "vehicle_registration", "housing_unit", "leading_firm",
    )  # fmt: skip
    for name in ("one", "two"):
        make(tmp_path / name, read_profile("development"), keys, "2023-03..2023-05", rows=15)
    one, two = tmp_path / "one", tmp_path / "two"
    files = sorted(p.relative_to(one) for p in one.rglob("*") if p.is_file())
    assert files == sorted(p.relative_to(two) for p in two.rglob("*") if p.is_file())
    assert [f for f in files if (one / f).read_bytes() != (two / f).read_bytes()] == []
