"""What hangs on an uncertain match: yuan of subsidy and tax, and chain nodes whose state it decides."""

from functools import lru_cache
from pathlib import Path
from typing import Final

import duckdb
import yaml
from pydantic import BaseModel, ConfigDict, Field

from graph_model.inputs import put_chains, put_current_rows, put_industries
from graph_model.placement import place_all
from graph_model.rules import load_rules, set_rules
from graph_model.stages import behind, stages

PLACED_BY: Final = ("firm_text", "industry_of", "life", "listed", "listed_in_review", "firm_status")
RULES: Final = Path(__file__).with_suffix(".yaml")


class Worth(BaseModel):
    """What a case is worth; see consequence.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    years: int = Field(ge=1)
    node_yuan: int = Field(ge=0)


@lru_cache(maxsize=1)
def load_worth() -> Worth:
    """Return the rules of this installation."""
    return Worth.model_validate(yaml.safe_load(RULES.read_text(encoding="utf-8")))


MONEY: Final = """
CREATE OR REPLACE TEMP TABLE review_money AS
WITH paid AS (
  SELECT s.mention_id, s.dataset, r.amount, r.src_period AS month
  FROM lake_subsidy_payment r JOIN mention_source s ON s.dataset = 'subsidy_payment' AND s.role = '受补企业'
   AND s.delivery = r.src_delivery AND s.sheet = r.src_sheet AND s."row" = r.src_row
  UNION ALL
  SELECT s.mention_id, s.dataset, r.amount, coalesce(strftime(r.paid_on, '%Y-%m'), r.src_period)
  FROM lake_tax_net_revenue r JOIN mention_source s ON s.dataset = 'tax_net_revenue' AND s.role = '纳税人'
   AND s.delivery = r.src_delivery AND s.sheet = r.src_sheet AND s."row" = r.src_row
  WHERE NOT coalesce(regexp_matches(r.levy_item, getvariable('excluded_levies')), false)
    AND NOT coalesce(regexp_matches(concat_ws(' ', r.budget_subject, r.levy_subitem),
                                    getvariable('excluded_subjects')), false)
),
first_month AS (
  SELECT strftime(strptime(max(month) || '-01', '%Y-%m-%d') - to_years($years), '%Y-%m') AS month FROM (
    SELECT max(src_period) AS month FROM lake_subsidy_payment
    UNION ALL SELECT max(coalesce(strftime(paid_on, '%Y-%m'), src_period)) FROM lake_tax_net_revenue)
)
SELECT mention_id,
       coalesce(sum(amount) FILTER (WHERE dataset = 'subsidy_payment'), 0)::DECIMAL(18, 2) AS subsidy,
       coalesce(sum(amount) FILTER (WHERE dataset = 'tax_net_revenue'), 0)::DECIMAL(18, 2) AS tax
FROM paid SEMI JOIN review_case USING (mention_id)
WHERE month > (SELECT month FROM first_month) GROUP BY mention_id
"""

LISTED: Final = """
SELECT count(*) FROM mention_source SEMI JOIN review_case USING (mention_id) WHERE dataset = 'chain_firm'
"""

# The firm proposed would rise to grade A at the nodes of the listing: does that change what the node is?
NODES: Final = """
CREATE OR REPLACE TEMP TABLE review_node AS
WITH standing AS (
  SELECT node, count(*) FILTER (WHERE grade IN ('A', 'B')) AS solid FROM placement GROUP BY node
),
risen AS (
  SELECT DISTINCT c.mention_id, n.key, n.name, n.chain,
         n.importance * CASE WHEN n.must_be_local THEN 1 ELSE 0.5 END AS weight,
         n.needed, s.solid, s.solid + (p.grade = 'C')::INT AS with_it
  FROM review_case c
  JOIN mention_source o ON o.mention_id = c.mention_id AND o.dataset = 'chain_firm'
  JOIN lake_chain_firm r ON r.src_delivery = o.delivery AND r.src_sheet = o.sheet AND r.src_row = o."row"
  JOIN chain_spelling l ON l.written = trim(r.chain)
  JOIN chain_node n ON n.chain = l.chain AND n.stage = trim(r.stage)
  JOIN placement p ON p.entity_id = c.entity_id AND p.node = n.key AND p.in_review
  JOIN standing s ON s.node = n.key
)
SELECT mention_id, list(chain || '·' || name ORDER BY chain, name) AS nodes,
       (sum(weight) * $node_yuan)::DECIMAL(18, 2) AS value
FROM risen
WHERE CASE WHEN solid = 0 THEN 0 WHEN solid < needed THEN 1 ELSE 2 END
   <> CASE WHEN with_it = 0 THEN 0 WHEN with_it < needed THEN 1 ELSE 2 END
GROUP BY mention_id
"""

WORTH: Final = """
CREATE OR REPLACE TEMP TABLE review_worth AS
SELECT c.mention_id, coalesce(m.subsidy, 0)::DECIMAL(18, 2) AS subsidy,
       coalesce(m.tax, 0)::DECIMAL(18, 2) AS tax, coalesce(n.nodes, []) AS nodes,
       coalesce(n.value, 0)::DECIMAL(18, 2) AS node_value,
       (abs(coalesce(m.subsidy, 0)) + abs(coalesce(m.tax, 0)) + coalesce(n.value, 0))::DECIMAL(18, 2) AS worth
FROM (SELECT DISTINCT mention_id FROM review_case) c
LEFT JOIN review_money m USING (mention_id) LEFT JOIN review_node n USING (mention_id)
"""

NO_NODES: Final = (
    "CREATE OR REPLACE TEMP TABLE review_node (mention_id VARCHAR, nodes VARCHAR[], value DECIMAL(18, 2))"
)


def put_money(con: duckdb.DuckDBPyConnection) -> None:
    """Create review_money for the mentions of review_case: net subsidy and tax of the last years, in yuan."""
    set_rules(con, load_rules())
    con.execute(MONEY, {"years": load_worth().years})


def put_worth(con: duckdb.DuckDBPyConnection) -> None:
    """Create review_worth for review_case: subsidy, tax, nodes, their value and all of it, in yuan.

    Needs the lake's views and the resolved tables. The chains are placed only where a case stands on the
    official list of a chain.
    """
    rules = load_worth()
    put_money(con)
    if con.execute(LISTED).fetchall()[0][0]:
        _place(con)
        con.execute(NODES, {"node_yuan": rules.node_yuan})
    else:
        con.execute(NO_NODES)
    con.execute(WORTH)


def _place(con: duckdb.DuckDBPyConnection) -> None:
    """Create `placement` and what it rests on, as the projection of the graph does."""
    put_industries(con)
    put_chains(con)
    put_current_rows(con)
    for stage in behind(PLACED_BY, stages()):
        if stage.kind in ("table", "view"):
            con.execute(f"CREATE OR REPLACE TEMP {stage.kind.upper()} {stage.target[0]} AS {stage.sql}")
    place_all(con)
