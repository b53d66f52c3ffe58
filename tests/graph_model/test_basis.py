"""A stage takes over what was kept of it exactly when nothing that it reads has changed."""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import duckdb
import pytest

from core.settings import Settings
from graph_model import shown
from graph_model.basis import Basis, Kept, basis_of, content, datasets_read
from graph_model.inputs import MASS
from graph_model.project import Projection, project
from ingest.lake import Snapshot
from resolution.tables import NOTE, TABLES, Resolved
from store.tables import LakeFile, ResolutionRun
from tests.graph_model.mini import FOAM, LEATHER, PROJECT, SHOE, Row, mini_ledger, mini_tables

TOWN = "UPDATE entity SET town = '安海镇' WHERE entity_id = $shoe"
REVIEW = "UPDATE match SET decision = 'review' WHERE mention_id = 'm_' || $shoe"
NEW_ROWS: dict[str, Row] = {
    "a payment": (
        "subsidy_payment",
        "2023-04",
        {"beneficiary_name": "恒盛鞋业", "amount": 5, "document_no": "晋财9号"},
        {"受补企业": FOAM},
    ),
    "a month of power": (
        "power_consumption",
        "2023-04",
        {"month": "2023-04", "consumption": 90},
        {"用电户": LEATHER},
    ),
    "a step of a project": ("key_project", "2023-04", {"investment": 7}, {"项目": PROJECT, "建设单位": SHOE}),
    "a firm on a chain's list": (
        "chain_firm",
        "2022",
        {"chain": "鞋服", "stage": "上游", "year": "2022"},
        {"链上企业": LEATHER},
    ),
}


