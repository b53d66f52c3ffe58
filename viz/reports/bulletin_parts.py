"""The chapters of the 通报: each figure is counted from calendar, deliveries, tickets or score."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from governance.calendar.standing import Entry, State
from governance.calendar.whole import Whole, wholes
from governance.quality.figures import Figures, figures
from governance.score.card import Card, Scores
from governance.score.formula import CAPTIONS, Term
from governance.tickets.figures import Speed
from ingest.contract import load_catalogue
from viz.reports.document import (
    NO_DATA,
    Block,
    Chart,
    Column,
    Kind,
    Missing,
    Section,
    Series,
    Shape,
    Source,
    Table,
    Text,
)
from viz.reports.kinds import Desk
from viz.reports.values import day, share, until

GOOD, FAIR = 0.95, 0.80
"""From so high a share of items in time the whole is called good, or fair."""
COUNT = Kind.COUNT
MISSING = (State.MISSING, State.WITHDRAWN)
STATES = (State.ON_TIME, State.NIL, State.LATE, State.MISSING, State.EXPLAINED, State.WITHDRAWN)
STATE_COLUMNS = tuple(
    Column(c, COUNT) for c in ("到期", "按时", "零报告", "迟报", "未报", "已说明", "已撤回")
)


@dataclass(frozen=True)
class Told:
    """Everything that a bulletin is told from."""

    desk: Desk
    year: int
    entries: Sequence[Entry]
    scores: Scores
    tickets: Sequence[Speed]

    @cached_property
    def figures(self) -> dict[str, Figures]:
        """The figures of every delivery that met an obligation."""
        return figures(self.desk.settings, self.desk.ledger, [d for e in self.entries for d in e.deliveries])

    def towns(self, entries: Iterable[Entry] | None = None) -> list[Entry]:
        """Return what towns owe."""
        held = {c.supplier.name for c in self.scores.cards if c.supplier.town}
        return [e for e in (self.entries if entries is None else entries) if e.obligation.supplier in held]

    def source(self, command: str, note: str = "") -> Source:
        """Return the source of a table of this year."""
        known = f" --known-on {self.desk.known_on:%Y-%m-%dT%H:%M:%S}" if self.desk.known_on else ""
        asked = f"chanye delivery {command} --year {self.year} --as-of {self.desk.as_of}{known}"
        return Source(("报送台账", "报送日历"), self.desk.as_of, asked, note)


def counted(entries: Iterable[Entry]) -> Counter[State]:
    """Count entries by state."""
    return Counter(e.state for e in entries)


def punctual(entries: Sequence[Entry]) -> float | None:
    """Return the share of what fell due that came in time, a nil return among it."""
    count = counted(entries)
    return (count[State.ON_TIME] + count[State.NIL]) / len(entries) if entries else None


def judged(rate: float | None, missing: int) -> str:
    """Judge the whole in one clause, by the shares GOOD and FAIR."""
    if rate is None:
        return ""
    if rate >= GOOD:
        return "总体情况良好" + ("，但仍有未报事项，须抓紧补报。" if missing else "。")
    if rate >= FAIR:
        return "总体情况基本正常，迟报、未报问题仍然存在，须限期整改。"
    return "总体情况不理想，迟报、未报问题突出，须立即整改。"


def groups(told: Told) -> list[tuple[str, list[Entry]]]:
    """Return the entries of each unit, and of all towns together, in the document's order."""
    names = {u.key: u.name for u in load_catalogue().units}
    found: dict[str, list[Entry]] = {}
    for entry in told.entries:
        found.setdefault(entry.obligation.unit, []).append(entry)
    return [(names[k], found[k]) for k in names if k in found]


