"""A small report with a block of every kind, for tests of the writers."""

from datetime import date

from viz.reports.document import (
    NO_DATA,
    Chart,
    Column,
    Items,
    Kind,
    Map,
    Missing,
    Report,
    Section,
    Series,
    Shape,
    Source,
    Station,
    Table,
    Text,
)

SOURCE = Source(("税务净入库信息",), "2023-05", "chanye query run dev_town", "测试")
TOWNS = Table(
    "各镇街税收",
    (
        Column("镇街"),
        Column("税收", Kind.MONEY, "万元"),
        Column("占比", Kind.SHARE, places=1),
        Column("户数", Kind.COUNT, "户"),
        Column("日期", Kind.DATE),
    ),
    (
        ("陈埭镇", 12_345_678.9, 0.5, 1200, date(2023, 5, 1)),
        ('=HYPERLINK("x")', -5_000.0, None, NO_DATA, None),
        ("合计", 12_340_678.9, 1.0, 1200, None),
    ),
    SOURCE,
    (("tax/2023-05/a#s!2", "tax/2023-05/a#s!3"), ("tax/2023-05/a#s!4",), ()),
    "按税收排序",
    total=True,
)
WIDE = Table(
    "宽表",
    (Column("镇街"), *(Column(f"第{i}项指标", Kind.MONEY, "元") for i in range(14))),
    (("陈埭镇", *(1_234_567.5 * i for i in range(14))),),
    SOURCE,
)
LONG = Table(
    "长表",
    (Column("序号", Kind.COUNT), Column("项目")),
    tuple((i, f"项目{i}") for i in range(30)),
    SOURCE,
    most=20,
)
CHART = Chart(
    "各月税收", Shape.LINE, ("1月", "2月"), (Series("2023年", (1.5, None)),), "万元", SOURCE, "一月最高。"
)
STATIONS = (Station("a", "鞋底", "上游", "A", "3户"), Station("b", "运动鞋制造", "中游", "缺", "0户"))
MAP = Map("鞋服链", ("上游", "中游"), STATIONS, (("a", "b"),), SOURCE, (("A", "在册"), ("缺", "本地没有")))
REPORT = Report(
    kind="镇街月报",
    title="测试报告",
    subject="陈埭镇",
    office="领导小组办公室",
    as_of=date(2023, 5, 31),
    made=date(2023, 7, 15),
    summary="一季度，税收平稳。",
    sections=(
        Section("总体情况", (Text("税收见表1。", SOURCE), TOWNS, CHART)),
        Section(
            "存在问题",
            (Items(("=1+1 不是公式。", "第二项。")), Missing("股东", "数据集不含")),
            (Section("迟报", (Text("没有。"),), (Section("更细", (LONG,)),)),),
        ),
        Section("链条", (MAP,)),
        Section("附表", (WIDE,)),
    ),
    caveats=("税收按入库计。",),
)
