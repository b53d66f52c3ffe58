"""Asked later as known at a moment, the product answers as it did at that moment, byte for byte.

Deliveries, a correction, a withdrawal, a judgement and its undoing come one by one; after each the graph is
brought up to date and its answers are kept. At the end each moment is asked for again.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import neo4j
import pytest

import queries
from cli.output import plain
from core.errors import NotFoundError, UsageError
from core.settings import Settings
from data.chains import load_chains
from data.city.settings import CitySettings
from data.city.supply.generate import generate
from data.city.supply.profile import read_profile
from graph_model import jars, server
from graph_model.connect import connect
from ingest.delivery import deliver
from ingest.gather import Options
from pipeline import asking, past
from pipeline.refresh import refresh
from queries.catalogue import load_queries
from queries.chain_board import chain_board
from store import deliveries, judgements
from store.judgements import Verdict
from store.ledger import Ledger
from store.tables import Delivery

NOW = datetime(2024, 1, 1)
FIRMS = "MATCH (e:Enterprise)<-[:GRANTED_TO]-() RETURN DISTINCT e.id AS id ORDER BY id LIMIT 12"
NAMED = "MATCH (e:Enterprise {id: $id}) RETURN e.name AS name"
IN_DOUBT = """
SELECT mention_id, entity_id FROM match JOIN mention USING (mention_id)
WHERE decision = 'review' AND kind = 'ent' AND entity_id IS NOT NULL AND mention_id IN
      (SELECT mention_id FROM mention_source
       WHERE dataset IN ('property_mortgage', 'property_registration', 'subsidy_payment'))
