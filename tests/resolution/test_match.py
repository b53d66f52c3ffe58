"""Any list against any registry: every row answered in its order, in every format, by the city's ladder."""

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from resolution.matching.lists import read_list
from resolution.matching.settings import limits
from resolution.matching.write import ADDED
from tests.resolution.lake import code
from tests.resolution.matching import REGISTRY, candidates, decided, names, read, run, write

LIST = """\
企业名称,统一社会信用代码,法定代表人,备注
福建省晋江市恒盛鞋业有限公司,,,甲
晋江市恒盛鞋业有限公司,,,=1+1
某某公司,91350582MA2XN12340,,
晋江恒发鞋塑有限公司,,,
,,,空的
上海从未登记过电子有限公司,,,
晋江市顺发商行,,,
晋江市顺发商行,,赵大海,
"""


@pytest.fixture(scope="module")
def answer(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, str]]:
    folder = tmp_path_factory.mktemp("match")
    _, rows = run(folder, write(folder / "list.csv", LIST), write(folder / "registry.csv", REGISTRY))
    assert not (folder / "home").exists(), "nothing is written to CHANYE_HOME"
    return rows


def test_each_row_is_answered_in_its_order(answer: list[dict[str, str]]) -> None:
    assert [r["备注"] for r in answer] == ["甲", "=1+1", "", "", "空的", "", "", ""]
    assert decided(answer) == [
        ("match", "E1"), ("match", "E1"), ("match", "E1"), ("match", "E1"), ("none", ""), ("none", ""),
        ("ambiguous", ""), ("match", "E6"),
    ]  # fmt: skip
    assert [r["tier"] for r in answer[1:5]] == ["name", "code", "former_name", "unresolved"]


def test_the_answer_keeps_the_columns_and_adds_ours(answer: list[dict[str, str]]) -> None:
    assert list(answer[0]) == ["企业名称", "统一社会信用代码", "法定代表人", "备注", "id", *ADDED]
    assert [r["id"] for r in answer] == [str(i) for i in range(1, 9)]  # no id column: the row number
    assert answer[1]["match_name"] == "晋江市恒盛鞋业有限公司"
    assert answer[1]["reason"] == "规范化名称一致，且名录中只有一家"
    assert (answer[1]["weight"], answer[1]["margin"]) == ("", "")
    assert answer[4]["reason"] == "没有可用的名称和代码"


def test_candidates_are_shown_best_first(answer: list[dict[str, str]]) -> None:
    first = candidates(answer[1])[0]
    assert list(first) == ["id", "name", "probability", "weight"]
    assert (first["id"], first["name"]) == ("E1", "晋江市恒盛鞋业有限公司")
    assert {c["id"] for c in candidates(answer[6])} >= {"E5", "E6"}  # several of one name: all are shown
    assert candidates(answer[4]) == []
    assert all(len(candidates(r)) <= 5 for r in answer)


def test_matched_id_and_name_stand_only_where_matched(answer: list[dict[str, str]]) -> None:
    for row in answer:
        assert bool(row["match_id"]) == bool(row["match_name"]) == (row["decision"] == "match")


def test_the_order_of_rows_changes_nothing(tmp_path: Path, answer: list[dict[str, str]]) -> None:
    def turned(text: str) -> str:
        head, *lines = text.splitlines(keepends=True)
        return "".join([head, *reversed(lines)])

    listed, registry = write(tmp_path / "l.csv", turned(LIST)), write(tmp_path / "r.csv", turned(REGISTRY))
    _, rows = run(tmp_path, listed, registry)
    assert [[r[c] for c in ADDED] for r in reversed(rows)] == [[r[c] for c in ADDED] for r in answer]


@pytest.mark.parametrize("out", ["out.xlsx", "out.parquet"])
def test_other_formats_say_the_same(tmp_path: Path, out: str, answer: list[dict[str, str]]) -> None:
    listed, registry = write(tmp_path / "list.csv", LIST), write(tmp_path / "registry.csv", REGISTRY)
    _, rows = run(tmp_path, listed, registry, out=out)
    plain = [{k: "" if v is None else str(v) for k, v in r.items()} for r in rows]
    same = ("企业名称", "备注", "match_id", "match_name", "decision", "tier", "reason", "candidates")
    assert [[r[c] for c in same] for r in plain] == [[r[c] for c in same] for r in answer]


