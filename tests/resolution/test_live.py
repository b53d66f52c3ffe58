"""One record at a time: each is decided exactly as a whole run decides it."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import duckdb
import pytest

from core.errors import ResolutionError
from core.settings import Settings
from ingest.lake import snapshot
from resolution.arbiter.version import shipped
from resolution.engine import score_and_decide
from resolution.ladder import ladder
from resolution.live import Answer, Matcher
from resolution.model import Parameters, first_parameters
from resolution.run import Clock, certain, resolve
from store.judgements import Verdict, append
from store.ledger import Ledger
from tests.resolution.lake import code, deliver
from tests.road import Road

FIELDS: Final = ("name", "code", "org_code", "person", "phone", "address", "town", "industry")
BRANDS: Final = tuple("恒盛 大华 金鹰 凯达 明辉 泰丰 华盛 顺达 宏远 鑫源 立兴 嘉泰".split())  # noqa: SIM905
TRADES: Final = ("鞋业", "服装", "食品", "机械")
SEVERAL: Final = "SELECT raw_id FROM mention_tuple GROUP BY 1 HAVING count(*) > 1"
DECIDED: Final = f"""
SELECT {", ".join("r." + f for f in FIELDS)}, t.mention_id, d.decision, d.entity_id, d.tier,
       d.reason, d.runner_up, d.weight, d.margin, d.probability
FROM mention_tuple t JOIN raw_tuple r USING (raw_id) JOIN decided d USING (mention_id)
WHERE t.raw_id NOT IN ({SEVERAL}) AND starts_with(d.tier, ?)
  AND (d.tier <> 'code' OR hash(t.mention_id) % ? = 0)
