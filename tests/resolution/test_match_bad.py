"""Bad lists and registries: an error with advice or a reason at the row; never a crash or a lost row."""

from pathlib import Path

import duckdb
import pytest
import xlsxwriter

from core.errors import ChanyeError, UsageError
from resolution.identifiers import is_identity_card
from resolution.matching.lists import Listing, read_list
from resolution.matching.write import check_rows
from tests.resolution.lake import code
from tests.resolution.matching import REGISTRY, decided, names, read, run, write


@pytest.fixture
def registry(tmp_path: Path) -> Path:
    return write(tmp_path / "registry.csv", REGISTRY)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "文件是空的"),
        (b"\n\n", "没有内容"),
        ("企业名称\n".encode(), "只有表头"),
        ("产值,税号\n1,2\n".encode(), "没有认出名称列。现有的列：产值、税号。 请用 --map name=表头"),
        ("企业名称\n甲公司\n".encode() + "乙公司\n".encode("gb18030"), "第 3 行"),
        (b"\x89PNG\x00\x00\x00\x00", "不是文本"),
        (b"PK\x03\x04 broken", "损坏"),
        (b"PAR1 broken PAR1", "Parquet"),
        ('id,name\n1,"甲公司\n2,乙公司\n3,丙公司\n'.encode(), "第 2 行的双引号没有成对"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(
    tmp_path: Path, registry: Path, content: bytes, says: str
) -> None:
    (tmp_path / "bad.csv").write_bytes(content)
    with pytest.raises(ChanyeError) as caught:
        run(tmp_path, tmp_path / "bad.csv", registry)
    assert says in str(caught.value)
    assert "名单 bad.csv" in str(caught.value)
    assert not (tmp_path / "out.csv").exists()


def test_the_registry_is_named_and_mapped_by_its_own_option(tmp_path: Path, registry: Path) -> None:
    bad = write(tmp_path / "r.csv", "甲,乙\n1,2\n")
    with pytest.raises(ChanyeError, match=r"登记名录 r\.csv：没有认出名称列.*--registry-map name="):
        run(tmp_path, registry, bad)
    with pytest.raises(ChanyeError, match="没有表头为“丙”的列。 现有的列：甲、乙"):
        run(tmp_path, registry, bad, registry_mapped={"name": "丙"})


def test_a_sheet_that_is_not_there(tmp_path: Path, registry: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "list.xlsx")) as book:
        book.add_worksheet("甲").write(0, 0, "产值")
    with pytest.raises(ChanyeError, match="没有工作表“乙”，或它是空的。 现有的工作表：甲"):
        run(tmp_path, tmp_path / "list.xlsx", registry, sheet="乙")
    with pytest.raises(ChanyeError, match=r"名单 list\.xlsx 工作表“甲”：没有认出名称列"):
        run(tmp_path, tmp_path / "list.xlsx", registry)


