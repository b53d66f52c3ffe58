"""Leaders, liaisons, trainings: one leader at a time, history kept, a sheet is taken whole or not at all."""

from datetime import date, datetime
from pathlib import Path

import pytest

from core.errors import ChanyeError, NotFoundError, UsageError
from governance.units.directory import directory
from governance.units.eventsheet import import_events
from governance.units.roster import import_roster
from governance.units.supplier import find_supplier, names_of, suppliers
from store import appointments, unit_events
from store.appointments import Post
from store.tables import Appointment, UnitEvent
from tests.governance.office import Office
from tests.ingest.samples import xlsx_bytes

NOW = datetime(2023, 6, 1, 9)


def _person(name: str, since: str, role: Post = Post.LEADER, supplier: str = "陈埭镇") -> Appointment:
    return Appointment(
        unit="town", supplier=supplier, role=role.value, name=name, position="", phone="", ends=None,
        since=date.fromisoformat(since), reason="", actor="x", recorded_at=NOW,
    )  # fmt: skip


def _leaders(office: Office, day: str, known_on: datetime | None = None) -> list[str]:
    with office.ledger.session() as session:
        found = appointments.in_force(session, date.fromisoformat(day), supplier="陈埭镇", known_on=known_on)
        return [t.row.name for t in found if t.row.role == Post.LEADER]


def test_there_are_35_suppliers_and_towns_are_their_own() -> None:
    assert len(list(suppliers())) == 16 + 19
    assert find_supplier("陈埭镇").town
    assert find_supplier("国家税务总局晋江市税务局").name == "市税务局"
    assert len(names_of("town")) == 19
    for name, said in (("各镇（街道）", "请写明是哪一个"), ("海关", "没有单位")):
        with pytest.raises(NotFoundError, match=said):
            find_supplier(name)


def test_two_leaders_at_one_time_are_refused_and_the_first_stays(office: Office) -> None:
    with office.ledger.session() as session:
        appointments.appoint(session, _person("张示例", "2023-06-01"))
    with pytest.raises(UsageError, match="同一时间只能有一名"), office.ledger.session() as session:
        appointments.appoint(session, _person("李示例", "2023-07-01"))
    assert _leaders(office, "2023-07-02") == ["张示例"]


@pytest.mark.parametrize("since", ["2023-01-01", "2023-06-01"])
def test_one_who_would_begin_before_cannot_replace(office: Office, since: str) -> None:
    with office.ledger.session() as session:
        appointments.appoint(session, _person("张示例", "2023-06-01"))
    with pytest.raises(UsageError), office.ledger.session() as session:
        appointments.appoint(session, _person("李示例", since), replace=True)


def test_replacing_ends_the_old_term_on_the_day_the_new_one_begins(office: Office) -> None:
    with office.ledger.session() as session:
        appointments.appoint(session, _person("张示例", "2023-06-01"))
        appointments.appoint(session, _person("李示例", "2023-07-01"), replace=True)
        assert len(appointments.history(session, "陈埭镇")) == 3
    assert (_leaders(office, "2023-06-30"), _leaders(office, "2023-07-01")) == (["张示例"], ["李示例"])
    assert _leaders(office, "2023-07-01", known_on=datetime(2023, 5, 1)) == []


def test_terms_that_follow_each_other_and_several_liaisons_are_fine(office: Office) -> None:
    with office.ledger.session() as session:
        appointments.appoint(session, _person("张示例", "2023-01-01"), until=date(2023, 6, 1))
        appointments.appoint(session, _person("李示例", "2023-06-01"))
        for name in ("甲示例", "乙示例"):
            appointments.appoint(session, _person(name, "2023-06-01", Post.LIAISON))
        (row,) = [r for r in directory(session, date(2023, 6, 2)) if r["supplier"] == "陈埭镇"]
    assert (row["leader"], row["liaison"], row["datasets"]) == ("李示例", "甲示例、乙示例", 3)