ORDER BY rows DESC, mention_id LIMIT 1
"""
MAY = ("202305", "2023-05", "2023年5月")


class Act(NamedTuple):
    """What happened, and when."""

    at: datetime
    do: Callable[[datetime], object]


class History(NamedTuple):
    """An installation with a past: what it answered after each act."""

    settings: Settings
    ledger: Ledger
    firms: list[str]
    answers: dict[datetime, str]
    everything: str  # what every named query answered at the second moment


def _everything(settings: Settings, ledger: Ledger, firm: str) -> str:
    """Every row of every named query, asked as its header shows, of one firm where it asks for one."""
    lake = queries.open_lake(settings, ledger)
    told = {}
    with connect(settings) as session:
        for name, query in load_queries().items():
            given = {
                k: firm if p.type == "enterprise" else p.example
                for k, p in query.params.items()
                if p.required
            }
            told[name] = queries.run(name, given, session, lake).rows
    lake.close()
    return json.dumps(plain(told), ensure_ascii=False, sort_keys=True, indent=1)


def _answers(settings: Settings, ledger: Ledger, firms: list[str]) -> str:
    """Every row of profile, support and chain board, as the command line writes JSON."""
    lake = queries.open_lake(settings, ledger)
    told: dict[str, Any] = {}
    with connect(settings) as session:
        for firm in firms:
            try:
                told[firm] = [
                    queries.profile(firm, session),
                    queries.profile(firm, session, lake, datetime(2022, 12, 31).date()),
                    [s.rows for s in queries.support_sections(firm, session)],
                ]
            except NotFoundError as error:  # nobody knew of it yet, or it had not been founded by that day
                told[firm] = str(error)
        told |= {c.title: vars(chain_board(c.title, session)) for c in load_chains()}
        told["lake"] = queries.run("city_indicators", {}, session, lake).rows
    lake.close()
    return json.dumps(plain(told), ensure_ascii=False, sort_keys=True, indent=1)


def _subsidy(folder: Path, name: str, firm: str, amount: int) -> Path:
    """Write a file of one payment; a later one of the same month corrects it."""
    path = folder / f"政府补助拨款奖励资金扶持信息{name}.csv"
    line = f"{firm},{firm},晋江市工业和信息化局,{amount},晋财指标〔2023〕9号,技改奖励,技术改造专项资金"
    path.write_text(
        "企业名称,收款人,单位名称,金额,指标文号,指标摘要,项目名称\n" + line + "\n", encoding="utf-8-sig"
    )
    return path


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Iterator[History]:
    folder = tmp_path_factory.mktemp("past")
    city = CitySettings(enterprises=300, seed=11, months="2022-01..2023-05")
    generate(city, read_profile("final"), folder / "city", "final", lambda *_: None, lambda _: None)
    settings = Settings(home=folder / "home", neo4j_port=0, neo4j_heap="512m", neo4j_page_cache="64m")
    jars.fetch_jars(settings)
    ledger = Ledger(settings)
    yield _live(settings, ledger, folder)
    server.stop(settings)
    for state in list(past.states(settings)):
        asking.drop(settings, state)


def _hold_back(supply: Path, aside: Path, *words: str) -> list[Path]:
    """Put the files whose names hold one of some words aside."""
    aside.mkdir()
    found = sorted(p for p in supply.rglob("*") if p.is_file() and any(w in p.name for w in words))
    return [p.rename(aside / p.name) for p in found]


def _live(settings: Settings, ledger: Ledger, folder: Path) -> History:
    supply = folder / "city" / "supply"
    may = _hold_back(supply, folder / "may", *MAY)
    register = _hold_back(supply, folder / "register", "企业登记信息（截至")
    assert may
    assert register

    def take(*paths: Path, period: str | None = None) -> Callable[[datetime], object]:
        def do(at: datetime) -> None:
            receipts = deliver(settings, ledger, paths, Options(received_at=at, period=period))
            assert any(r.good for r in receipts), [r.error for r in receipts]

        return do

    begin = datetime(2023, 6, 1, 9)
    take(supply)(begin)
    refresh(settings, ledger)
    lake = queries.open_lake(settings, ledger)
    ((mention, entity),) = lake.execute(IN_DOUBT).fetchall()
    lake.close()
    with connect(settings) as session:
        firms = sorted({entity, *(r["id"] for r in session.run(FIRMS))})
        name = session.run(NAMED, id=firms[0]).single(strict=True)["name"]
    answers, everything = {begin: _answers(settings, ledger, firms)}, ""

    def withdraw(at: datetime) -> None:
        with ledger.session() as session:
            came = deliveries.deliveries(session, dataset="chain_firm")
            deliveries.withdraw(session, came[0].id, "名单有误", "信息员", at)

    def judge(at: datetime) -> None:
        with ledger.session() as session:
            judgements.append(
                session,
                mention,
                entity,
                Verdict.MUST_LINK,
                actor="核数员",
                reason="电话核实",
                at=universal(at),
            )

    def undo(at: datetime) -> None:
        with ledger.session() as session:
            judgements.undo(session, 1, actor="核数员", reason="看错", at=universal(at))

    first, second = (_subsidy(folder, n, name, a) for n, a in (("一", 500_000), ("二", 800_000)))
    for act in (
        Act(datetime(2023, 6, 10), lambda at: (take(*register)(at), take(first, period="2023-05")(at))),
        Act(datetime(2023, 6, 20), take(second, period="2023-05")),
        Act(datetime(2023, 7, 1, 10), withdraw),
        Act(datetime(2023, 7, 10), judge),
        Act(datetime(2023, 7, 20), undo),
        Act(datetime(2023, 8, 1), take(*may)),
    ):
        act.do(act.at)
        refresh(settings, ledger)
        answers[act.at] = _answers(settings, ledger, firms)
        everything = everything or _everything(settings, ledger, firms[0])
    return History(settings, ledger, firms, answers, everything)


def universal(moment: datetime) -> datetime:
    """A local time as the ledger keeps judgements."""
    return moment.astimezone(UTC).replace(tzinfo=None)


def _lines(told: str) -> list[str]:
    """An answer line by line, so that a difference is shown and not the whole."""
    return told.splitlines()


@pytest.mark.slow
@pytest.mark.neo4j
def test_what_was_answered_then_is_answered_again(history: History) -> None:
    settings, ledger, firms, answers, everything = history
    moments = list(answers)
    different = [a != b for a, b in zip(answers.values(), list(answers.values())[1:], strict=False)]
    assert all(different), "every act must show in some answer, or the test shows nothing"
    for moment, told in answers.items():
        with asking.asked_at(settings, ledger, moment, now=NOW) as then:
            assert _lines(_answers(then, Ledger(then), firms)) == _lines(told), moment
            if moment == moments[1]:
                assert _lines(_everything(then, Ledger(then), firms[0])) == _lines(everything)
    # The undone judgement leaves what was known before it; the last moment is what is served now.
    assert answers[moments[3]] == answers[moments[5]]
    assert len(list(past.states(settings))) == len(moments) - 2
    assert past.plan(settings, ledger, moments[-1], NOW).current
    assert all(server.running(past.settings_of(settings, s.key)) is None for s in past.states(settings))


@pytest.mark.slow
@pytest.mark.neo4j
def test_a_state_is_used_again_and_one_that_was_not_finished_is_not(
    history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, ledger, moment = history.settings, history.ledger, datetime(2023, 6, 12)
    with asking.asked_at(settings, ledger, moment, now=NOW, graph=False) as then:
        made = past.read(settings, then.home.name)
    with asking.asked_at(settings, ledger, datetime(2023, 6, 13), now=NOW, graph=False) as again:
        assert again.home == then.home
        assert past.read(settings, again.home.name) == made
        with pytest.raises(UsageError, match="正在被查询"):
            asking.drop(settings, made)  # type: ignore[arg-type]
    # Killed while it was made: no note, and a graph that runs without being known.
    started = server.start(then)
    server.state_file(then).unlink()
    (then.home / past.NOTE).unlink()
    monkeypatch.setattr(past, "load", _broken)
    with (
        pytest.raises(RuntimeError, match="power cut"),
        asking.asked_at(settings, ledger, moment, now=NOW, graph=False),
    ):
        pass
    assert not started.alive
    assert not then.home.exists()
    assert settings.lake.is_dir()


def _broken(*_: object) -> neo4j.Session:
    raise RuntimeError("power cut")


def _came(ledger: Ledger, at: datetime) -> None:
    row = Delivery(
        id="d1", dataset="chain_firm", period="2022", supplier="市工信局", file_name="a.csv", sha256="1",
        received_at=at, committed_at=at, mode="snapshot",
    )  # fmt: skip
    with ledger.session() as session:
        deliveries.record(session, row, [], replaces=False)


@pytest.mark.parametrize(
    ("moment", "error", "words"),
    [
        (datetime(2023, 5, 31, 23, 59), NotFoundError, "最早的一份收到于 2023-06-01 09:00"),
        (datetime(2024, 1, 2), UsageError, "在将来"),
        (datetime(2023, 6, 2), NotFoundError, "没有在用的数据"),
    ],
)
def test_a_moment_that_nothing_can_be_known_of(
    settings: Settings, ledger: Ledger, moment: datetime, error: type[Exception], words: str
) -> None:
    _came(ledger, datetime(2023, 6, 1, 9))
    with pytest.raises(error, match=words):
        past.plan(settings, ledger, moment, NOW)


def test_before_anything_came_nothing_is_known(settings: Settings, ledger: Ledger) -> None:
    with pytest.raises(NotFoundError, match="还没有收到过任何交付件"):
        past.plan(settings, ledger, NOW, NOW)


def test_a_state_is_found_by_the_beginning_of_its_key(settings: Settings) -> None:
    for key in ("abc1", "abd2"):
        past.home_of(settings, key).mkdir(parents=True)
        note = past.State(key, "2023-06-01", "", 1, 1, 0, 1, "r", "", 1.0)
        (past.home_of(settings, key) / past.NOTE).write_text(json.dumps(asdict(note)), encoding="utf-8")
    past.home_of(settings, "unfinished").mkdir()
    assert [s.key for s in past.states(settings)] == ["abc1", "abd2"]
    assert asking.find(settings, "abc").key == "abc1"
    with pytest.raises(UsageError, match="不止一个"):
        asking.find(settings, "ab")
    with pytest.raises(NotFoundError):
        asking.find(settings, "unf")
    asking.drop(settings, asking.find(settings, "abd"))
    assert [s.key for s in past.states(settings)] == ["abc1"]
