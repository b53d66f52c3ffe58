"""The check of chain templates names file, node, key and what to do."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from cli.chain import app
from core.errors import SettingsError
from core.settings import get_settings
from data.chains import FOLDER, load_chains, read_chains
from data.chains.check import check_chains, check_file, find_cycle

NODES: list[dict[str, Any]] = [
    {"key": "steel", "name": "钢材", "stage": "上游", "importance": 3, "must_be_local": False},
    {"key": "bike", "name": "整车", "stage": "中游", "importance": 5, "must_be_local": True},
    {"key": "shop", "name": "销售", "stage": "下游", "importance": 2, "must_be_local": False},
]
EVIDENCE: dict[str, dict[str, Any]] = {
    "steel": {"supplies_to": ["bike"], "words": ["钢管"], "industries": ["31"]},
    "bike": {"supplies_to": ["shop"], "words": ["自行车"], "industries": ["37"]},
    "shop": {"words": ["自行车零售"], "industries": ["52"]},
}


def template(**changes: dict[str, Any]) -> dict[str, Any]:
    nodes = [{**n, **EVIDENCE[n["key"]], **changes.get(n["key"], {})} for n in NODES]
    return {"key": "bikes", "name": "自行车产业链", "title": "自行车", "nodes": nodes}


def write(folder: Path, data: Any, name: str = "bikes.yaml") -> Path:  # noqa: ANN401  # also what is no template
    path = folder / name
    text = data if isinstance(data, str) else yaml.safe_dump(data, allow_unicode=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_the_templates_that_ship_have_nothing_to_tell() -> None:
    files, found = check_chains(FOLDER)
    assert len(files) == len(load_chains()) >= 8
    assert found == []


@pytest.mark.parametrize(
    ("changes", "node", "field", "message"),
    [
        ({"bike": {"colour": "红"}}, "bike", "colour", "没有这个键：红"),
        ({"bike": {"stage": "中段"}}, "bike", "stage", "不是可用的值：中段"),
        ({"bike": {"importance": 9}}, "bike", "importance", "太大：9"),
        ({"bike": {"needed": 0}}, "bike", "needed", "太小：0"),
        ({"bike": {"must_be_local": "有时"}}, "bike", "must_be_local", "应为 true 或 false：有时"),
        ({"bike": {"supplies_to": ["train"]}}, "bike", "supplies_to", "本链没有环节 train"),
        ({"bike": {"supplies_to": ["bike"]}}, "bike", "supplies_to", "供应给自己"),
        ({"bike": {"industries": ["3799"]}}, "bike", "industries", "没有行业代码 3799"),
        ({"bike": {"wide": ["52"]}}, "bike", "wide", "52 不在 industries 里"),
        ({"bike": {"words": ["自行车零售"]}}, "shop", "words", "“自行车零售”同时是 bike、shop 的词"),
        ({"bike": {"not_words": ["自行车"]}}, "bike", "not_words", "“自行车”也在 words 里"),
        ({"bike": {"words": [], "industries": []}}, "bike", "words", "没有任何认定依据"),
        ({"shop": {"stage": "中游"}}, "", "stage", "没有下游环节"),
        ({"shop": {"key": "bike"}}, "bike", "key", "key 出现不止一次"),
    ],
)
def test_a_mistake_is_named_with_file_node_and_key(
    tmp_path: Path, changes: dict[str, dict[str, Any]], node: str, field: str, message: str
) -> None:
    chain, found = check_file(write(tmp_path, template(**changes)))
    wrong = [(f.file, f.node, f.field, f.message) for f in found if f.level == "错误"]
    assert ("bikes.yaml", node, field, message) in wrong
    assert chain is None
    assert all(f.advice for f in found)


def test_a_circle_and_a_node_known_by_words_alone_are_told_and_allowed(tmp_path: Path) -> None:
    circle = template(shop={"supplies_to": ["bike"], "industries": []})
    chain, found = check_file(write(tmp_path, circle))
    assert chain is not None
    assert find_cycle(chain) == ["整车", "销售", "整车"]
    told = {(f.level, f.node, f.field) for f in found}
    assert told == {("提醒", "整车", "supplies_to"), ("提醒", "shop", "industries"), ("提醒", "", "nodes")}


def test_what_is_no_template_is_told_with_its_line(tmp_path: Path) -> None:
    broken = check_file(write(tmp_path, "key: a\nnodes: [\n"))[1]
    assert broken[0].line == 3
    assert check_file(write(tmp_path, "只是文字"))[1][0].message == "不是模板"


def test_a_finding_tells_the_line_of_its_key_and_else_of_its_node(tmp_path: Path) -> None:
    text = """key: bikes
name: 自行车产业链
title: 自行车
nodes:
  - {key: steel, name: 钢材, stage: 上游, importance: 3, must_be_local: false,
     supplies_to: [bike], industries: ["3199"], words: [钢管]}
  - key: bike
    name: 整车
    stage: 中游
    importance: 5
    must_be_local: true
    supplies_to: [moon, shop]
    words: [自行车]
  - {key: shop, name: 销售, stage: 下游, importance: 2, must_be_local: false,
     supplies_to: [steel], words: [零售车]}
"""
    found = check_file(write(tmp_path, text))[1]
    assert {(f.node, f.field, f.line) for f in found} == {("bike", "supplies_to", 12)}
    found = check_file(write(tmp_path, text.replace("moon, ", "")))[1]
    assert {(f.node, f.field): f.line for f in found} == {
        ("steel", "industries"): 6,
        ("bike", "industries"): 7,
        ("shop", "industries"): 14,
        ("钢材", "supplies_to"): 6,
        ("", "nodes"): 4,
    }


def test_two_chains_do_not_share_a_spelling(tmp_path: Path) -> None:
    write(tmp_path, template())
    write(tmp_path, {**template(), "key": "other", "name": "其他产业链", "title": "自行车"}, "other.yaml")
    found = [f for f in check_chains(tmp_path)[1] if f.level == "错误"]
    assert [(f.file, f.message) for f in found] == [("other.yaml", "“自行车”已是 bikes.yaml 的名称")]


def test_the_command_ends_with_3_where_a_template_is_refused(tmp_path: Path) -> None:
    write(tmp_path, template(bike={"stage": "中段"}))
    done = CliRunner().invoke(app, ["check", str(tmp_path), "--format", "csv"])
    assert done.exit_code == 3
    assert "错误,bikes.yaml,21,bike,stage,不是可用的值：中段,写成 上游、中游、下游" in done.stdout
    assert CliRunner().invoke(app, ["check", str(FOLDER)]).exit_code == 0
    assert CliRunner().invoke(app, ["check", str(tmp_path / "none")]).exit_code == 2


def test_a_city_sets_its_own_folder_of_templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, template())
    monkeypatch.setenv("CHANYE_CHAINS", str(tmp_path))
    get_settings.cache_clear()
    try:
        assert [c.title for c in load_chains()] == ["自行车"]
    finally:
        monkeypatch.undo()
        get_settings.cache_clear()
    with pytest.raises(SettingsError, match="没有产业链模板"):
        read_chains(tmp_path / "empty")
