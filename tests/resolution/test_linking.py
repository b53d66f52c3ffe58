"""Two tables of another domain are linked by a settings file alone."""

from pathlib import Path
from random import Random

import duckdb
import pytest

from core.errors import SettingsError
from resolution.linking import link, read_link_settings

SETTINGS = """
columns: {name: full_name, birth: born}
blocking:
  name: {key: name, limit: 50}
  birth: {key: birth, limit: 50}
frequencies: [name]
tf_epsilon: 0.05
expected_share: 0.9
sessions:
- {rule: "l.birth = r.birth AND l.birth <> ''", constant: [birth]}
- {rule: "l.name = r.name AND l.name <> ''", constant: [name]}
training: {max_pairs: 100000, max_mentions: 1000, rounding: 6}
decide: {weight: 0.0, margin: 1.0, one_to_one: true}
comparisons:
  name:
    missing: "name_l = '' OR name_r = ''"
    levels:
    - {label: same, sql: "name_l = name_r", m: 0.8, u: 0.005, frequency: name}
    - {label: near, sql: "levenshtein(name_l, name_r) <= 1", m: 0.15, u: 0.001}
    - {label: else, sql: "ELSE", m: 0.05, u: 0.994}
  birth:
    missing: "birth_l = '' OR birth_r = ''"
    levels:
    - {label: same, sql: "birth_l = birth_r", m: 0.9, u: 0.005}
    - {label: else, sql: "ELSE", m: 0.1, u: 0.995}
"""


def _people(con: duckdb.DuckDBPyConnection) -> None:
    """150 persons; of every tenth on the right the name has a slip, of every fifteenth no birth is known."""
    draw = Random(5)
    con.execute("CREATE TABLE here (id VARCHAR, full_name VARCHAR, born VARCHAR)")
    con.execute("CREATE TABLE there (id VARCHAR, full_name VARCHAR, born VARCHAR)")
    for n in range(150):
        name = "".join(draw.choice("abcdefghiklmnoprstuw") for _ in range(8))
        born = f"19{draw.randrange(40, 99)}{draw.randrange(1, 13):02}{draw.randrange(1, 29):02}"
        con.execute("INSERT INTO here VALUES (?, ?, ?)", [f"p{n:03}", name, born])
        slipped = name[:3] + "x" + name[4:] if n % 10 == 0 else name
        known = None if n % 15 == 7 else born
        con.execute("INSERT INTO there VALUES (?, ?, ?)", [f"p{n:03}", slipped, known])
    con.execute("INSERT INTO here VALUES ('nobody', 'zzzzzzzz', '18000101')")


def test_a_settings_file_alone_links_another_domain(tmp_path: Path) -> None:
    path = tmp_path / "persons.yaml"
    path.write_text(SETTINGS, encoding="utf-8")
    con = duckdb.connect()
    _people(con)
    learned = link(con, read_link_settings(path), "here", "there")
    rows = con.execute("SELECT left_id, right_id, accepted FROM linked ORDER BY left_id").fetchall()
    accepted = [(left, right) for left, right, taken in rows if taken]
    assert len(accepted) >= 145
    assert all(left == right for left, right in accepted)
    assert "nobody" not in {left for left, _, _ in rows}
    same, _, other = learned["name"]
    assert same[0] > other[0]


def test_a_mistake_in_a_settings_file_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "persons.yaml"
    path.write_text(SETTINGS.replace("columns:", "colums:"), encoding="utf-8")
    with pytest.raises(SettingsError, match=r"persons\.yaml"):
        read_link_settings(path)