def test_workbooks_with_title_rows_and_several_sheets(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "list.xlsx")) as book:
        page = book.add_worksheet("说明")
        page.write(0, 0, "请勿修改")
        page = book.add_worksheet("2023年")
        page.write(0, 0, "规上企业名单（2023年）")
        page.write_row(2, 0, ["序号", "企业名称（全称）", "产值"])
        page.write_row(3, 0, [1, "晋江市恒盛鞋业有限公司", 12.5])
        page.write_row(4, 0, [2, "泉州宏达机械有限公司", 3])
        other = book.add_worksheet("2024年")
        other.write_row(0, 0, ["企业名称"])
        other.write_row(1, 0, ["晋江鸿运食品有限公司"])
    registry = write(tmp_path / "registry.csv", REGISTRY)
    outcome, rows = run(tmp_path, tmp_path / "list.xlsx", registry, out="out.parquet")
    assert decided(rows) == [("match", "E1"), ("match", "E2")]
    assert [(r["序号"], r["产值"]) for r in rows] == [(1, 12.5), (2, 3.0)]  # numbers stay numbers
    assert any("2024年" in note for note in outcome.notes)
    found = read_list(duckdb.connect(), "名单", tmp_path / "list.xlsx", "list_raw", {}, "2024年")
    assert (found.sheet, found.rows, found.headers) == ("2024年", 1, ["企业名称"])


def test_parquet_keeps_types_and_whole_numbers_as_ids(tmp_path: Path) -> None:
    pq.write_table(
        pa.table({"id": [7, 8], "name": ["甲乙丙食品有限公司", "丁戊己机械有限公司"]}), tmp_path / "r.parquet"
    )
    pq.write_table(
        pa.table({"raw_name": ["甲乙丙食品有限公司", None], "n": [1.5, 2.5]}), tmp_path / "l.parquet"
    )
    _, rows = run(
        tmp_path, tmp_path / "l.parquet", tmp_path / "r.parquet", out="o.parquet", mapped={"name": "raw_name"}
    )
    assert [(r["n"], r["match_id"], r["decision"]) for r in rows] == [(1.5, 7, "match"), (2.5, None, "none")]
    assert candidates(rows[0])[0]["id"] == 7


def test_a_registry_row_without_an_id_is_known_by_its_row(tmp_path: Path) -> None:
    pq.write_table(
        pa.table({"id": [7, None], "name": ["甲乙丙食品有限公司", "丁戊己机械有限公司"]}),
        tmp_path / "r.parquet",
    )
    listed = names(tmp_path / "l.csv", "丁戊己机械有限公司", "甲乙丙食品有限公司")
    assert decided(run(tmp_path, listed, tmp_path / "r.parquet")[1]) == [("match", "第2行"), ("match", "7")]


def test_blank_ids_of_a_csv_are_no_id(tmp_path: Path) -> None:
    registry = write(
        tmp_path / "r.csv",
        f"id,name,uscc\n,甲乙丙食品有限公司,{code(1)}\n ,丁戊己机械有限公司,{code(2)}\n"
        f"第1行,庚辛壬电子有限公司,{code(3)}\n2,子丑寅纺织有限公司,{code(4)}\n",
    )
    listed = write(
        tmp_path / "l.csv",
        f"id,name,uscc\n,,{code(1)}\n ,,{code(2)}\n ,庚辛壬电子有限公司,\n,子丑寅纺织有限公司,\n",
    )
    outcome, rows = run(tmp_path, listed, registry)
    assert decided(rows) == [
        ("match", "第1行（无编号）"),
        ("match", "第2行"),
        ("match", "第1行"),
        ("match", "2"),
    ]
    assert rows[1]["match_name"] == "丁戊己机械有限公司"
    assert not any("重复" in note for note in outcome.notes)


