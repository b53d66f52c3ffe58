"""通报: how units and towns supplied in a year, what is asked of them, and every late or missing item."""

from collections.abc import Sequence
from datetime import date

from core.errors import UsageError
from governance.calendar.standing import Entry, State, standing
from governance.score.card import Scores, in_year, score
from governance.score.formula import load_formula
from governance.tickets.figures import Speed, speeds
from store import bulletins
from store.bulletins import Step
from viz.reports import bulletin_asks as asks
from viz.reports import bulletin_parts as parts
from viz.reports.document import Report, Section
from viz.reports.kinds import Desk
from viz.reports.values import day, share

FIRST_YEAR = 2020
CAVEATS = (
    "应报项按实施方案附件逐数据集、逐期、逐报送单位计算；两个附件频次不一、尚未裁定的，只计无争议的部分。",
    "按时率＝（按时＋零报告）÷已到期项；经认可的情况说明不算未报，也不算按时。期限当天报到为按时，迟报按自然日计。",
    "质量指标按各次交付首次收到时的情况计算，退回后补正的行仍计为退回。",
    "校核纠错的期限按工作日计，自发出之日的次日起算。",
    "得分按公开的考核公式计算，没有数据的项目不计分，其权重按比例分摊到其余各项；单位与镇（街道）分别排名。",
)


def make(desk: Desk, subject: str) -> Report:
    """Return the bulletin of a year (by default that of the day asked about); UsageError for no such year."""
    year = _year(subject, desk.as_of)
    entries = due_entries(desk, year)
    if not entries:
        raise UsageError(
            f"截至{day(desk.as_of)}，{year} 年度没有已到期的报送事项，无从通报。",
            advice="请换一个年度或用 --as-of 指定日期。",
        )
    scores = score(desk.settings, desk.ledger, year, desk.as_of, known_on=desk.known_on)
    tickets = speeds(desk.settings, desk.ledger, year, desk.as_of, known_on=desk.known_on)
    told = parts.Told(desk, year, entries, scores, tickets)
    return Report(
        kind="通报",
        title=f"{year}年度产业信息报送工作情况通报",
        subject=str(year),
        office=desk.office,
        as_of=desk.as_of,
        made=desk.made,
        known_on=desk.known_on,
        summary=summary(year, entries, scores, tickets),
        sections=(
            Section("总体情况", parts.overall(told)),
            Section("报送时效", sections=parts.timeliness(told)),
            Section("数据质量", parts.quality(told)),
            Section("校核纠错", parts.corrections(told)),
            Section("考核得分", parts.points(told, published(desk, year, scores))),
            Section("表扬与存在问题", sections=asks.verdicts(told)),
            Section("下一步工作要求", asks.demands(told)),
            Section("附表", asks.annex(told)),
        ),
        caveats=CAVEATS,
    )


def _year(subject: str, as_of: date) -> int:
    text = subject.removesuffix("年度").removesuffix("年") or str(as_of.year)
    if not (text.isdigit() and FIRST_YEAR <= int(text) <= as_of.year):
        raise UsageError(
            f"年度“{subject}”不对。", advice=f"请写 {FIRST_YEAR} 到 {as_of.year} 之间的年份，如 2023。"
        )
    return int(text)


def due_entries(desk: Desk, year: int) -> list[Entry]:
    """Return what fell due in the year by the day asked about and counts for the score."""
    formula = load_formula(desk.settings)
    found = standing(
        desk.settings,
        desk.ledger,
        desk.as_of,
        known_on=desk.known_on,
        until=max(desk.as_of, date(year, 12, 31)),
    )
    return [
        e
        for e in found
        if e.obligation.scored and e.obligation.due <= desk.as_of and in_year(formula, e, year)
    ]


def summary(year: int, entries: Sequence[Entry], scores: Scores, tickets: Sequence[Speed]) -> str:
    """Say the main figures and the judgement in one paragraph."""
    count = parts.counted(entries)
    late, missing = count[State.LATE], count[State.MISSING] + count[State.WITHDRAWN]
    rate = parts.punctual(entries)
    said = (
        f"{year}年度，截至{day(scores.as_of)}，全市各报送单位已到期报送事项{len(entries)}项，"
        f"按时{count[State.ON_TIME]}项、零报告{count[State.NIL]}项、迟报{late}项、未报{missing}项、"
        f"经说明认可{count[State.EXPLAINED]}项，按时率{share(rate)}。"
    )
    sent = sum(t.sent for t in tickets)
    if sent:
        said += f"发出校核单{sent}张，按期答复或改正{sum(t.in_time for t in tickets)}张。"
    known = [c for c in scores.cards if c.points is not None]
    if known:
        best = max(g.points for g in scores.formula.grades)
        top = sum(c.points is not None and c.points >= best for c in known)
        said += f"参加考核的{len(known)}个单位和镇（街道）中，{top}个达到“{scores.formula.grade(best)}”等次。"
    return said + parts.judged(rate, missing)


def published(desk: Desk, year: int, scores: Scores) -> str:
    """Say whether these points are published: by the steps of the bulletin that were known then."""
    with desk.ledger.session() as session:
        known = [
            s
            for s in bulletins.steps(session, year)
            if desk.known_on is None or s.recorded_at <= desk.known_on
        ]
        done = [s for s in known if s.recorded_at.date() <= desk.as_of or s.step == Step.PUBLISH]
        kept = next((s for s in reversed(done) if s.step in (Step.PUBLISH, Step.DRAFT)), None)
        asked = sum(s.step == Step.EXPLAIN for s in done)
        accepted = sum(s.step == Step.REVIEW and bool(s.detail.get("accept")) for s in done)
        if kept is None:
            return "本年度得分尚未初评，下列得分为按公式计算的结果，供核对，不作为最终考核结果。"
        name = "发布" if kept.step == Step.PUBLISH else "初评"
        same = kept.detail.get("digest") == scores.digest
        said = f"本年度得分已于{day(kept.recorded_at.date())}{name}，"
        said += f"收到情况说明{asked}份，复核采纳{accepted}份。"
        if same:
            return said + f"下列得分与{name}结果一致（结果摘要{scores.digest}）。"
        return said + f"下列得分按截至日重新计算，与{name}结果不同，以{name}结果为准。"