def _basis(con: duckdb.DuckDBPyConnection, kept: Kept | None) -> Basis:
    """The basis of a city that stands in tables: every token is a hash of content."""
    views = [name for (name,) in con.execute("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall()]
    tokens = {name: content(con, name) for name in (*views, *(t.name for t in TABLES))}
    tokens["current_row"] = repr([t for name, t in tokens.items() if name.startswith("lake_")])
    tokens["row_source"] = tokens["mention_source"]
    told = con.execute(
        "SELECT dataset, count(*) || ':' || sum(hash(mention_id, role, sheet, \"row\", part_no)::HUGEINT) "
        "FROM mention_source GROUP BY dataset"
    ).fetchall()
    return Basis(tokens, dict(told), kept)


def _projection(
    home: Path,
    kept: Kept | None = None,
    change: str = "",
    more: Sequence[Row] = (),
    *,
    anew: bool = False,
) -> Projection:
    con = mini_tables(more)
    if change:
        con.execute(change, {"shoe": SHOE})
    return project(con, mini_ledger(home), None if anew else _basis(con, kept))


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Projection:
    return _projection(tmp_path_factory.mktemp("before"))


@pytest.fixture(scope="module")
def kept(before: Projection, tmp_path_factory: pytest.TempPathFactory) -> Kept:
    home = tmp_path_factory.mktemp("kept")
    shown.keep(Settings(home=home), before, "rules")
    found = shown.find(Settings(home=home), before.state_hash, "rules")
    assert found is not None
    return found


def _tables(projection: Projection) -> set[str]:
    assert projection.basis is not None
    return projection.basis.made.keys() - projection.basis.taken


@pytest.mark.slow
def test_where_nothing_changed_all_is_taken_over(before: Projection, kept: Kept, tmp_path: Path) -> None:
    again = _projection(tmp_path, kept)
    assert _tables(again) == set()
    assert (again.hashes, again.dropped) == (before.hashes, before.dropped)


def test_what_is_quicker_made_than_kept_is_made_where_it_is_needed(
    before: Projection, kept: Kept, tmp_path: Path
) -> None:
    def there(projection: Projection) -> bool:
        query = "SELECT count(*) FROM duckdb_tables() WHERE table_name = 'named_firm'"
        return projection.con.execute(query).fetchall() == [(1,)]

    assert (there(before), kept.file("named_firm").exists()) == (True, False)
    assert not there(_projection(tmp_path / "again", kept))
    assert there(_projection(tmp_path / "after", kept, REVIEW))


@pytest.mark.slow
@pytest.mark.parametrize("change", [TOWN, REVIEW], ids=["an entity", "a decision"])
def test_a_change_of_resolution_is_projected_as_if_anew(kept: Kept, tmp_path: Path, change: str) -> None:
    after, anew = _projection(tmp_path, kept, change), _projection(tmp_path, None, change, anew=True)
    assert after.hashes == anew.hashes
    assert "node_Enterprise" in _tables(after)
    assert "node_Policy" not in _tables(after)


@pytest.mark.slow
@pytest.mark.parametrize("row", NEW_ROWS.values(), ids=list(NEW_ROWS))
def test_a_new_row_is_projected_as_if_anew(kept: Kept, tmp_path: Path, row: Row) -> None:
    after, anew = _projection(tmp_path, kept, more=[row]), _projection(tmp_path, more=[row], anew=True)
    assert after.hashes == anew.hashes
    assert after.state_hash != kept.folder.name


@pytest.mark.slow
def test_a_payment_leaves_tax_and_places_alone(kept: Kept, tmp_path: Path) -> None:
    rows = [NEW_ROWS["a payment"]]
    after = _projection(tmp_path, kept, more=rows)
    made = _tables(after)
    assert after.hashes == _projection(tmp_path, more=rows, anew=True).hashes
    assert {"subsidy_row", "node_Subsidy", "node_SourceRecord"} <= made
    assert not made & {"tax_line", "revenue_line", "life", "placement", "likeness", "node_ChainNode"}


@pytest.mark.slow
def test_what_other_rules_kept_is_not_found(kept: Kept) -> None:
    settings = Settings(home=kept.folder.parent.parent.parent)
    assert shown.find(settings, kept.folder.name, "rules") is not None
    assert shown.find(settings, kept.folder.name, "other rules") is None
    assert shown.find(settings, "0" * 64, "rules") is None


def test_the_data_sets_that_a_stage_reads() -> None:
    one = "SELECT * FROM lake_x r JOIN assigned a ON a.kind = 'ent' AND a.dataset = 'x' AND a.row = r.row"
    assert datasets_read(one) == ["x"]
    assert datasets_read(f"{one} UNION ALL {one.replace('x', 'y')} WHERE true") == ["x", "y"]
    assert datasets_read(f"{one} JOIN assigned b ON b.dataset = a.dataset") is None
    assert (
        datasets_read("SELECT * FROM assigned a WHERE a.dataset = 'x'") is None
    )  # held elsewhere: all of them
    assert datasets_read("SELECT (SELECT 1 FROM t, assigned)") is None


@pytest.mark.slow
def test_no_account_is_kept_beside_the_graph(tmp_path: Path) -> None:
    account, escrow = "6222000000012345", "3500000000067890"
    found = _projection(
        tmp_path,
        more=(
            (
                "subsidy_payment",
                "2023-04",
                {"amount": 5, "document_no": "晋财9号", "payee_account": account},
                {"受补企业": FOAM, "收款人": FOAM},
            ),
            (
                "presale_fund_supervision",
                "2023",
                {"posted_on": date(2023, 4, 28), "balance": 5, "account_no": escrow},
                {"项目": PROJECT, "开发企业": SHOE},
            ),
        ),
    )
    settings = Settings(home=tmp_path)
    shown.keep(settings, found, "rules")
    files = sorted(shown.folder(settings, found.state_hash).glob("*.parquet"))
    assert {"payment.parquet", "escrow_row.parquet"} <= {f.name for f in files}
    for file in files:
        whole = "\n".join(map(str, duckdb.read_parquet(str(file)).fetchall()))
        assert account not in whole, file.name
        assert escrow not in whole, file.name


def _tokens(folder: Path, *deliveries: tuple[str, str]) -> dict[str, str]:
    """The tokens of a snapshot of these deliveries, each a data set and a period, and of an empty run."""
    (folder / NOTE).write_text(json.dumps({}), encoding="utf-8")
    lake_files = tuple(
        LakeFile(delivery=f"d{i}", dataset=dataset, period=period, supplier="局", sha256=f"{i:064x}")
        for i, (dataset, period) in enumerate(deliveries)
    )
    resolved = Resolved(ResolutionRun(id="r", snapshot="s"), folder)
    return basis_of(duckdb.connect(), Snapshot(folder, lake_files, "s"), resolved, None).tokens


def _changed(folder: Path, dataset: str) -> set[str]:
    """The tokens that a second delivery of a data set changes."""
    first = [("company_registration", "2023-04"), *((d, "2023-03") for d in MASS)]
    before, after = _tokens(folder, *first), _tokens(folder, *first, (dataset, "2023-04"))
    assert before.keys() == after.keys()
    return {name for name in before if before[name] != after[name]}


@pytest.mark.parametrize("dataset", MASS)
def test_a_delivery_of_mass_facts_leaves_the_other_rows_alone(tmp_path: Path, dataset: str) -> None:
    assert _changed(tmp_path, dataset) == {f"lake_{dataset}", f"history_{dataset}"}


def test_a_delivery_of_a_register_is_among_the_current_rows(tmp_path: Path) -> None:
    one = "company_registration"
    assert _changed(tmp_path, one) == {f"lake_{one}", f"history_{one}", "current_row"}
