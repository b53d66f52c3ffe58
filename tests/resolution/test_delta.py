"""A delivery that is resolved upon the run before gives what a full run gives, to the byte."""

import re
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest
from pyarrow.parquet import read_table

from resolution import sources
from resolution.run import Outcome, resolve
from store.changes import changes
from store.deliveries import withdraw
from store.judgements import Verdict
from store.redirects import redirects
from tests.resolution import judged_city, panel_city
from tests.resolution.lake import deliver
from tests.resolution.monthly_city import City, deliver_month, firm, open_city


def _files(folder: Path) -> dict[str, bytes]:
    """Every file of a run that readers see; what is kept for the next run is nobody else's business."""
    found = (p for p in sorted(folder.rglob("*")) if p.is_file())
    return {str(p.relative_to(folder)): p.read_bytes() for p in found if "kept" not in p.parts}


def _state(city: City, outcome: Outcome) -> dict[str, Any]:
    with city.ledger.session() as session:
        steps = [(r.old, r.new, r.since, r.reason) for r in redirects(session)]
        feed = [(c.run, c.change, c.kind, c.entity, c.other, c.before, c.after) for c in changes(session)]
    files = _files(city.settings.resolved / outcome.run.path)
    return {"run": outcome.run.id, "hash": outcome.run.state_hash, "counts": outcome.run.counts,
            "redirects": steps, "changes": feed, **files}  # fmt: skip


def _differing(city: City, aside: Path) -> tuple[list[str], Outcome]:
    """Resolve upon the run before, and a copy in full; return what is not the same, and the first outcome."""
    shutil.copytree(city.settings.home, aside)
    copy = open_city(aside)
    delta, full = resolve(city.settings, city.ledger), resolve(copy.settings, copy.ledger, full=True)
    assert not any((full.reused.values_taken, full.reused.rows_taken, full.reused.mentions_taken))
    one, other = _state(city, delta), _state(copy, full)
    assert len(one) > 12
    return [name for name in sorted({*one, *other}) if one.get(name) != other.get(name)], delta


@pytest.mark.slow
@pytest.mark.parametrize(
    ("seed", "large", "parts"),
    [
        *(
            (seed, sources.LARGE, {"subsidy_payment", "tax_net_revenue", "company_registration"})
            for seed in range(3)
        ),
        (
            0,
            14,
            {
                "tax_net_revenue-2022",
                "tax_net_revenue-2023",
                "subsidy_payment-2022",
                "subsidy_payment-2023-02",
            },
        ),
    ],
)
def test_month_by_month_gives_what_a_full_run_gives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int, large: int, parts: set[str]
) -> None:
    """Ids, redirects and the feed of changes too, over deliveries, withdrawals and judgements.

    Also where a data set stands in parts by period or by year.
    """
    monkeypatch.setattr(sources, "LARGE", large)
    panel_city.few_teach(monkeypatch)
    rng, city = Random(seed), open_city(tmp_path / "city")
    deliver_month(city, rng, 1)
    resolve(city.settings, city.ledger)
    given = deliver(
        city.settings, city.ledger, "subsidy_payment", [{"beneficiary_name": "晋江大华鞋厂"}], "2023-01"
    )
    steps: list[Callable[[], object]] = [
        lambda: deliver_month(city, rng, 2),
        lambda: withdraw_one(city, given),
        lambda: deliver_month(city, rng, 3),
        lambda: judge_one(city),
        lambda: deliver_month(city, rng, 4),
    ]
    taken = 0
    for number, step in enumerate(steps):
        step()
        differing, outcome = _differing(city, tmp_path / f"full{number}")
        assert differing == []
        taken += outcome.reused.values_taken + outcome.reused.rows_taken
    assert taken
    assert read_table(city.settings.resolved / outcome.run.path / "panel.parquet").num_rows
    found = city.settings.resolved / outcome.run.path / "mention_source"
    assert parts <= {part.stem for part in found.iterdir()}


