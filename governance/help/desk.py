"""The desk where cases of help are kept: entered one by one or from a sheet, and each further step.

Everything that is wrong is an error before anything is written; several cases go together or not at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import RulesError, UsageError
from core.settings import Settings
from governance.calendar.workdays import planned_after, planned_working_day
from governance.help.registry import Asked, Fate, Finder, Firm, fates
from governance.help.rules import HelpRules, load_rules, unit_named
from governance.help.seats import Seat, responsible, seats
from governance.units.supplier import find_supplier
from store import cases
from store.audit import take_turn
from store.cases import GIVES, Case, Step
from store.ledger import Ledger
from store.tables import HelpCase

OFFICE: Final = "领导小组办公室"
LONGEST: Final = 2000
"""Signs of a problem's text."""


@dataclass(frozen=True, slots=True)
class Need:
    """A problem or need as somebody tells it, not yet held against anything."""

    firm: str
    kind: str
    text: str
    received_on: date
    code: str = ""
    source: str = OFFICE
    unit: str = ""
    due: date | None = None
    contact: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Ready:
    """A need that can be entered: its firm is found, its unit named, its dates possible."""

    row: HelpCase
    unit: str
    due: date | None
    seat: Seat


def source_named(text: str) -> str:
    """Return who enters: the office, a unit or a town; NotFoundError where it is none."""
    return OFFICE if text in ("", OFFICE, "办公室") else find_supplier(text).name


def ready(settings: Settings, ledger: Ledger, finder: Finder, need: Need, at: datetime) -> Ready:
    """Hold a need against rules and registry; NotFoundError, AmbiguousError, UsageError say what is wrong."""
    rules = load_rules(settings)
    kind, text = rules.kind(need.kind.strip()), need.text.strip()
    if not text:
        raise UsageError("请写明问题或诉求。")
    if len(text) > LONGEST:
        raise UsageError(f"问题或诉求有 {len(text)} 字，最多 {LONGEST} 字。")
    check_received(settings, need.received_on, at.date())
    if need.due is not None:
        cases.check_due(need.due, need.received_on, need.received_on)
    firm = finder.find(need.firm, need.code)
    seat = seats(settings, ledger, [firm])[firm.id]
    unit = unit_named(need.unit) if need.unit else responsible(rules, kind, seat)
    if unit is None:
        raise UsageError(
            f"{firm.told}的责任单位不能确定：{seat.department_note}。", advice="请写明责任单位。"
        )
    row = _row(firm, kind, text, source_named(need.source), need)
    return Ready(row, unit, need.due, seat)


def check_received(settings: Settings, received: date, at: date) -> None:
    """Raise UsageError where a day of receipt lies ahead, or so far back that no calendar reaches it."""
    if received > at:
        raise UsageError(f"收到日期 {received} 晚于登记日期 {at}。")
    try:
        planned_working_day(settings, received)
    except RulesError as error:  # the days until settlement could never be counted
        raise UsageError(
            f"收到日期 {received} 太早：没有 {received.year} 年的节假日表。", advice="请核对年份。"
        ) from error


def _row(firm: Firm, kind: str, text: str, source: str, need: Need) -> HelpCase:
    number = cases.case_id(firm.id, kind, f"{need.received_on}\x1f{text}")
    return HelpCase(
        id=number, firm=firm.id, firm_name=firm.name, firm_code=firm.code, kind=kind, text=text,
        source=source, contact=need.contact.strip(), phone=need.phone.strip(), received_on=need.received_on,
    )  # fmt: skip


def enter(settings: Settings, ledger: Ledger, need: Need, *, actor: str, at: datetime) -> str:
    """Enter one problem or need and return its id; UsageError where the same is there already."""
    with Finder(settings, ledger) as finder:
        found = ready(settings, ledger, finder, need, at)
    there = entered(settings, ledger, [found])
    with ledger.session() as session:
        take_turn(session)
        if (number := there.get(found.row.id)) is not None:
            raise UsageError(f"帮扶事项 {number} 已经登记过，没有作任何改动。")
        enter_ready(session, found, actor=actor, at=at)
        return found.row.id


def entered(settings: Settings, ledger: Ledger, found: Sequence[Ready]) -> dict[str, str]:
    """Return which of these needs are in the ledger, by their id: under it, or under that of a firm of then.

    A firm that has merged since has another id now, and so would its need; it is the same one all the same.
    """
    own = {_about(f.row): f.row for f in found}
    with ledger.session() as session:
        days = {day for _, _, day in own}
        rows = session.scalars(select(HelpCase).where(HelpCase.received_on.in_(days)).order_by(HelpCase.id))
        known = [cases.find(session, r.id) for r in rows if _about(r) in own]
        session.expunge_all()
    whose = fates(settings, ledger, [Asked(c.firm, c.row.firm_code, c.feed) for c in known])
    by = {(_about(c.row), firm): c.row.id for c, f in zip(known, whose, strict=True) for firm in _firms(c, f)}
    return {f.row.id: by[key] for f in found if (key := (_about(f.row), f.row.firm)) in by}