def by_supplier(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    """Return the entries of each supplier."""
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        found.setdefault(entry.obligation.supplier, []).append(entry)
    return found


def _counts(name: str, entries: Sequence[Entry]) -> tuple[str | int | float | None, ...]:
    count = counted(entries)
    late = [e.days for e in entries if e.state is State.LATE]
    return (
        name,
        len(entries),
        *(count[s] for s in STATES),
        punctual(entries),
        sum(late) / len(late) if late else None,
    )


def _columns(first: str) -> tuple[Column, ...]:
    return (
        Column(first),
        *STATE_COLUMNS,
        Column("按时率", Kind.SHARE, places=1),
        Column("平均迟报天数", Kind.NUMBER, places=1),
    )


def overall(told: Told) -> tuple[Block, ...]:
    """Say how the year stands as a whole, by unit."""
    rows = [_counts(name, own) for name, own in groups(told)]
    ranked = sorted(groups(told), key=lambda g: -(punctual(g[1]) or 0))
    source = told.source("calendar", "各镇（街道）合并为一行")
    return (
        Text(
            f"按照实施方案确定的报送范围和时限，{told.year}年度截至{day(told.desk.as_of)}已到期{len(told.entries)}项，"
            f"涉及{len(groups(told))}个单位（镇、街道合并计为一个）。各单位报送情况如下。"
        ),
        Table(
            "各单位报送情况（单位：项）",
            _columns("报送单位"),
            (*rows, _counts("合计", told.entries)),
            source,
            total=True,
        ),
        Chart(
            "各单位按时率",
            Shape.RANK,
            tuple(n for n, _ in ranked),
            (Series("按时率", tuple(_percent(punctual(own)) for _, own in ranked)),),
            "%",
            source,
            f"按时率最高的是{ranked[0][0]}，最低的是{ranked[-1][0]}。",
        ),
    )


def _percent(value: float | None) -> float | None:
    return None if value is None else round(100 * value, 1)


def timeliness(told: Told) -> tuple[Section, ...]:
    """Tell units, towns, and the sets that are in only when all towns are."""
    owed = told.towns()
    held = {e.obligation.supplier for e in owed}
    units = [e for e in told.entries if e.obligation.supplier not in held]
    towns, sets = _said("各镇（街道）", owed), [w for w in wholes(told.entries) if w.owed > 1]
    if owed:
        rows = tuple(_counts(name, own) for name, own in by_supplier(owed).items())
        source = told.source("calendar")
        towns.append(Table("各镇（街道）报送情况（单位：项）", _columns("镇（街道）"), rows, source))
    return (
        Section("市直单位", tuple(_said("市直单位", units))),
        Section("镇（街道）", tuple(towns)),
        Section("需各镇（街道）报齐的数据集", (_complete(sets), *([_wholes(told, sets)] if sets else []))),
    )


def _said(who: str, entries: Sequence[Entry]) -> list[Block]:
    if not entries:
        return [Text(f"{who}本年度没有已到期的报送事项。")]
    count, late = counted(entries), [e for e in entries if e.state is State.LATE]
    said = f"{who}已到期{len(entries)}项，按时和零报告{count[State.ON_TIME] + count[State.NIL]}项，"
    said += f"按时率{share(punctual(entries))}；迟报{len(late)}项、"
    said += f"未报{count[State.MISSING] + count[State.WITHDRAWN]}项。"
    if late:
        worst = max(late, key=lambda e: (e.days, e.obligation.key))
        owed = worst.obligation
        said += f"迟报最长的是{owed.supplier}的{owed.label}（{period(worst)}），迟{worst.days}天。"
    return [Text(said)]


def period(entry: Entry) -> str:
    """Return the period of an obligation as people read it."""
    text = entry.obligation.period_text
    return text if text == "首次采集" else until(text)


def _complete(sets: Sequence[Whole]) -> Text:
    if not sets:
        return Text("本年度没有已到期的此类事项。")
    done = sum(w.complete for w in sets)
    return Text(f"需各镇（街道）全部报齐的{len(sets)}项中，已报齐{done}项，未报齐{len(sets) - done}项。")


def _wholes(told: Told, sets: Sequence[Whole]) -> Table:
    columns = (
        Column("数据集"),
        Column("期间"),
        Column("期限", Kind.DATE),
        Column("应报", COUNT),
        Column("已报", COUNT),
        Column("报齐日期", Kind.DATE),
        Column("尚缺"),
    )
    rows = tuple(
        (
            w.label,
            "首次采集" if w.period == "first" else until(w.period),
            w.due,
            w.owed,
            w.came,
            w.complete_on.date() if w.complete_on else None,
            f"全部{w.owed}个" if len(w.missing) == w.owed else "、".join(w.missing),
        )
        for w in sets
    )
    return Table("各镇（街道）报齐情况", columns, rows, told.source("calendar --whole"))


def quality(told: Told) -> tuple[Block, ...]:
    """Tell rows refused, repeated, empty cells and impossible codes, by supplier."""
    rows = [quality_of(told, name, own) for name, own in groups(told)]
    if not any(r[2] for r in rows):
        return (Missing("数据质量", "本年度到期事项还没有收到有数据行的文件"),)
    whole = quality_of(told, "合计", told.entries)
    columns = (
        Column("报送单位"),
        Column("文件数", COUNT),
        Column("数据行", COUNT),
        Column("退回行", COUNT),
        Column("合格率", Kind.SHARE, places=2),
        Column("不重复率", Kind.SHARE, places=2),
        Column("单元格齐全率", Kind.SHARE, places=2),
        Column("代码日期有效率", Kind.SHARE, places=2),
    )
    low = sorted((r for r in rows if isinstance(r[4], float)), key=lambda r: (float(r[4] or 0), str(r[0])))
    said = f"本年度到期事项共收到文件{whole[1]}份、数据{whole[2]:,}行，"
    said += f"退回{whole[3]:,}行，合格率{share(whole[4], 2)}。"
    if low and low[0][4] is not None and float(low[0][4]) < 1:
        said += f"合格率最低的是{low[0][0]}，为{share(float(low[0][4]), 2)}。"
    asked = "chanye delivery quality --unit 单位 --dataset 数据集"
    source = Source(("报送台账", "各数据集交付件"), told.desk.as_of, asked)
    return (Text(said), Table("各单位数据质量", columns, (*rows, whole), source, total=True))


def quality_of(
    told: Told, name: str, entries: Sequence[Entry]
) -> tuple[str, int, int, int, float | None, float | None, float | None, float | None]:
    """Return a row of the table of quality: files, rows, refused rows and four shares."""
    own = [
        told.figures[d] for d in dict.fromkeys(d for e in entries for d in e.deliveries) if d in told.figures
    ]
    return (
        name,
        len(own),
        sum(f.rows for f in own),
        sum(f.rejected for f in own),
        _mean((f.accepted + f.rejected, f.share_accepted) for f in own),
        _mean((f.rows, f.share_unique) for f in own),
        _mean((f.cells.rows, f.cells.share_filled(())) for f in own),
        _mean((sum(f.cells.checked.values()), f.cells.share_valid()) for f in own),
    )


def _mean(values: Iterable[tuple[float, float | None]]) -> float | None:
    known = [(weight, value) for weight, value in values if value is not None and weight > 0]
    total = sum(weight for weight, _ in known)
    return sum(weight * value for weight, value in known) / total if total else None


def corrections(told: Told) -> tuple[Block, ...]:
    """Tell the correction tickets sent in the year."""
    if not told.tickets:
        return (Text("本年度没有发出校核单。"),)
    columns = (
        Column("单位"),
        *(Column(c, COUNT) for c in ("发出", "答复", "按期", "已改正", "说明成立", "逾期")),
        Column("平均用时", Kind.NUMBER, "工作日", 1),
    )
    rows = [
        (t.supplier, t.sent, t.answered, t.in_time, t.repaired, t.justified, t.overdue, t.days)
        for t in told.tickets
    ]
    sums = [sum(getattr(t, n) for t in told.tickets) for n in ("sent", "answered", "in_time", "overdue")]
    said = (
        f"本年度发出校核单{sums[0]}张，已答复或改正{sums[1]}张，其中按期{sums[2]}张；逾期未答复{sums[3]}张。"
    )
    source = Source(
        ("校核单台账",),
        told.desk.as_of,
        f"chanye ticket figures --year {told.year} --as-of {told.desk.as_of}",
    )
    return (Text(said), Table("校核纠错情况（单位：张）", columns, tuple(rows), source))


def points(told: Told, status: str) -> tuple[Block, ...]:
    """Tell the points of units and of towns."""
    blocks: list[Block] = [Text(status)]
    for unknown in told.scores.unknown:
        blocks.append(
            Missing(f"“{CAPTIONS[unknown]}”一项", "本年度还没有可据以计分的记录，其权重已分摊到其余各项")
        )
    for caption, town in (("市直单位", False), ("镇（街道）", True)):
        own = [c for c in told.scores.cards if c.supplier.town is town and c.points is not None]
        if own:
            blocks.append(_card_table(told, caption, own))
    ranked = [c for c in told.scores.cards if not c.supplier.town and c.points is not None]
    if ranked:
        blocks.append(
            Chart(
                "市直单位考核得分",
                Shape.RANK,
                tuple(c.supplier.name for c in ranked),
                (Series("得分", tuple(c.points for c in ranked)),),
                "分",
                told.source("score"),
                f"得分最高的是{ranked[0].supplier.name}，{ranked[0].points}分。",
            )
        )
    return tuple(blocks)


def _card_table(told: Told, caption: str, cards: Sequence[Card]) -> Table:
    terms = [t for t in Term if told.scores.formula.weight(t) > 0]
    columns = (
        Column("名次", COUNT),
        Column(caption),
        Column("得分", Kind.NUMBER, "分"),
        Column("等次"),
        *(Column(CAPTIONS[t], Kind.SHARE, places=1) for t in terms),
    )
    rows = tuple(
        (c.rank, c.supplier.name, c.points, c.grade, *(_known(c.terms[t].value) for t in terms))
        for c in cards
    )
    weights = "、".join(f"{CAPTIONS[t]}{told.scores.formula.weight(t):g}" for t in terms)
    return Table(
        f"{caption}考核得分", columns, rows, told.source("score"), note=f"各项为得分率，权重：{weights}"
    )


def _known(value: float | None) -> float | str:
    return NO_DATA if value is None else value
