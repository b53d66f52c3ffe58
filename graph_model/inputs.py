"""What the projection needs beside lake and resolved tables: catalogue, deliveries, chains, industries."""

import csv
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from sqlalchemy import select

import data.chains
from data.chains import load_chains
from data.policies import load_policies
from graph_model.departments import load_departments
from ingest.contract import load_catalogue
from store.ledger import Ledger
from store.tables import Delivery

INDUSTRIES = Path(data.chains.__file__).parent / "industries.tsv"
MASS = (
    "tax_net_revenue",
    "tax_declaration",
    "tax_exempt_offset",
    "social_insurance",
    "power_consumption",
    "presale_contract",
    "housing_unit",
)
"""Data sets whose rows stay in the lake: the graph holds sums of them and no SourceRecord."""

INPUTS = (
    "catalogue_dataset",
    "delivery_list",
    "gb_industry",
    "chain",
    "chain_spelling",
    "chain_node",
    "chain_supply",
    "department_rule",
    "policy",
    "policy_document",
    "policy_word",
    "policy_not_word",
)
"""The tables that `put_inputs` creates."""


def put(
    con: duckdb.DuckDBPyConnection, name: str, columns: dict[str, pa.DataType], rows: list[tuple[Any, ...]]
) -> None:
    """Create a table from rows; typed also where there are none."""
    arrays = {
        column: pa.array([row[i] for row in rows], kind) for i, (column, kind) in enumerate(columns.items())
    }
    con.register("put_rows", pa.table(arrays))
    con.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM put_rows")
    con.unregister("put_rows")


def put_catalogue(con: duckdb.DuckDBPyConnection) -> None:
    """Create `catalogue_dataset`."""
    text = pa.string()
    rows = [(d.key, d.label, d.frequency, u.key, u.name) for u in load_catalogue().units for d in u.datasets]
    columns = dict.fromkeys(("key", "name", "frequency", "unit", "unit_name"), text)
    put(con, "catalogue_dataset", columns, rows)


def put_deliveries(con: duckdb.DuckDBPyConnection, ledger: Ledger) -> None:
    """Create `delivery_list` from the ledger's deliveries in force."""
    with ledger.session() as session:
        found = session.scalars(select(Delivery).order_by(Delivery.id)).all()
        rows = [
            (d.id, d.dataset, d.period, d.supplier, d.file_name, d.received_at.date(), d.rows_good)
            for d in found
            if d.status != "withdrawn"
        ]
    columns = dict.fromkeys(("id", "dataset", "period", "supplier", "file"), pa.string())
    put(con, "delivery_list", columns | {"received_on": pa.date32(), "rows_good": pa.int64()}, rows)


def put_industries(con: duckdb.DuckDBPyConnection) -> None:
    """Create `gb_industry` (GB/T 4754-2017): code, name, level 1 to 4, parent."""
    with INDUSTRIES.open(encoding="utf-8", newline="") as file:
        rows = [
            (r["code"], r["name"], int(r["level"]), r["parent"]) for r in csv.DictReader(file, delimiter="\t")
        ]
    columns = {"code": pa.string(), "name": pa.string(), "level": pa.int64(), "parent": pa.string()}
    put(con, "gb_industry", columns, rows)


def put_chains(con: duckdb.DuckDBPyConnection) -> None:
    """Create `chain`, `chain_spelling`, `chain_node` and `chain_supply` from the templates."""
    text, chains = pa.string(), load_chains()
    put(con, "chain", {"name": text, "title": text}, [(c.name, c.title) for c in chains])
    spellings = [(s, c.name) for c in chains for s in dict.fromkeys(c.spellings())]
    put(con, "chain_spelling", {"written": text, "chain": text}, spellings)
    nodes = [
        (
            *(f"{c.key}/{n.key}", n.name, c.name, n.stage, i, n.importance, n.must_be_local, n.needed),
            *(n.industries, n.words),
        )
        for c in chains
        for i, n in enumerate(c.nodes, 1)
    ]
    columns: dict[str, pa.DataType] = dict.fromkeys(("key", "name", "chain", "stage"), text)
    columns |= {"position": pa.int64(), "importance": pa.int64(), "must_be_local": pa.bool_()}
    columns |= {"needed": pa.int64(), "industries": pa.list_(text), "words": pa.list_(text)}
    put(con, "chain_node", columns, nodes)
    supply = [(f"{c.key}/{n.key}", f"{c.key}/{t}") for c in chains for n in c.nodes for t in n.supplies_to]
    put(con, "chain_supply", {"supplier": text, "customer": text}, supply)


def put_departments(con: duckdb.DuckDBPyConnection) -> None:
    """Create `department_rule`: who answers for an industry, a chain or a park; the lowest rank decides."""
    columns: dict[str, pa.DataType] = {"rank": pa.int64()}
    columns |= dict.fromkeys(("basis", "told", "department"), pa.string())
    put(con, "department_rule", columns, list(load_departments().rules()))


def put_policies(con: duckdb.DuckDBPyConnection) -> None:
    """Create `policy`, `policy_document`, `policy_word` and `policy_not_word` from the policy catalogue."""
    text, policies = pa.string(), load_policies()
    columns: dict[str, pa.DataType] = dict.fromkeys(("key", "name", "department", "kind", "note"), text)
    columns |= {"from_year": pa.int64(), "to_year": pa.int64()}
    rows = [(p.key, p.name, p.department, p.kind, p.note, p.from_year, p.to_year) for p in policies]
    put(con, "policy", columns, rows)
    for name in ("documents", "words", "not_words"):
        told = [(p.key, value) for p in policies for value in getattr(p, name)]
        put(con, f"policy_{name.removesuffix('s')}", {"policy": text, "told": text}, told)


def put_current_rows(con: duckdb.DuckDBPyConnection) -> None:
    """Create `current_row`: where each current row outside the mass facts stands."""
    selects = [
        f"SELECT source_key, '{d}' AS dataset, src_delivery AS delivery, src_sheet AS sheet, "
        f'src_row AS "row", src_period AS period FROM lake_{d}'
        for d in load_catalogue().datasets
        if d not in MASS
    ]
    con.execute("CREATE OR REPLACE TEMP TABLE current_row AS " + " UNION ALL ".join(selects))


def put_sources(con: duckdb.DuckDBPyConnection) -> None:
    """Create the views `mass_source` and `row_source`: mention_source of the mass facts, and of all else."""
    for view, where in (("mass_source", "IN"), ("row_source", "NOT IN")):
        query = f"SELECT * FROM mention_source WHERE dataset {where} {MASS}"
        con.execute(f"CREATE OR REPLACE VIEW {view} AS {query}")


def put_inputs(con: duckdb.DuckDBPyConnection, ledger: Ledger) -> None:
    """Create every input table; the lake's views must be attached."""
    put_catalogue(con)
    put_deliveries(con, ledger)
    put_industries(con)
    put_chains(con)
    put_policies(con)
    put_departments(con)
    put_current_rows(con)
    put_sources(con)