@pytest.mark.parametrize(
    ("out", "says"), [("out.txt", "扩展名"), ("no/out.csv", "没有文件夹"), ("registry.csv", "与输入相同")]
)
def test_a_target_that_cannot_be_written(tmp_path: Path, registry: Path, out: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        run(tmp_path, names(tmp_path / "list.csv", "甲"), registry, out=out)


def test_a_sheet_is_too_short_for_a_long_list() -> None:
    check_rows(Path("out.xlsx"), 1_048_575)
    with pytest.raises(UsageError, match=r"1,048,576 行.*请输出为 \.csv"):
        check_rows(Path("out.xlsx"), 1_048_576)
    check_rows(Path("out.csv"), 1_048_576)


ODD = [
    *(
        "",
        "厂",
        "甲" * 2000,
        "晋江\x07市恒盛\x00鞋业有限公司",
        "😀😀",
        "🏭晋江市恒盛鞋业有限公司",
        "12345",
        "-",
    ),
    *("有限公司", "晋江市", "\u200b晋江市恒盛鞋业有限公司\ufeff", "晋江市恒盛鞋业有限公司\n", "a'b\"c;--"),
    *("ＡＢＣ　（）", "(((", "晋江市恒盛鞋业有限公司、泉州宏达机械有限公司", "=HYPERLINK(1)"),
]


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("odd")
    listed = names(folder / "list.csv", *ODD)
    run(folder, listed, write(folder / "registry.csv", REGISTRY))
    run(folder, listed, write(folder / "registry.csv", REGISTRY), out="out.xlsx")
    return folder


def test_odd_names_each_get_their_row(odd: Path) -> None:
    rows = read(odd / "out.csv")
    assert [r["name"].replace("\x00", "") for r in rows] == [n.replace("\x00", "") for n in ODD]
    found = dict(zip(ODD, rows, strict=True))
    assert found[""]["reason"] == "没有可用的名称和代码"
    assert found["甲" * 2000]["reason"] == "名称过长，不是一个企业名称"
    for name in ODD:
        if "恒盛鞋业有限公司" in name and "、" not in name and "\x07" not in name:
            assert found[name]["match_id"] == "E1", name
    several = found["晋江市恒盛鞋业有限公司、泉州宏达机械有限公司"]
    assert (several["decision"], several["reason"]) == ("review", "一格写了几家，请拆开后再匹配")
    assert "match" not in {r["decision"] for n, r in found.items() if len(n) < 9}


def test_a_name_without_a_brand_finds_nobody(tmp_path: Path) -> None:
    bare = ("晋江", "晋江市", "福建省晋江市", "鞋", "Ａ", "晋江市有限公司", "晋江市陈埭镇")
    brands = ("晋江银行", "泉州商业银行", "恒盛", "龙湖")
    registry = names(
        tmp_path / "r.csv",
        "福建晋江银行股份有限公司",
        "晋江市恒盛鞋业有限公司",
        "晋江龙湖鞋业有限公司",
        "石狮市有限公司",
    )
    listed = names(tmp_path / "l.csv", *bare, *brands, "石狮市有限公司")
    _, rows = run(tmp_path, listed, registry)
    assert {r["name"] for r in rows if r["reason"] == "名称没有字号，只有地名、组织形式或单个字"} == set(
        bare
    ) - {"晋江市有限公司"}
    assert decided(rows)[-1] == ("match", "4")
    one = names(tmp_path / "one.csv", "晋江市恒盛鞋业有限公司")
    assert {r["decision"] for r in run(tmp_path, names(tmp_path / "b.csv", *bare), one)[1]} == {"none"}


CARD = "35058219900101001"


def test_a_code_in_the_name_cell_is_the_code(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    registry = write(
        tmp_path / "r.csv",
        f"id,name,uscc\nA,甲乙丙食品有限公司,{code(1)}\nB,丁戊己机械有限公司,{code(2)}\n",
    )
    card = next(CARD + c for c in "0123456789X" if is_identity_card(CARD + c))
    spaced = f"{code(2)[:8]} {code(2)[8:]}".lower()
    listed = write(
        tmp_path / "l.csv",
        f"name,uscc\n{code(1)},\n{spaced},\n{code(2)},无\n{code(1)},{code(2)}\n{code(9)},\n{card},\n{card},{code(1)}\n"
        "甲乙丙食品有限公司,\n",
    )
    outcome, rows = run(tmp_path, listed, registry)
    assert decided(rows) == [
        ("match", "A"), ("match", "B"), ("match", "B"), ("match", "B"),
        ("none", ""), ("none", ""), ("match", "A"), ("match", "A"),
    ]  # fmt: skip
    assert [r["tier"] for r in rows[:4]] == ["code"] * 4
    assert rows[4]["reason"] == "代码有效，但不在登记名录中"
    assert (rows[5]["reason"], rows[5]["candidates"]) == ("名称栏写的是身份证号码，不是企业名称", "[]")
    assert outcome.unusable == 1
    told = capfd.readouterr()
    assert card not in told.out + told.err + caplog.text


def test_a_telephone_beside_a_name_without_a_brand_still_tells(tmp_path: Path, registry: Path) -> None:
    listed = write(tmp_path / "l.csv", "name,phone\n晋江市,13800000001\n晋江市,13900000009\n")
    _, rows = run(tmp_path, listed, registry)
    assert [r["reason"].startswith("名称没有字号") for r in rows] == [False, True]


def test_a_workbook_takes_odd_names_too(odd: Path) -> None:
    rows, plain = read(odd / "out.xlsx"), read(odd / "out.csv")
    assert decided(rows) == decided(plain)


def test_a_registry_with_faults_is_used_as_far_as_it_goes(tmp_path: Path) -> None:
    registry = write(
        tmp_path / "registry.csv",
        "企业编号,名称,税号\n"
        "A,甲乙丙食品有限公司,91350582MA2XN12340\n"
        "B,丁戊己机械有限公司,91350582MA2XN12340\n"
        "C,,\n"
        "A,甲乙丙食品股份有限公司,\n"
        f"D,{'长' * 300},\n",
    )
    listed = write(
        tmp_path / "list.csv",
        "name,uscc\n甲乙丙食品股份有限公司,\n丁戊己机械有限公司,91350582MA2XN12340\n,91350582MA2XN12340\n",
    )
    outcome, rows = run(tmp_path, listed, registry)
    assert decided(rows) == [("match", "A"), ("match", "B"), ("ambiguous", "")]
    assert rows[2]["reason"] == "登记名录中几家用同一代码，名称也分不清是哪家"
    notes = "\n".join(outcome.notes)
    assert "2 行没有可用的名称（空白或超过 200 个字）也没有有效代码，没有使用（第一处在第 4 行）" in notes
    assert "编号重复，同一编号按同一家处理" in notes
    assert "统一社会信用代码重复而名称不同" in notes


def test_repeated_ids_of_the_list_are_kept_and_told(tmp_path: Path, registry: Path) -> None:
    listed = write(tmp_path / "list.csv", "id,name\n1,晋江市恒盛鞋业有限公司\n1,泉州宏达机械有限公司\n")
    outcome, rows = run(tmp_path, listed, registry)
    assert [r["id"] for r in rows] == ["1", "1"]
    assert decided(rows) == [("match", "E1"), ("match", "E2")]
    assert any("2 行的编号与别的行重复" in note for note in outcome.notes)


def test_a_code_that_few_of_the_registry_have_proves_no_absence(tmp_path: Path, registry: Path) -> None:
    listed = write(
        tmp_path / "list.csv",
        f"name,uscc\n晋江鸿运食品有限公司,{code(7)}\n晋江市恒盛鞋业有限公司,{code(8)}\n",
    )
    _, rows = run(tmp_path, listed, registry)
    assert decided(rows) == [("match", "E3"), ("review", "")]  # E1 has another code: two firms, or a mistake
    assert rows[1]["reason"] == "代码不在登记名录中，名称却与一家登记主体相同"


def test_a_code_that_a_coded_registry_lacks_is_none(tmp_path: Path) -> None:
    registry = write(
        tmp_path / "r.csv", f"name,uscc\n晋江鸿运食品有限公司,{code(1)}\n泉州宏达机械厂,{code(2)}\n"
    )
    listed = write(tmp_path / "list.csv", f"name,uscc\n晋江宏运食品有限公司,{code(7)}\n")
    _, rows = run(tmp_path, listed, registry)
    assert (rows[0]["decision"], rows[0]["reason"]) == ("none", "代码有效，但不在登记名录中")


def _read(path: Path) -> tuple[Listing, list[tuple[object, ...]]]:
    con = duckdb.connect()
    listing = read_list(con, "名单", path, "list_raw", {})
    return listing, con.execute(
        "SELECT * EXCLUDE (row_no, file_row) FROM list_raw ORDER BY row_no"
    ).fetchall()


def test_lines_longer_than_the_header_lose_nothing(tmp_path: Path) -> None:
    found, rows = _read(write(tmp_path / "list.csv", "id,name\n1,甲公司,备注,二\n2,乙公司\n3\n"))
    assert found.headers == ["id", "name", "多出的内容"]
    assert rows == [("1", "甲公司", "备注、二"), ("2", "乙公司", None), ("3", "", None)]
    assert any("第 2 行" in note for note in found.notes)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-16"])
def test_encodings_are_told_apart(tmp_path: Path, encoding: str) -> None:
    found, rows = _read(write(tmp_path / "l.csv", "企业名称\n晋江市恒盛鞋业有限公司\n", encoding))
    assert (found.fields, rows) == ({"name": 0}, [("晋江市恒盛鞋业有限公司",)])


def test_empty_lines_are_rows_of_a_single_column_only(tmp_path: Path) -> None:
    assert len(_read(write(tmp_path / "one.csv", "name\n甲公司\n\n乙公司\n\n"))[1]) == 3
    assert len(_read(write(tmp_path / "two.csv", "id,name\n1,甲公司\n\n2,乙公司\n\n"))[1]) == 2


def test_headers_without_a_name_or_twice_get_one_of_their_own(tmp_path: Path) -> None:
    found, _ = _read(write(tmp_path / "l.csv", "企业名称,,备注,备注\n甲公司,1,2,3\n"))
    assert found.headers == ["企业名称", "列2", "备注", "备注_2"]


def test_a_weak_id_counts_only_where_it_is_one(tmp_path: Path) -> None:
    good, _ = _read(write(tmp_path / "a.csv", "序号,name\n1,甲公司\n2,乙公司\n"))
    bad, _ = _read(write(tmp_path / "b.csv", "序号,name\n1,甲公司\n1,乙公司\n"))
    assert ("id" in good.fields, "id" in bad.fields) == (True, False)
    assert any("没有当作编号" in note for note in bad.notes)


@pytest.mark.slow
def test_a_large_file_is_read_in_little_memory(tmp_path: Path) -> None:
    line = f"1,晋江市恒盛鞋业有限公司,{'说明' * 60}\n"
    write(tmp_path / "large.csv", "id,name,note\n" + line * 150_000)  # 60 MB
    con = duckdb.connect(str(tmp_path / "work.duckdb"), config={"memory_limit": "40MB", "threads": 1})
    found = read_list(con, "名单", tmp_path / "large.csv", "list_raw", {})
    assert found.rows == 150_000
    con.close()