@pytest.mark.slow
def test_a_delta_that_changes_only_what_other_rows_say_decides_old_mentions_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name as near to one firm as to another goes to the open place, until that is taken too."""
    panel_city.few_teach(monkeypatch)
    city = panel_city.open_city(tmp_path / "city")
    panel_city.deliver_all(city)
    resolve(*city)
    name, firm = panel_city.BETWEEN, panel_city.OPEN
    assert panel_city.outcome(city)[name] == ("match", "panel_above", firm)
    since = panel_city.insured(panel_city.BRANDS.index("恒胜"))
    late = {m: [panel_city.row(firm, since, m)] for m in panel_city.MONTHS[3:]}
    given = [
        deliver(city.settings, city.ledger, "social_insurance", rows, month, "另一单位")
        for month, rows in late.items()
    ]
    differing, outcome = _differing(City(*city), tmp_path / "full")
    assert differing == []
    # of whom the other rows suggest another firm, or none, is weighed again
    assert (outcome.reused.mentions_weighed, outcome.reused.mentions_taken) == (1, 1)
    assert panel_city.outcome(city)[name][0] == "review"
    for delivery in given:
        withdraw_one(City(*city), delivery)
    differing, outcome = _differing(City(*city), tmp_path / "again")
    assert differing == []
    assert outcome.reused.mentions_weighed == 1
    assert panel_city.outcome(city)[name] == ("match", "panel_above", firm)


def withdraw_one(city: City, delivery: str) -> None:
    """Take a delivery out of force."""
    with city.ledger.session() as session:
        withdraw(session, delivery, at=judged_city.AT, actor="某某", reason="报错")


def judge_one(city: City) -> None:
    """Say of one mention that it is not what it was matched with."""
    opened = judged_city.opened(judged_city.City(*city))
    matched = (
        "SELECT mention_id, entity_id FROM match WHERE decision = 'match' ORDER BY tier DESC, mention_id"
    )
    mention, entity = opened.execute(matched).fetchall()[0]
    judged_city.judge(judged_city.City(*city), [(mention, entity, Verdict.CANNOT_LINK)])


@pytest.mark.slow
def test_with_the_registry_as_it_was_only_new_mentions_are_weighed(tmp_path: Path) -> None:
    city, rng = open_city(tmp_path / "city"), Random(1)
    deliver_month(city, rng, 1)
    resolve(city.settings, city.ledger)
    deliver(
        city.settings, city.ledger, "subsidy_payment", [{"beneficiary_name": "晋江宏源机械厂"}], "2023-02"
    )
    differing, outcome = _differing(city, tmp_path / "full")
    assert differing == []
    assert outcome.reused.mentions_weighed == 1
    assert outcome.reused.mentions_taken > 0
    deliver(city.settings, city.ledger, "company_registration", [firm(n) for n in range(44)], "2023-02")
    differing, outcome = _differing(city, tmp_path / "other")
    assert differing == []
    assert outcome.reused.mentions_taken == 0


def _rows(names: Sequence[str]) -> list[dict[str, str]]:
    return [{"beneficiary_name": n} for n in names]


@pytest.mark.slow
def test_what_other_rules_read_is_not_taken_over(tmp_path: Path) -> None:
    city = open_city(tmp_path / "city")
    deliver_month(city, Random(2), 1)
    run = resolve(city.settings, city.ledger)
    note = city.settings.resolved / run.run.path / "kept" / "kept.json"
    said = note.read_text()
    deliver(city.settings, city.ledger, "subsidy_payment", _rows(["晋江大华鞋厂"]), "2023-03")
    note.write_text(said.replace('"rules": "', '"rules": "x'))
    assert resolve(city.settings, city.ledger).reused.values_taken == 0


@pytest.fixture(scope="module")
def resolved_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A home with a run and a delivery after it, and what a full run makes of that."""
    home = tmp_path_factory.mktemp("once")
    city = open_city(home / "city")
    deliver_month(city, Random(2), 1)
    resolve(city.settings, city.ledger)
    deliver(city.settings, city.ledger, "subsidy_payment", _rows(["晋江大华鞋厂"]), "2023-03")
    copy = open_city(shutil.copytree(city.settings.home, home / "copy"))
    return city.settings.home, _state(copy, resolve(copy.settings, copy.ledger, full=True))


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:100])


def _flip_pages(path: Path) -> None:
    """Spoil every page of a parquet file and leave its footer, which tells where the columns stand."""
    whole = path.read_bytes()
    footer = len(whole) - 8 - int.from_bytes(whole[-8:-4], "little")
    path.write_bytes(whole[:4] + bytes(255 - byte for byte in whole[4:footer]) + whole[footer:])


