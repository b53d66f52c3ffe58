"""Which department answers for a firm: by industry, chain or park, in the order that the office sets."""

from pathlib import Path

import pytest

from core.duck import records, scratch
from core.errors import RulesError
from graph_model.departments import SHIPPED, Departments, load_departments, read_departments
from graph_model.inputs import put_departments
from graph_model.stages import stages

SHOES, FISH, LISTED, PARKED = "shoes", "fish", "listed", "parked"
TABLES = """
CREATE TABLE industry_of AS SELECT * FROM (VALUES ('shoes', 'C'), ('fish', '1361')) t(entity_id, code);
CREATE TABLE industry_up AS SELECT * FROM (VALUES
  ('C', 'C', 1), ('13', '13', 2), ('13', 'C', 1), ('136', '136', 3), ('136', 'C', 1),
  ('1361', '1361', 4), ('1361', '136', 3), ('1361', '13', 2), ('1361', 'C', 1)) t(code, ancestor, level);
CREATE TABLE listed AS
  SELECT * FROM (VALUES ('listed', '鞋服产业链'), ('fish', '鞋服产业链')) t(entity_id, chain);
CREATE TABLE park_row AS SELECT * FROM (VALUES ('parked', '五里园'), ('listed', '五里园')) t(entity_id, park);
"""


def asked() -> dict[str, tuple[str, str, str, bool]]:
    con = scratch()
    con.execute(TABLES)
    put_departments(con)
    (stage,) = [s for s in stages() if s.target == ("firm_department",)]
    rows = records(con, stage.sql)
    return {r["entity_id"]: (r["department"], r["basis"], r["told"], r["certain"]) for r in rows}


def test_the_finest_code_decides_then_the_chain_then_the_park() -> None:
    assert asked() == {
        SHOES: ("市工业和信息化局", "industry", "C", False),  # 136 below C is another's
        FISH: ("市农业农村局", "industry", "136", True),
        LISTED: ("市工业和信息化局", "chain", "鞋服产业链", False),
        PARKED: ("经济开发区管委会", "park", "五里园", False),
    }


def test_an_office_keeps_its_own_mapping(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from core.settings import get_settings

    text = "order: [park, industry]\ndepartments: {市工信局: [C]}\nparks: {五里园管委会: [五里园]}\n"
    (tmp_path / "departments.yaml").write_text(text, encoding="utf-8")
    monkeypatch.setenv("CHANYE_GOVERNANCE", str(tmp_path))
    get_settings.cache_clear()
    try:
        assert load_departments().names == ("市工信局", "五里园管委会")
        assert asked() == {
            SHOES: ("市工信局", "industry", "C", True),
            FISH: ("市工信局", "industry", "C", True),
            LISTED: ("五里园管委会", "park", "五里园", False),
            PARKED: ("五里园管委会", "park", "五里园", False),
        }
    finally:
        get_settings.cache_clear()


def test_a_mapping_that_says_two_things_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "departments.yaml"
    path.write_text("departments: {甲: [C], 乙: [C]}\n", encoding="utf-8")
    with pytest.raises(RulesError, match="C 列在两个部门之下"):
        read_departments(path)
    with pytest.raises(RulesError, match="无法读取"):
        read_departments(tmp_path / "none.yaml")
    assert isinstance(read_departments(SHIPPED), Departments)