def test_a_term_ends_once(office: Office) -> None:
    with office.ledger.session() as session:
        number = appointments.appoint(session, _person("张示例", "2023-06-01")).id
        appointments.end(session, number, date(2023, 7, 1), reason="调离", actor="x", at=NOW)
    for day, said in ((date(2023, 7, 1), "已经结束"), (date(2023, 8, 1), "已经结束")):
        with pytest.raises(UsageError, match=said), office.ledger.session() as session:
            appointments.end(session, number, day, reason="x", actor="x", at=NOW)
    with pytest.raises(NotFoundError), office.ledger.session() as session:
        appointments.end(session, 99, date(2023, 8, 1), reason="x", actor="x", at=NOW)


def test_a_leader_whose_end_is_known_can_end_earlier_and_be_replaced(office: Office) -> None:
    with office.ledger.session() as session:
        number = appointments.appoint(session, _person("张示例", "2023-01-01"), until=date(2027, 1, 1)).id
        late = _person("李示例", "2023-07-01")
        late.recorded_at = datetime(2023, 6, 20)
        appointments.appoint(session, late, replace=True)
    assert (_leaders(office, "2023-06-30"), _leaders(office, "2023-07-01")) == (["张示例"], ["李示例"])
    assert _leaders(office, "2023-07-01", known_on=NOW) == ["张示例"]
    with office.ledger.session() as session:
        appointments.end(session, number, date(2023, 5, 1), reason="更正", actor="x", at=NOW)
    assert _leaders(office, "2023-06-30") == []


HEAD = ["单位", "职责", "姓名", "职务", "联系电话", "任职日期", "离任日期"]
GOOD = ["市财政局", "分管领导", "王示例", "副局长", "13800000000", "2023-06-01", ""]


def _import(office: Office, path: Path, rows: list[list[str]]) -> int:
    path.write_bytes(xlsx_bytes({"名册": [["信息员名册"], HEAD, *rows]}))
    with office.ledger.session() as session:
        return import_roster(session, path, since=date(2023, 6, 1), actor="x", at=NOW)


def test_a_roster_is_taken_in_and_again_changes_nothing(office: Office, tmp_path: Path) -> None:
    rows = [
        GOOD,
        ["陈埭镇", "联系员", "陈示例", "", "", "", ""],
        ["陈埭镇", "leader", "林示例", "", "", "2023.6.1", ""],
    ]
    assert _import(office, tmp_path / "r.xlsx", rows[:2]) == 2
    assert _import(office, tmp_path / "r.xlsx", rows[:2]) == 0


def test_a_roster_with_the_day_somebody_left_ends_the_term(office: Office, tmp_path: Path) -> None:
    left = [*GOOD[:5], "", "2024-03-01"]
    assert _import(office, tmp_path / "r.xlsx", [GOOD]) == 1
    assert _import(office, tmp_path / "r.xlsx", [left]) == 1
    with office.ledger.session() as session:
        assert [t.until for t in appointments.terms(session)] == [date(2024, 3, 1)]
    for again in (left, [*GOOD[:5], "2024-05-01", "2024-03-01"], GOOD):
        assert _import(office, tmp_path / "r.xlsx", [again]) == 0
    with office.ledger.session() as session:
        assert len(appointments.history(session, "市财政局")) == 2


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (["市财政局", "分管领导", "李示例", "", "", "2023-07-01", ""], "第 4 行：市财政局已有一名分管领导"),
        (["海关", "联系员", "李示例", "", "", "", ""], "第 4 行“单位”：没有单位“海关”"),
        (["各镇（街道）", "联系员", "李示例", "", "", "", ""], "第 4 行“单位”：.*请写明是哪一个"),
        (["市税务局", "主任", "李示例", "", "", "", ""], "第 4 行“职责”写的是“主任”"),
        (["市税务局", "联系员", "李示例", "", "", "六月", ""], "第 4 行“任职日期”写的是“六月”"),
        (["市税务局", "联系员", "", "", "", "", ""], "第 4 行：姓名不能为空"),
        (["市税务局", "分管领导", "李示例", "", "", "2023-06-01", "2023-05-01"], "第 4 行：任期止于"),
    ],
)
def test_one_mistake_in_a_roster_keeps_all_of_it_out(
    office: Office, tmp_path: Path, wrong: list[str], said: str
) -> None:
    with pytest.raises(UsageError, match=f"r.xlsx 工作表“名册” {said}"):
        _import(office, tmp_path / "r.xlsx", [GOOD, wrong])
    with office.ledger.session() as session:
        assert appointments.terms(session) == []


