"""Shorter ways that most values and files take end where the longer ones do."""

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pytest
from pypinyin import Style, pinyin
from pypinyin.constants import PINYIN_DICT

from core.beside import cores, share_all
from resolution.matching import delimited
from resolution.names import NameKind, parse_name, person_name
from resolution.pinyin import reading


def _slowly(path: Path) -> pa.Table:
    records = delimited.records(path, "utf-8-sig", ",", 1, 2)
    return pa.Table.from_batches(delimited.batches(records, 2), delimited.shape(2)).combine_chunks()


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("编号,名称\n1,甲公司\n2,\n", True),
        ("编号,名称\r\n1,甲公司\r\n2,乙公司", True),
        ('编号,名称\n1,""\n,""\n', True),
        ('编号,名称\n1,""甲公司\n', True),
        ("\ufeff编号,名称\n1,NULL\n2, 乙\u2028公司\x1c\n", True),
        ('编号,名称\n1,"甲,公司"\n', False),
        ('编号,名称\n1,"甲\n公司"\n', False),
        ("编号,名称\n1,甲公司,多\n", False),
        ("编号,名称\n1\n", False),
        ("编号,名称\n1,甲公司\n\n2,乙公司\n", False),
        ("编号,名称\n1,甲公司\n\r\n", False),
        ("编号,名称\n1,甲\r公司\n", False),
        ("编号,名称\n1,甲\x00公司\n", False),
        ("编号,名称\n", True),
    ],
)
def test_a_plain_file_is_read_at_once_as_it_is_read_line_by_line(
    tmp_path: Path, text: str, plain: bool
) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(text.encode())
    found = delimited.even(path, "utf-8-sig", ",", 1, 2)
    assert (found is not None) == plain
    if found is not None:
        assert found.combine_chunks().equals(_slowly(path))


def test_every_character_is_read_as_pypinyin_reads_it() -> None:
    for char in (*map(chr, PINYIN_DICT), "A", "，", "é", "A1"):
        assert reading(char) == pinyin(char, style=Style.NORMAL)[0][0]


@pytest.mark.parametrize(
    ("raw", "person"),
    [
        ("王小明", "王小明"),
        ("欧阳小明", "欧阳小明"),
        ("張偉", "张伟"),
        ("王 明", "王明"),
        ("晋汪市", ""),
        ("张晋江", "张晋江"),
        ("无", ""),
        ("不详", ""),
        ("陈埭镇", ""),
        ("王氏鞋店", ""),
        ("李退", "李退"),
        ("A", ""),
    ],
)
def test_a_person_is_the_same_by_the_shorter_way(raw: str, person: str) -> None:
    name = parse_name(raw)
    assert person_name(raw) == person == (name.norm if name.kind == NameKind.PERSON else "")


def tripled(values: Sequence[int]) -> list[int]:
    return [3 * v for v in values]


def named(values: Sequence[int]) -> list[str]:
    return [str(v) for v in values for _ in range(v % 2)]


@pytest.mark.skipif(cores() < 2, reason="one core: nothing is shared")
def test_several_works_are_shared_like_one_and_answer_apart() -> None:
    small, large = list(range(10)), list(range(5000))
    found = share_all([(tripled, large), (named, small), (tripled, [])], least=1)
    assert found == [tripled(large), named(small), []]