QUALIFY row_number() OVER (PARTITION BY t.mention_id ORDER BY r.raw_id) = 1 ORDER BY t.mention_id
"""
SAID: Final = ("mention_id", "decision", "entity_id", "tier", "reason", "runner_up")
MEASURED: Final = ("weight", "margin", "probability")


def _registry() -> list[dict[str, object]]:
    firms: list[dict[str, object]] = [
        {"name": f"晋江市{brand}{trade}有限公司", "code": code(12 * t + i), "town": "陈埭镇",
         "legal_representative": "王小" + brand[0], "phone": f"1380595{12 * t + i:04d}",
         "address": f"晋江市陈埭镇溪边村{12 * t + i}号"}
        for t, trade in enumerate(TRADES) for i, brand in enumerate(BRANDS)
    ]  # fmt: skip
    more = (
        "福建百凯拉链织造有限公司", "晋江市百凯拉链织造有限公司池店分公司", "厦门思力商贸有限公司",
        "福州思力商贸有限公司", "晋江市顺发贸易商行", "晋江市顺发贸易商行", "晋江市环境保护局",
        "晋江市宝发鞋材有限公司",
        "中国工商银行股份有限公司晋江支行", "中国工商银行股份有限公司晋江池店支行", "泉州轻工职业学院",
    )  # fmt: skip
    return firms + [{"name": n, "code": code(900 + i)} for i, n in enumerate(more)]


def _slip(text: str) -> str:
    return text[:9] + ("1" if text[9] != "1" else "2") + text[10:]


NAMES: Final = (
    "晋江市恒盛鞋业有限公司", "晋江恒盛鞋业有限责任公司", "晋江恒胜鞋业有限公司", "恒盛鞋业", "恒盛",
    "厦门恒盛鞋业有限公司", "晋江市恒盛鞋业有限公司销售部", "百凯拉链织造有限公司池店分公司", "百凯拉链",
    "思力商贸有限公司", "晋江市顺发贸易商行", "晋江市环保局", "晋江环境保护局", "晋江市宝发鞋材厂", "张三丰",
    "工商银行池店支行", "工行晋江支行", "轻工学院", "泉州轻工", "上海过客建设有限公司", "360", "XIANG盛鞋业",
    "王小恒", "晋江市人民政府", "金鹰", "鞋业有限公司", "晋江市凱達服裝有限公司", "顺达机械、嘉泰机械",
)  # fmt: skip
CODED: Final = (
    ("晋江恒盛鞋业", code(0)), ("晋江大华鞋业", code(0)), ("无此公司", code(4000)), ("恒盛鞋业", code(4001)),
    ("晋江市金鹰鞋业", _slip(code(2))), ("晋江市凯达鞋业", code(3)[8:17]), (None, code(5)),
)  # fmt: skip


def _run(settings: Settings, parameters: Parameters | None = None) -> duckdb.DuckDBPyConnection:
    """Return a connection on which a run has decided what the lake names."""
    con, ledger = duckdb.connect(), Ledger(settings)
    certain(con, ledger, snapshot(settings, ledger), Clock())
    score_and_decide(con, ladder(), parameters=parameters, arbiter=shipped() if parameters else None)
    return con


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = Settings(home=tmp_path_factory.mktemp("live"))
    ledger = Ledger(settings)
    deliver(settings, ledger, "company_registration", _registry())
    deliver(settings, ledger, "subsidy_payment", [{"beneficiary_name": n, "amount": 1} for n in NAMES])
    deliver(settings, ledger, "tax_net_revenue", [{"name": n, "code": c, "amount": 1} for n, c in CODED])
    evidence = {"legal_representative": "王小恒", "phone": "13805950000", "town": "陈埭镇"}
    deliver(settings, ledger, "tax_registration", [{"code": code(4002), "name": "恒盛鞋业商行", **evidence}])
    return settings


@pytest.fixture(scope="module")
def con(city: Settings) -> duckdb.DuckDBPyConnection:
    return _run(city)


@pytest.fixture(scope="module")
def matcher(con: duckdb.DuckDBPyConnection) -> Iterator[Matcher]:
    found = Matcher(con)
    yield found
    found.close()


def _differences(
    con: duckdb.DuckDBPyConnection, matcher: Matcher, part: int = 1, tier: str = ""
) -> list[tuple[Any, ...]]:
    """Return the mentions that a run and the matcher decide differently; of codes one in `part` is asked."""
    found = []
    rows = con.execute(DECIDED, [tier, part]).fetchall()
    assert rows
    for row in rows:
        answer: Mapping[str, Any] = matcher.match(dict(zip(FIELDS, row, strict=False)))
        said, measured = row[8:14], row[14:]
        same = all(
            a == b if a is None or b is None else abs(a - b) <= 1e-6
            for a, b in zip((answer[m] for m in MEASURED), measured, strict=True)
        )
        if tuple(answer[s] for s in SAID) != said or not same:
            found.append((row[:8], said, measured, answer))
    return found


@pytest.mark.slow
def test_every_mention_is_decided_as_in_a_run(con: duckdb.DuckDBPyConnection, matcher: Matcher) -> None:
    tiers = {t for (t,) in con.execute("SELECT DISTINCT tier FROM decided").fetchall()}
    assert tiers >= {
        "code",
        "org_code",
        "code_repaired",
        "name",
        "anatomy",
        "branch",
        "upgraded",
        "model",
        "unresolved",
    }
    assert _differences(con, matcher) == []


@pytest.mark.slow
def test_trained_parameters_weigh_as_in_a_run(city: Settings) -> None:
    parameters = {
        name: [(m * (0.9 - 0.05 * i), u * (1.1 + 0.1 * i)) for i, (m, u) in enumerate(levels)]
        for name, levels in first_parameters().items()
    }
    con = _run(city, parameters)
    assert _differences(con, Matcher(con, parameters=parameters, arbiter=shipped()), tier="model") == []


def test_a_record_before_does_not_speak_for_the_next(matcher: Matcher) -> None:
    alone = matcher.match({"name": "恒盛"})
    others = (
        "晋江市环境保护局",
        "中国工商银行股份有限公司晋江池店支行",
        None,
        "晋江市恒盛鞋业有限公司销售部",
    )
    for other in others:
        matcher.match({"name": other, "code": code(0), "phone": "13805950000"})
        assert matcher.match({"name": "恒盛"}) == alone


@pytest.mark.slow
def test_threads_share_one_matcher(con: duckdb.DuckDBPyConnection, matcher: Matcher) -> None:
    records = [{"name": name} for name in NAMES[:8]] * 2
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(matcher.match, records))
    assert together == [matcher.match(r) for r in records]


def test_a_match_names_the_firm_and_shows_its_rivals(matcher: Matcher) -> None:
    found = matcher.match({"name": "晋江恒胜鞋业有限公司", "person": "王小恒"})
    assert (found["decision"], found["tier"]) == ("match", "model")
    assert found["match_name"] == "晋江市恒盛鞋业有限公司"
    weights = [c["weight"] for c in found["candidates"]]
    assert 2 <= len(weights) <= 5
    assert found["candidates"][0]["id"] == found["match_id"]
    assert weights == sorted(weights, key=lambda w: -(w or 0.0))
    shared = matcher.match({"name": "晋江市顺发贸易商行"})
    assert (shared["decision"], shared["match_id"], len(shared["candidates"])) == ("ambiguous", None, 2)


NOBODY: Final = {
    None: "empty",
    "": "empty",
    "\x00\x07": "",
    "😀": "",
    "'; --": "",
    "长" * 2000: "name_too_long",
}


@pytest.mark.parametrize("name", NOBODY)
def test_what_is_no_name_is_answered_with_a_reason(matcher: Matcher, name: str | None) -> None:
    found = matcher.match({"name": name})
    assert (found["decision"], found["match_id"]) == ("none", None)
    assert found["reason"].startswith(NOBODY[name])


def test_an_empty_registry_matches_nothing(con: duckdb.DuckDBPyConnection) -> None:
    empty = duckdb.connect()
    for table in ("entity", "entity_name", "anatomy"):
        rows = con.sql(f"SELECT * FROM {table} LIMIT 0").to_arrow_table()
        empty.register("rows", rows)
        empty.execute(f"CREATE TABLE {table} AS FROM rows")
    assert Matcher(empty).match({"name": "晋江市恒盛鞋业有限公司"})["reason"] == "no_candidate"


def test_a_city_without_a_run_says_so(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    with pytest.raises(ResolutionError, match="还没有归一结果"):
        Matcher.open(settings, Ledger(settings))


@pytest.mark.slow
def test_the_city_is_opened_with_its_judgements(city: Settings) -> None:
    ledger = Ledger(city)
    run = resolve(city, ledger)
    opened = Matcher.open(city, ledger)
    listed = duckdb.connect()
    folder = city.resolved / run.run.path
    empty = " AND ".join(f"m.{f} IS NULL" for f in FIELDS[1:])
    rows = listed.execute(f"""
        SELECT m.name, m.mention_id, d.decision, d.entity_id, d.tier, d.reason, round(d.weight, 6)
        FROM '{folder}/match.parquet' d JOIN '{folder}/mention.parquet' m USING (mention_id)
        WHERE m.kind = 'ent' AND {empty} ORDER BY ALL""").fetchall()
    assert len(rows) > 20
    for name, *wanted in rows:
        a: Answer = opened.match({"name": name})
        weight = None if a["weight"] is None else round(a["weight"], 6)
        assert [a["mention_id"], a["decision"], a["entity_id"], a["tier"], a["reason"], weight] == wanted
    wrong = opened.match({"name": "晋江恒胜鞋业有限公司"})
    other = opened.match({"name": "晋江市大华鞋业有限公司"})["match_id"]
    assert other
    at = datetime(2023, 6, 1)
    with ledger.session() as session:
        append(
            session, wrong["mention_id"], other, Verdict.MUST_LINK, actor="王科员", reason="电话核实", at=at
        )  # fmt: skip
    judged = Matcher.open(city, ledger).match({"name": "晋江恒胜鞋业有限公司"})
    assert (judged["match_id"], judged["tier"]) == (other, "judgement")


@pytest.mark.slow
def test_a_whole_city_is_decided_as_in_a_run(tmp_path: Path) -> None:
    road = Road(tmp_path)
    road.run("generate", "--enterprises", "300", "--seed", "9", "--out", str(road.city))
    road.run("ingest", str(road.city / "supply"), exits=3)
    con = _run(Settings(home=tmp_path / "home"))
    assert _differences(con, Matcher(con), 20) == []
