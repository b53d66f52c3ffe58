"""Where a record comes from: file, sheet, row, delivery, department, and why it was matched as it was."""

import re
from dataclasses import dataclass
from typing import Any

import duckdb

from core.duck import records
from core.errors import NotFoundError, UsageError
from ingest.contract import DatasetSpec, load_catalogue
from resolution.reasons import CAPTIONS

KEY = re.compile(
    r"^(?P<dataset>[a-z0-9_]+)/(?P<period>[^/]+)/(?P<delivery>[^#]+)#(?P<sheet>.*)!(?P<row>\d+)$"
)
DECISIONS = {"match": "匹配", "review": "待核对", "none": "名录外", "ambiguous": "无法区分"}
NAMED = """
SELECT s.role, s.part_no AS part, n.kind, n.name AS written, m.decision, m.tier, m.reason, m.weight, m.margin,
       m.probability, m.model,
       coalesce(m.entity_id, m.own_entity_id) AS entity_id, e.name AS entity, r.name AS runner_up
FROM mention_source s
JOIN mention n USING (mention_id)
JOIN match m USING (mention_id)
LEFT JOIN entity e ON e.entity_id = coalesce(m.entity_id, m.own_entity_id)
LEFT JOIN entity r ON r.entity_id = m.runner_up
WHERE s.dataset = $dataset AND s.delivery = $delivery AND s.sheet = $sheet AND s."row" = $row
ORDER BY s.role, s.part_no, n.kind
"""


@dataclass(frozen=True)
class Trace:
    """A source record: where it stands, what it says (caption → value), and whom it was taken to name."""

    where: dict[str, Any]
    cells: dict[str, Any]
    named: list[dict[str, Any]]


def _record(con: duckdb.DuckDBPyConnection, dataset: DatasetSpec, place: dict[str, Any]) -> dict[str, Any]:
    query = (
        f"SELECT * FROM history_{dataset.key} WHERE src_delivery = $delivery "
        "AND src_sheet = $sheet AND src_row = $row"
    )
    rows = records(con, query, {k: place[k] for k in ("delivery", "sheet", "row")})
    if not rows:
        raise NotFoundError("数据湖里没有这条记录。", advice="它的交付可能已撤回或被替换。")
    return rows[0]


def parse_key(key: str) -> dict[str, Any]:
    """Take a source key apart; raises UsageError when it is none."""
    found = KEY.match(key)
    if found is None:
        raise UsageError(f"“{key}”不是来源键。", advice="来源键形如 数据集/所属期/交付#工作表!行号。")
    return {**found.groupdict(), "row": int(found["row"])}


def trace(key: str, con: duckdb.DuckDBPyConnection) -> Trace:
    """Follow a source key to its file and its match decisions; `con` is of `open_lake`."""
    place = parse_key(key)
    catalogue = load_catalogue()
    dataset = catalogue.dataset(place["dataset"])
    record = _record(con, dataset, place)
    files = con.execute(
        "SELECT file, received_on FROM delivery_list WHERE id = $d", {"d": place["delivery"]}
    ).fetchall()
    file, received = files[0] if files else (None, None)
    where = {
        "来源": key,
        "部门": catalogue.unit_of(dataset.key).name,
        "供数单位": record["src_supplier"],
        "数据集": dataset.label,
        "文件": file,
        "工作表": place["sheet"],
        "行号": place["row"],
        "所属期": place["period"],
        "交付": place["delivery"],
        "收到日期": received,
    }
    cells = {f.label: record[f.key] for f in dataset.fields if record[f.key] is not None}
    named = records(con, NAMED, {k: place[k] for k in ("dataset", "delivery", "sheet", "row")})
    for row in named:
        row["decision"] = DECISIONS.get(row["decision"], row["decision"])
        row["reason"] = next((c for r, c in CAPTIONS.items() if r.value == row["reason"]), row["reason"])
    return Trace(where, cells, named)
