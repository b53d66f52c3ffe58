"""The kinds of report: their names, what each is about, and how one is made."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from importlib import import_module
from typing import Final

from core.errors import NotFoundError, UsageError
from core.settings import Settings
from store.ledger import Ledger
from viz.reports.asking import Asking
from viz.reports.document import Report


@dataclass(frozen=True)
class Desk:
    """What a report is made with: the installation, the day asked about, who signs and when.

    `month` (2023-05) is what a monthly report is about. `asking` answers named queries and is there for kinds
    that ask the graph.
    """

    settings: Settings
    ledger: Ledger
    office: str
    as_of: date
    made: date
    known_on: datetime | None = None
    month: str = ""
    opened: Asking | None = None

    @property
    def asking(self) -> Asking:
        """Graph and lake; UsageError where the kind did not ask for them."""
        if self.opened is None:
            raise UsageError("这类报告不查询图谱。")
        return self.opened


@dataclass(frozen=True, slots=True)
class ReportKind:
    """One kind of report; its module has `make(desk, subject) -> Report`, `subject` may be empty."""

    name: str
    alias: str
    module: str
    about: str  # what SUBJECT is; empty: none
    example: str
    required: bool = True
    graph: bool = True
    known: bool = False  # whether --known-on can be asked
    monthly: bool = False
    note: str = ""


KINDS: Final = (
    ReportKind(
        "通报", "bulletin", "bulletin", "年度", "2023", required=False, graph=False, known=True,
        note="报送时效、质量、校核、考核得分与要求；缺省为截至日所在年度",
    ),
    ReportKind(
        "一企一档", "enterprise", "enterprise", "企业名称、统一社会信用代码或编号", "晋江市某某有限公司",
        note="一户企业的全部情况",
    ),
    ReportKind(
        "产业月报", "industry", "industry_month", "产业链名称", "鞋服", monthly=True,
        note="一条产业链一个月的税收、用电、用工与链条完整度",
    ),
    ReportKind(
        "镇街月报", "town", "town_month", "镇（街道）", "池店镇", monthly=True,
        note="一个镇（街道）一个月的主体、税收、用工、用电、扶持与项目",
    ),
    ReportKind("资金绩效", "funds", "funds", "年度", "2022", required=False, note="扶持资金的产出效益对比"),
    ReportKind("五图五清单", "chain", "five", "产业链名称", "鞋服", note="一条产业链的五张图和五份清单"),
)  # fmt: skip


def find_kind(text: str) -> ReportKind:
    """Return a kind by its Chinese name or alias; NotFoundError names them all."""
    for kind in KINDS:
        if text in (kind.name, kind.alias):
            return kind
    names = "、".join(f"{k.name}（{k.alias}）" for k in KINDS)
    raise NotFoundError(f"没有“{text}”这类报告。", advice=f"可用：{names}。")


def month_before(as_of: date) -> str:
    """Return the last whole month: the day's own where it is the month's last day, else the one before."""
    if (as_of + timedelta(days=1)).day == 1:
        return f"{as_of:%Y-%m}"
    return f"{as_of.replace(day=1) - timedelta(days=1):%Y-%m}"


def make(kind: ReportKind, subject: str, desk: Desk) -> Report:
    """Return a report; UsageError for a subject that is missing or too many, and what its module raises."""
    if not subject and kind.required:
        raise UsageError(
            f"{kind.name}要写明{kind.about}。", advice=f"例如：chanye report {kind.name} {kind.example}"
        )
    if subject and not kind.about:
        raise UsageError(f"{kind.name}不分对象，不要写“{subject}”。")
    if desk.known_on is not None and not kind.known:
        raise UsageError(f"{kind.name}不能用 --known-on：图谱只有当前所知。", advice="请只用 --as-of。")
    if desk.month and not kind.monthly:
        raise UsageError(f"{kind.name}不是月报，不能用 --month。")
    if kind.monthly and not desk.month:
        desk = replace(desk, month=month_before(desk.as_of))
    with _opened(kind, desk) as ready:
        report: Report = import_module(f"viz.reports.{kind.module}").make(ready, subject)
    return report


@contextmanager
def _opened(kind: ReportKind, desk: Desk) -> Iterator[Desk]:
    if not kind.graph:
        yield desk
        return
    from graph_model.connect import connect
    from queries import open_lake

    with closing(open_lake(desk.settings, desk.ledger)) as lake, connect(desk.settings) as session:
        yield replace(desk, opened=Asking(session, lake))