def _about(row: HelpCase) -> tuple[str, str, date]:
    return row.kind, row.text, row.received_on


def _firms(case: Case, fate: Fate) -> set[str]:
    return {case.row.firm, case.firm} | ({fate.firm.id} if fate.firm else set())


def enter_ready(session: Session, found: Ready, *, actor: str, at: datetime) -> None:
    """Enter what is ready in the caller's transaction."""
    detail = {"department": found.seat.department, "town": found.seat.town}
    cases.open_case(
        session, found.row, Step.ENTER, actor=actor, at=at, unit=found.unit, due=found.due, detail=detail
    )


def step(
    settings: Settings, ledger: Ledger, numbers: Sequence[str], what: Step, *, actor: str, at: datetime,
    reason: str = "", unit: str = "", due: date | None = None, satisfaction: str = "",
) -> list[str]:  # fmt: skip
    """Take one step with several cases, all or none; return their ids.

    UsageError where one may not, where a deadline lies before its receipt, or where no unit can be told.
    """
    if what in (Step.SUGGEST, Step.SIGNAL, Step.ENTER, Step.MOVE):
        raise UsageError(f"“{cases.STEPS[what]}”不能这样登记。")
    if not numbers:
        raise UsageError("请写明是哪几个帮扶事项。", advice="用 chanye case list 查看。")
    rules = load_rules(settings)
    detail = {"satisfaction": _satisfaction(rules, satisfaction)} if satisfaction else {}
    if what is Step.RATE and not detail:
        raise UsageError(f"请写明评价：{'、'.join(rules.satisfaction)}。")
    named = unit_named(unit) if unit else ""
    with ledger.session() as session:
        take_turn(session)  # two who answer at once would both find it unanswered
        found = [cases.find(session, n) for n in dict.fromkeys(numbers)]
        for case in {c.row.id: c for c in found}.values():
            given = _given(settings, rules, case, what, named, due, at)
            cases.append(session, case, what, actor=actor, at=at, reason=reason, detail=detail, **given)
    return list(dict.fromkeys(c.row.id for c in found))


def _satisfaction(rules: HelpRules, text: str) -> str:
    if text not in rules.satisfaction:
        raise UsageError(f"没有评价“{text}”。", advice=f"可用：{'、'.join(rules.satisfaction)}。")
    return text


def _given(
    settings: Settings, rules: HelpRules, case: Case, what: Step, unit: str, due: date | None, at: datetime
) -> dict[str, Any]:
    """Return the unit and the deadline that a step brings."""
    if what not in GIVES:
        return {"unit": unit if what is Step.ACCEPT else "", "due": due if what is Step.ACCEPT else None}
    who = unit or (case.unit if what is Step.ASSIGN else "")
    if not who:
        raise UsageError(f"帮扶事项 {case.row.id}：请写明责任单位。", advice="请用 --unit 写明。")
    if what is Step.TRANSFER and who == case.unit and case.state is cases.State.ASSIGNED:
        raise UsageError(f"帮扶事项 {case.row.id} 已由{who}办理，转办要写另一个单位。")
    wished = case.wished_due if what is Step.ASSIGN and not case.stints else None
    if due is None and wished is not None and wished < at.date():
        raise UsageError(
            f"帮扶事项 {case.row.id} 登记时写的办理期限 {wished} 已过；没有作任何改动。",
            advice="请用 --due 写明新的期限。",
        )
    days = rules.of(case.row.kind).days
    return {"unit": who, "due": due or wished or planned_after(settings, at.date(), days)}


def move(
    settings: Settings, ledger: Ledger, number: str, firm: str, *, actor: str, at: datetime, reason: str
) -> Firm:
    """Say that a case is another firm's, such as one that was split off; its steps stay, nothing is lost."""
    with Finder(settings, ledger) as finder:
        new = finder.find(firm)
    with ledger.session() as session:
        case = cases.find(session, number)
    (now,) = fates(settings, ledger, [Asked(case.firm, case.row.firm_code, case.feed)])
    if now.firm is not None and now.firm.id == new.id:
        raise UsageError(f"帮扶事项 {case.row.id} 已属于{new.told}，没有作任何改动。")
    with ledger.session() as session:
        take_turn(session)
        case = cases.find(session, number)
        detail = {"firm": new.id, "from": case.firm, "feed": cases.feed_position(session)}
        cases.append(session, case, Step.MOVE, actor=actor, at=at, reason=reason, detail=detail)
    return new