def test_every_code_of_an_id_counts(tmp_path: Path) -> None:
    registry = write(
        tmp_path / "r.csv",
        f"id,name,uscc\nA,甲乙丙食品有限公司,{code(1)}\nB,丁戊己机械有限公司,{code(3)}\n"
        f"A,甲乙丙食品股份有限公司,{code(2)}\nC,庚辛壬电子有限公司,{code(4)}\nA,甲乙丙食品有限公司,{code(3)}\n",
    )
    listed = write(
        tmp_path / "l.csv",
        f"name,uscc\n,{code(2)}\n某某商行,{code(2)}\n某某商行,{code(1)}\n甲乙丙食品有限公司,{code(2)}\n"
        f"某某商行,{code(2)[8:17]}\n,{code(3)}\n丁戊己机械有限公司,{code(3)}\n",
    )
    _, rows = run(tmp_path, listed, registry)
    assert decided(rows) == [
        ("match", "A"), ("match", "A"), ("match", "A"), ("match", "A"), ("match", "A"),
        ("ambiguous", ""), ("match", "B"),
    ]  # fmt: skip
    assert [rows[i]["tier"] for i in (0, 1, 4)] == ["code", "code", "org_code"]
    assert candidates(rows[0])[0]["id"] == "A"


def test_former_names_of_the_list_find_the_firm(tmp_path: Path) -> None:
    listed = write(
        tmp_path / "list.csv",
        "name,former_names\n新世纪无人知晓有限公司,某旧厂；晋江市恒盛鞋业有限公司\n晋江鸿运食品有限公司,泉州宏达机械有限公司\n",
    )
    _, rows = run(tmp_path, listed, write(tmp_path / "registry.csv", REGISTRY))
    assert decided(rows) == [("match", "E1"), ("match", "E3")]
    assert rows[0]["reason"] == "名单所写的曾用名与一家登记主体相符"


def test_a_list_matched_with_itself_finds_every_firm(tmp_path: Path) -> None:
    listed = names(
        tmp_path / "list.csv", "晋江市恒盛鞋业有限公司", "泉州宏达机械有限公司", "北京鸿运食品有限公司"
    )
    _, rows = run(tmp_path, listed, listed)
    assert decided(rows) == [("match", "1"), ("match", "2"), ("match", "3")]


def test_of_one_normal_form_the_one_written_to_the_letter(tmp_path: Path) -> None:
    registry = names(tmp_path / "r.csv", "福特（天津）制药有限公司", "福特天津制药有限公司")
    spaced = "福特 天津制药有限公司"
    listed = names(tmp_path / "l.csv", "福特天津制药有限公司", "福特（天津）制药有限公司", spaced)
    _, rows = run(tmp_path, listed, registry)
    assert decided(rows) == [("match", "2"), ("match", "1"), ("ambiguous", "")]
    assert candidates(rows[0])[0]["id"] == 2


def test_list_and_registry_may_change_places(tmp_path: Path) -> None:
    one = names(
        tmp_path / "one.csv", "晋江市恒盛鞋业有限公司", "泉州宏达机械有限公司", "厦门天瑞电子科技有限公司"
    )
    other = names(
        tmp_path / "other.csv", "厦门天端电子科技有限公司", "晋江恒胜鞋业有限公司", "福州无关食品有限公司"
    )
    there = [r["match_id"] for r in run(tmp_path, one, other)[1]]
    back = [r["match_id"] for r in run(tmp_path, other, one)[1]]
    assert there == ["2", "", "1"]
    assert back == ["3", "1", ""]


def test_an_answer_can_be_matched_again(tmp_path: Path) -> None:
    registry = write(tmp_path / "registry.csv", REGISTRY)
    run(tmp_path, names(tmp_path / "list.csv", "晋江市恒盛鞋业有限公司"), registry)
    (tmp_path / "out.csv").rename(tmp_path / "first.csv")
    _, rows = run(tmp_path, tmp_path / "first.csv", registry)
    assert list(rows[0])[:3] == ["name", "id", "match_id（原）"]
    assert decided(rows) == [("match", "E1")]
    assert list(read(tmp_path / "out.csv")[0])[-len(ADDED) :] == list(ADDED)


def test_parts_of_a_long_list_change_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: list[dict[str, str]]
) -> None:
    listed, registry = write(tmp_path / "list.csv", LIST), write(tmp_path / "registry.csv", REGISTRY)
    small = limits().model_copy(update={"batch": 3})
    monkeypatch.setattr("resolution.matching.match.limits", lambda: small)
    outcome, parts = run(tmp_path, listed, registry)
    assert parts == answer
    assert outcome.rows == 8