NOTE, SEEN = "kept/kept.json", "沿用文件已损坏"
DAMAGES: dict[str, tuple[str, Callable[[Path], object]]] = {
    "note cut off": (NOTE, _cut),
    "note empty": (NOTE, lambda p: p.write_text("")),
    "note not text": (NOTE, lambda p: p.write_bytes(b"\xff\xfe\x00")),
    "note of another shape": (NOTE, lambda p: p.write_text("[]")),
    "note without parts": (NOTE, lambda p: p.write_text(re.sub('"parts"', '"part"', p.read_text()))),
    "parts of another shape": (NOTE, lambda p: p.write_text(re.sub("\\[", "[1, ", p.read_text()))),
    "map cut off": ("kept/name_map.parquet", _cut),
    "map with spoilt pages": ("kept/name_map.parquet", _flip_pages),
    "decisions with spoilt pages": ("kept/weighed.parquet", _flip_pages),
    "part cut off": ("mention_source/company_registration.parquet", _cut),
    "part empty": ("mention_source/company_registration.parquet", lambda p: p.write_bytes(b"")),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", DAMAGES)
def test_damage_to_what_was_kept_leads_to_a_full_run(
    tmp_path: Path,
    resolved_once: tuple[Path, dict[str, Any]],
    capsys: pytest.CaptureFixture[str],
    kind: str,
) -> None:
    home, wanted = resolved_once
    city = open_city(shutil.copytree(home, tmp_path / "city"))
    file, damage = DAMAGES[kind]
    [path] = city.settings.resolved.glob(f"*/{file}")
    damage(path)
    outcome = resolve(city.settings, city.ledger)
    assert _state(city, outcome) == wanted
    assert not any((outcome.reused.values_taken, outcome.reused.rows_taken, outcome.reused.mentions_taken))
    assert (SEEN in capsys.readouterr().err) == (file != NOTE)
    assert not list(city.settings.resolved.rglob("*.writing"))


@pytest.mark.slow
@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize(
    ("table", "damage"),
    [("match", _cut), ("entity", _flip_pages), ("entity", Path.unlink)],
    ids=["cut off", "spoilt pages", "gone"],
)
def test_a_damaged_run_before_counts_as_none(
    tmp_path: Path,
    resolved_once: tuple[Path, dict[str, Any]],
    capsys: pytest.CaptureFixture[str],
    table: str,
    damage: Callable[[Path], object],
    full: bool,
) -> None:
    home, wanted = resolved_once
    city = open_city(shutil.copytree(home, tmp_path / "city"))
    [path] = city.settings.resolved.glob(f"*/{table}.parquet")
    damage(path)
    outcome = resolve(city.settings, city.ledger, full=full)
    assert _state(city, outcome) == wanted | {"changes": []}
    assert "按没有上次归一处理" in capsys.readouterr().err
    deliver(
        city.settings,
        city.ledger,
        "company_registration",
        [firm(60) | {"name": "晋江市新客食品有限公司"}],
        "2023-04",
    )
    again = resolve(city.settings, city.ledger, full=full)
    assert [c[1] for c in _state(city, again)["changes"]], "the next run tells its changes again"


@pytest.mark.slow
def test_damage_seen_after_training_trains_once(
    tmp_path: Path, resolved_once: tuple[Path, dict[str, Any]]
) -> None:
    city = open_city(shutil.copytree(resolved_once[0], tmp_path / "city"))
    [part] = city.settings.resolved.glob("*/mention_source/company_registration.parquet")
    _cut(part)
    assert resolve(city.settings, city.ledger, retrain=True).run.model == 2


CARD, WRONG, OLD = "11010519491231002X", "110105194912310021", "110105491231002"


@pytest.mark.slow
def test_no_digit_of_an_identity_card_leaves_the_lake(tmp_path: Path) -> None:
    """In whatever cell and table, also one that no check digit tells, and with blanks or in full width."""
    city = open_city(tmp_path / "city")
    deliver_month(city, Random(3), 1)
    good = [{"code": CARD, "name": "王小明", "amount": 1}]
    deliver(city.settings, city.ledger, "tax_net_revenue", good, "2023-02")
    run = resolve(city.settings, city.ledger).run
    for path in (city.settings.resolved / run.path).rglob("*.parquet"):
        assert CARD not in _texts(path), path.name
    spaced, wide = "110105 19491231-0021", "１１０１０５１９４９１２３１００２Ｘ"
    named = [f"王小明{card}" for card in (CARD, WRONG, OLD, spaced, wide)]
    wrong = [{"code": card, "name": name, "amount": 2} for card in (WRONG, OLD) for name in named]
    deliver(city.settings, city.ledger, "tax_net_revenue", wrong, "2023-03")
    firms = [
        {
            **firm(60 + number),
            "legal_representative": f"王小明{card}",
            "phone": card,
            "address": f"鞋都路{card}号",
        }
        for number, card in enumerate((CARD, WRONG, OLD, spaced, wide))
    ]
    deliver(city.settings, city.ledger, "company_registration", firms, "2023-03")
    for step in range(2):
        differing, outcome = _differing(city, tmp_path / f"full{step}")
        assert differing == []
        assert outcome.reused.values_taken > 40
        for path in (city.settings.resolved / outcome.run.path).rglob("*.parquet"):
            found = re.sub(r"[ -]", "", _texts(path)).translate(str.maketrans("０１２３４５９", "0123459"))
            assert OLD not in found, path.name
            assert CARD[:17] not in found, path.name
        deliver(
            city.settings, city.ledger, "subsidy_payment", _rows(["晋江大华鞋厂"]), f"2023-{step + 4:02d}"
        )


def _texts(path: Path) -> str:
    return repr(read_table(path).to_pylist())
