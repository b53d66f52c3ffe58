"""The workbook that stewards fill in: its columns, widths and notes, one place for writing and reading."""

from typing import Final, NamedTuple

SHEET: Final = "复核"
NOTES: Final = "说明"
STRATA: Final = "抽样"  # hidden: what the program had decided
ANSWERS: Final = ("同一", "不同", "不确定", "拆出")


class Column(NamedTuple):
    """One column: key of the case, head, width; `asked` ones are the steward's."""

    key: str
    head: str
    width: int
    asked: bool = False


CASE: Final = (
    Column("mention_id", "提及编号", 26),
    Column("name", "名称（原文）", 34),
    Column("code", "代码", 20),
    Column("person", "法定代表人", 10),
    Column("phone", "电话", 14),
    Column("address", "地址", 30),
    Column("town", "镇街", 10),
    Column("sources", "出处", 30),
)
STAKE: Final = (
    Column("reason", "待复核的原因", 28),
    Column("subsidy", "补助（元）", 14),
    Column("tax", "税收（元）", 14),
    Column("nodes", "影响的产业链环节", 24),
    Column("worth", "影响合计（元）", 14),
)
CANDIDATES: Final = (
    Column("entity_id", "候选一编号", 18),
    Column("entity", "候选一名称", 34),
    Column("entity_code", "候选一代码", 20),
    Column("entity_person", "候选一法定代表人", 10),
    Column("entity_phone", "候选一电话", 14),
    Column("entity_address", "候选一地址", 30),
    Column("weight", "候选一权重（比特）", 10),
    Column("second_id", "候选二编号", 18),
    Column("second", "候选二名称", 34),
    Column("second_code", "候选二代码", 20),
    Column("second_weight", "候选二权重（比特）", 10),
)
ASKED: Final = (
    Column("answer", "判定", 10, True),
    Column("right", "正确主体（代码或编号）", 22, True),
    Column("why", "理由", 30, True),
)
QUEUE: Final = (*CASE, *STAKE, *CANDIDATES, *ASKED)
SAMPLE: Final = (*CASE, *(c for c in CANDIDATES if "weight" not in c.key), *ASKED)
"""A sample shows neither weight nor reason, so that the clerk judges and not the program."""

HOW: Final = (
    "每行是一个提及（部门数据里的一种写法）和系统找到的候选主体。",
    "判定：同一＝就是候选一；不同＝不是候选一；不确定＝查不清；拆出＝从候选一中拆出，另立主体。",
    "不是候选一、但知道是谁：判定填“不同”，并在“正确主体”填它的统一社会信用代码或编号（如候选二编号）。",
    "没有候选一的行：查到对应的登记主体就在“正确主体”填代码；确认没有登记的填“不同”。",
    "空着判定的行不会导入。请不要改动编号两列，也不要合并单元格。",
)
