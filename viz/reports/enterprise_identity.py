"""一企一档: who the firm is, where the departments disagree, and how surely their rows are its own."""

from queries.tiers import TIERS
from viz.reports import values
from viz.reports.asking import (
    REGISTERS,
    Asking,
    Field,
    Row,
    cell,
    count,
    datasets_of,
    day,
    joined,
    money,
    table,
    text,
)
from viz.reports.document import Block, Column, Section, Table, Text

PROFILE = (
    ("名称", "name"),
    ("统一社会信用代码", "code"),
    ("组织形式", "form"),
    ("纳税人状态", "status"),
    ("近12个月有经营", "alive"),
    ("最近活动月份", "last_active"),
    ("镇街", "town"),
    ("地址", "address"),
    ("法定代表人", "legal_representative"),
    ("联系电话", "phone"),
    ("行业", "industry"),
    ("经营范围", "scope"),
    ("注册资本", "capital"),
    ("开办日期", "valid_from"),
    ("注销日期", "valid_to"),
    ("所在园区", "parks"),
    ("总机构", "head_office"),
    ("分支机构数", "branches"),
    ("曾用名与别名", "names"),
)


def identity(asking: Asking, who: Row) -> Section:
    """Return the section on what the registry says, former names, and what other departments say instead."""
    firm = who["id"]
    return Section(
        "基本情况",
        sections=(
            Section("登记信息", (_register(asking, who),)),
            Section("名称沿革", _names(asking, firm)),
            Section("登记与各部门数据的比较", views(asking, firm)),
        ),
    )


def _register(asking: Asking, who: Row) -> Table:
    rows = [(caption, _told(key, who[key])) for caption, key in PROFILE]
    source = asking.source(
        "enterprise_profile",
        datasets_of([who]) or REGISTERS,
        "注册资本只有异地办公名单报送",
        enterprise=who["id"],
    )
    keys = tuple(who["sources"])
    return Table(
        "登记信息",
        (Column("项目"), Column("内容")),
        tuple(rows),
        source,
        tuple(keys if not i else () for i in range(len(rows))) if keys else (),
    )


def _told(key: str, value: object) -> str | None:
    found = cell(value)
    if found is None or (key == "names" and not value):
        return None
    if key == "capital":
        return values.money(float(str(found)))
    if key in ("last_active", "valid_from", "valid_to"):
        return values.until(found)  # type: ignore[arg-type]  # a day or a period
    return str(found)


def _names(asking: Asking, firm: str) -> tuple[Block, ...]:
    found = asking.rows("enterprise_names", enterprise=firm)
    if len(found) < 2:
        return (Text("数据开始以来没有发现更名。曾用名由历次报送中同一代码的名称推得，更早的看不见。"),)
    fields = (
        text("名称", "name"),
        text("类别", "kind"),
        day("最早出现", "valid_from"),
        day("最晚出现", "valid_to"),
    )
    source = asking.source(
        "enterprise_names", datasets_of(found), "日期是名称出现的时段，不是变更登记日", enterprise=firm
    )
    return (table("先后用过的名称", fields, found, source),)


def views(asking: Asking, firm: str, *, annex: bool = False) -> tuple[Block, ...]:
    """Return in one sentence where departments and registry differ, or the table of it for the annex."""
    found = asking.rows("enterprise_views", enterprise=firm)
    agreed, other = ([r for r in found if (r["verdict"] == "不同") is wrong] for wrong in (False, True))
    rows = sum(r["rows"] for r in agreed if r["field"] == "名称")
    apart = {f: sum(r["field"] == f for r in other) for f in dict.fromkeys(r["field"] for r in other)}
    told = "、".join(f"{field}{n}种写法" for field, n in apart.items())
    head = f"名称与登记一致的记录{rows:,}行。" + (
        f"与登记不同的有：{told}，见附表。" if told else "没有与登记不同的写法。"
    )
    source = asking.source(
        "enterprise_views",
        datasets_of(found),
        "每项列前五行来源；项目类数据的人员、电话多为联系人，与法定代表人不同不一定是错误",
        enterprise=firm,
    )
    fields = (
        text("项目", "field"),
        text("各部门的写法", "value"),
        text("数据集", "datasets"),
        text("部门", "departments"),
        count("行数", "rows"),
        day("最近所属期", "last_period"),
    )
    if annex:
        return (table("与登记不同的写法", fields, other, source),) if other else ()
    return (Text(head, source),)


def quality(asking: Asking, firm: str, *, annex: bool = False) -> tuple[Block, ...]:
    """Return how many rows were taken to be the firm's, and by what: in words, or the annex's table."""
    found = asking.rows("enterprise_matching", enterprise=firm)
    sure, waiting = ([r for r in found if (r["decision"] == "待核对") is w] for w in (False, True))
    by_tier: dict[str, int] = {}
    for row in sure:
        caption = TIERS.get(row["tier"], row["tier"])
        by_tier[caption] = by_tier.get(caption, 0) + row["rows"]
    order = sorted(by_tier.items(), key=lambda told: (-told[1], told[0]))
    tiers = "、".join(f"{tier}{rows:,}行" for tier, rows in order)
    source = asking.source("enterprise_matching", datasets_of(found), enterprise=firm)
    head = joined(
        [
            f"共有{sum(r['rows'] for r in sure):,}行记录认定为本企业",
            f"来自{len({r['dataset'] for r in sure})}个数据集",
            f"依据：{tiers}" if tiers else "",
            _waiting(waiting),
        ]
    )
    fields: tuple[Field, ...] = (
        text("数据集", "dataset"),
        text("角色", "role"),
        text("认定", lambda r: f"{r['decision']}·{TIERS.get(r['tier'], r['tier'])}"),
        count("行数", "rows"),
        money("涉及补助", "amount"),
        text("写法", "written"),
    )
    if annex:
        return (table("各数据集的认定", fields, found, source, most=100),) if found else ()
    return (Text(head + "各数据集的认定见附表。", source),)


def _waiting(waiting: list[Row]) -> str:
    if not waiting:
        return "没有悬于待核对的记录"
    paid = sum(r["amount"] or 0 for r in waiting if r["role"] == "受补企业")
    hung = f"，其中补助{values.money(paid)}" if paid else ""
    return f"另有{sum(r['rows'] for r in waiting):,}行拟归到本企业而待核对{hung}，不计入本档案的数字"
