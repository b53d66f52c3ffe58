"""The last chapters of the 通报: who is praised, what is wrong, what is asked for, and the annexed list."""

from collections import Counter

from governance.calendar.standing import State
from governance.calendar.whole import wholes
from governance.units.supplier import suppliers
from viz.reports.bulletin_parts import MISSING, Told, groups, period, quality_of
from viz.reports.document import Block, Column, Items, Kind, Section, Table, Text

MOST_NAMED = 8


def verdicts(told: Told) -> tuple[Section, ...]:
    """Praise who kept every term, and name who did not."""
    good = praised(told)
    named = "、".join(good)
    praise = (
        f"{named}全部事项按时报送，等次为“{_best(told)}”，予以通报表扬。"
        if good
        else "本期没有全部按时且达到最高等次的单位。"
    )
    return (Section("通报表扬", (Text(praise),)), Section("存在问题", (Items(tuple(problems(told))),)))


def _best(told: Told) -> str:
    grades = told.scores.formula.grades
    return told.scores.formula.grade(max(g.points for g in grades))


def praised(told: Told) -> list[str]:
    """Return who is in the best grade with nothing late or missing."""
    faulty = {e.obligation.supplier for e in told.entries if e.state in (State.LATE, *MISSING)}
    return [
        c.supplier.name for c in told.scores.cards if c.grade == _best(told) and c.supplier.name not in faulty
    ]


def problems(told: Told) -> list[str]:
    """Return what is wrong, most first."""
    found = []
    for caption, states in (("未报", MISSING), ("迟报", (State.LATE,))):
        own = Counter(e.obligation.supplier for e in told.entries if e.state in states)
        if own:
            found.append(f"{caption}{sum(own.values())}项，涉及{len(own)}个单位和镇（街道）：{_named(own)}。")
    gaps = [e for e in told.entries if e.gaps]
    if gaps:
        said = "、".join(f"{e.obligation.supplier}{e.obligation.label}" for e in gaps[:MOST_NAMED])
        found.append(
            f"首次采集有缺月的{len(gaps)}项：{said}{'等' if len(gaps) > MOST_NAMED else ''}，须补报或说明。"
        )
    refused = [(n, f) for n, f in ((n, quality_of(told, n, own)) for n, own in groups(told)) if f[3]]
    if refused:
        refused.sort(key=lambda r: (-r[1][3], r[0]))
        said = "、".join(f"{n}{f[3]:,}行" for n, f in refused[:MOST_NAMED])
        found.append(f"因格式或内容错误退回数据{sum(f[3] for _, f in refused):,}行，主要是{said}。")
    overdue = Counter({t.supplier: t.overdue for t in told.tickets if t.overdue})
    if overdue:
        found.append(f"校核单逾期未答复{sum(overdue.values())}张：{_named(overdue, '张')}。")
    return found or ["未发现迟报、未报、退回和逾期未答复的情况。"]


def _named(count: Counter[str], unit: str = "项") -> str:
    ranked = sorted(count.items(), key=lambda c: (-c[1], c[0]))
    said = "、".join(f"{n}{k}{unit}" for n, k in ranked[:MOST_NAMED])
    return said + ("等" if len(ranked) > MOST_NAMED else "")


def demands(told: Told) -> tuple[Block, ...]:
    """Ask for what the figures call for, and for nothing else."""
    found = []
    missing = [e for e in told.entries if e.state in MISSING]
    if missing:
        found.append(
            f"限期补报。未报的{len(missing)}项（见附表）由有关单位立即补报；确无数据的以零报告报送，确有困难的书面说明情况。"
        )
    if any(e.state is State.LATE for e in told.entries):
        found.append("严格时限。迟报单位要查明原因，明确专人，按报送日历提前准备，杜绝再次迟报。")
    if any(f.rejected for f in told.figures.values()):
        found.append("提高质量。按退回清单逐行改正后重新报送，报送前对照数据模板自查代码、日期、金额和单位。")
    if any(t.sent > t.answered for t in told.tickets):
        left = sum(t.sent - t.answered for t in told.tickets)
        found.append(f"按期纠错。尚未答复的{left}张校核单，要在期限内改正或说明理由。")
    if any(w.owed > 1 and not w.complete for w in wholes(told.entries)):
        found.append("合力报齐。各镇（街道）任一家未报，全市数据即不完整，未报的镇（街道）要尽快补齐。")
    found.append(
        ("压实责任" if found else "继续保持")
        + "。各单位分管领导和联系员要按实施方案落实责任，变更后及时告知办公室。"
    )
    return (Items(tuple(found)),)


def annex(told: Told) -> tuple[Block, ...]:
    """List every item that is missing, late, explained or withdrawn, with its days."""
    states = (*MISSING, State.LATE, State.EXPLAINED)
    own = [e for e in told.entries if e.state in states]
    columns = (
        Column("报送单位"),
        Column("数据集"),
        Column("期间"),
        Column("期限", Kind.DATE),
        Column("收到", Kind.DATE),
        Column("情况"),
    )
    order = {s: i for i, s in enumerate(states)}
    place = {s.name: i for i, s in enumerate(suppliers())}
    own.sort(
        key=lambda e: (order[e.state], place[e.obligation.supplier], e.obligation.due, e.obligation.dataset)
    )
    rows = tuple(
        (
            e.obligation.supplier,
            e.obligation.label,
            period(e),
            e.obligation.due,
            e.received.date() if e.received else None,
            e.text,
        )
        for e in own
    )
    return (Table("未报、迟报和已说明事项", columns, rows, told.source("calendar")),)