def test_a_sheet_that_is_no_roster_is_told(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    for text, said in (("单位,姓名\n财政局,王\n", "缺少列：职责"), ("a,b\n1,2\n", "没有人员")):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(ChanyeError, match=said), office.ledger.session() as session:
            import_roster(session, path, since=date(2023, 6, 1), actor="x", at=NOW)


EVENTS = [["类别", "日期", "标题", "参加单位", "人数"], ["培训", "2023-06-20", "信息员培训", "", "52"]]


def test_trainings_come_from_a_sheet_once(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "e.xlsx"
    path.write_bytes(xlsx_bytes({"记录": [*EVENTS, ["会议", "2023.7.1", "联席会议", "税务局、陈埭镇", ""]]}))
    for new in (2, 0):
        with office.ledger.session() as session:
            assert import_events(session, path, actor="x", at=NOW) == new
    with office.ledger.session() as session:
        found = [(e.kind, str(e.held_on), len(e.suppliers), e.people) for e in unit_events.in_force(session)]
    assert found == [("training", "2023-06-20", 35, 52), ("meeting", "2023-07-01", 2, None)]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (["聚餐", "2023-06-21", "x", "", ""], "第 3 行“类别”写的是“聚餐”"),
        (["会议", "", "x", "", ""], "第 3 行“日期”没有写"),
        (["会议", "2023-13-01", "x", "", ""], "第 3 行“日期”写的是“2023-13-01”"),
        (["会议", "2023-06-21", "x", "海关", ""], "第 3 行“参加单位”：没有单位“海关”"),
        (["会议", "2023-06-21", "x", "", "很多"], "第 3 行“人数”写的是“很多”"),
        (["会议", "2023-06-21", "", "", "3"], "第 3 行：标题不能为空"),
    ],
)
def test_one_mistake_in_a_sheet_of_events_keeps_all_of_it_out(
    office: Office, tmp_path: Path, wrong: list[str], said: str
) -> None:
    path = tmp_path / "e.xlsx"
    path.write_bytes(xlsx_bytes({"记录": [*EVENTS, wrong]}))
    with pytest.raises(UsageError, match=said), office.ledger.session() as session:
        import_events(session, path, actor="x", at=NOW)
    with office.ledger.session() as session:
        assert unit_events.in_force(session) == []


def test_trainings_are_kept_and_can_be_taken_back(office: Office) -> None:
    new = UnitEvent(
        kind="training", held_on=date(2023, 6, 20), title="信息员培训", suppliers=["陈埭镇", "市税务局"],
        people=40, note="", undoes=None, actor="x", recorded_at=NOW,
    )  # fmt: skip
    with office.ledger.session() as session:
        number = unit_events.append(session, new).id
        assert [e.title for e in unit_events.in_force(session, supplier="陈埭镇")] == ["信息员培训"]
        assert unit_events.in_force(session, supplier="安海镇") == []
        assert [r["trainings"] for r in directory(session, date(2023, 6, 30))].count(1) == 2
        unit_events.take_back(session, number, actor="x", reason="误记", at=NOW)
        assert unit_events.in_force(session) == []
    with pytest.raises(UsageError, match="没有“party”"), office.ledger.session() as session:
        unit_events.append(session, UnitEvent(kind="party", title="x", people=None))
