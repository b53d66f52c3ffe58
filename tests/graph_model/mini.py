# ruff: noqa: E501, ANN401  # rows read best as one line each
"""A small invented city as lake views and resolved tables, for tests of the graph and the queries.

Every value below is made up. `ROWS` says for each row of the lake whom each role names.
"""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb

from core.settings import Settings
from graph_model.project import Projection, project
from ingest.contract import load_catalogue
from ingest.lake import SOURCE, Snapshot
from resolution.tables import TABLES
from store.ledger import Ledger
from store.tables import Delivery

SHOE, FOAM, LEATHER, SHELL, GONE, BUILDER, DEVELOPER, BRANCH, OUTSIDER, TWIN = (
    f"ent_{name:0<12}"
    for name in ("shoe", "foam", "leather", "shell", "gone", "build", "devel", "branch", "out", "twin")
)
PERSON, PROJECT, PARCEL, ESTATE = (
    "per_chen00000000",
    "prj_plant0000000",
    "pcl_one000000000",
    "bld_estate000000",
)

# id, name, code, town, person, phone, scope, form, parent, registered
FIRMS = [
    (
        SHOE,
        "晋江恒盛鞋业有限公司",
        "91350582MA00000011",
        "陈埭镇",
        "陈志强",
        "13800000001",
        "生产、销售：运动鞋、鞋底。",
        "企业",
        None,
        True,
    ),
    (
        FOAM,
        "福建鑫泡新材料有限公司",
        "91350582MA00000022",
        "陈埭镇",
        "陈志强",
        "13800000001",
        "发泡材料、鞋垫的研发与制造",
        "企业",
        None,
        True,
    ),
    (
        LEATHER,
        "晋江泉革皮业有限公司",
        "91350582MA00000033",
        "安海镇",
        "林美玲",
        "13800000003",
        "皮革鞣制加工；牛皮革销售",
        "企业",
        None,
        True,
    ),
    (
        SHELL,
        "晋江恒晟鞋业有限公司",
        "91350582MA00000044",
        "池店镇",
        "蔡丽",
        None,
        "运动鞋制造",
        "企业",
        None,
        True,
    ),
    (
        GONE,
        "晋江旧时鞋材有限公司",
        "91350582MA00000055",
        "陈埭镇",
        "吴旧",
        None,
        "鞋底加工",
        "企业",
        None,
        True,
    ),
    (
        BUILDER,
        "福建安固建设工程有限公司",
        "91350582MA00000066",
        "青阳街道",
        "许工",
        "13800000006",
        "房屋建筑工程",
        "企业",
        None,
        True,
    ),
    (
        DEVELOPER,
        "晋江宜居房地产开发有限公司",
        "91350582MA00000077",
        "青阳街道",
        "庄宜",
        None,
        "房地产开发",
        "企业",
        None,
        True,
    ),
    (
        BRANCH,
        "晋江恒盛鞋业有限公司安海分公司",
        "91350582MA00000088",
        "安海镇",
        "陈志强",
        None,
        "鞋类销售",
        "分支机构",
        SHOE,
        True,
    ),
    (OUTSIDER, "广东远方建筑有限公司", None, None, None, None, None, "未登记", None, False),
    (
        TWIN,
        "晋江恒盛贸易有限公司",
        "91350582MA00000099",
        "梅岭街道",
        "蔡丽",
        None,
        "日用品批发",
        "企业",
        None,
        True,
    ),
]
D = date
Row = tuple[str, str, dict[str, Any], dict[str, str]]


def _tax(period: str, firm: str, amount: int, **more: Any) -> Row:
    values = {
        "levy_item": "增值税",
        "budget_subject": "国内增值税",
        "budget_share": "中央50%，县市50%",
        "amount": amount,
    }
    day = D(int(period[:4]), int(period[5:]), 15)
    return (
        "tax_net_revenue",
        period,
        {**values, "paid_on": day, "industry": "纺织面料鞋制造", **more},
        {"纳税人": firm},
    )


def _income(
    period: str, firm: str, income: int, voucher: str, declared: date, item: str = "制造业(13%)"
) -> Row:
    year, month = int(period[:4]), int(period[5:])
    span = {"period_start": D(year, month, 1), "period_end": D(year, month, 28)}
    values = {
        "levy_item": "增值税",
        "levy_subitem": item,
        "taxable_income": income,
        "voucher_no": voucher,
        "declared_on": declared,
    }
    return ("tax_declaration", period, {**span, **values}, {"纳税人": firm})


def _staff(month: str, firm: str, kind: str, heads: int) -> Row:
    return (
        "social_insurance",
        month,
        {"insurance_type": kind, "employees": heads, "month": month},
        {"参保单位": firm},
    )


def _home(number: str, status: str, contract: str | None = None) -> Row:
    values = {"house_no": number, "sales_status": status, "estate_name": "宜居花园", "contract_no": contract}
    return ("housing_unit", "2023-04", values, {"楼盘": ESTATE, "开发企业": DEVELOPER})


ROWS: list[Row] = [
    *(("company_registration", "2023-04", {"name": f[1], "code": f[2], "scope": f[6]}, {"登记企业": f[0]}) for f in FIRMS if f[9]),
    ("tax_registration", "2023-04", {"status": "正常"}, {"纳税人": SHOE}),
    ("tax_registration", "2023-04", {"status": "注销"}, {"纳税人": GONE}),
    _tax("2022-03", SHOE, 100_000),
    _tax("2022-06", SHOE, -30_000, budget_subject="增值税留抵退税", levy_subitem="留抵退税"),
    _tax("2022-07", SHOE, 50_000, levy_item="企业职工基本养老保险费", budget_subject="养老保险费收入"),
    _tax("2022-08", SHOE, 7_000, budget_subject="免抵调增增值税"),
    _tax("2023-03", SHOE, 80_000),
    _tax("2023-03", FOAM, 9_000, industry="泡沫塑料制造"),
    _tax("2021-01", SHELL, 10),
    ("tax_exempt_offset", "2022-08", {"amount": 20_000}, {"纳税人": SHOE}),
    _income("2022-03", SHOE, 1_000_000, "V1", D(2022, 4, 10)),
    _income("2022-03", SHOE, 1_100_000, "V2", D(2022, 5, 10)),
    _income("2022-03", SHOE, 40_000, "V3", D(2022, 4, 10), item="商业(13%)"),
    _income("2023-02", SHOE, 900_000, "V4", D(2023, 3, 10)),
    _income("2023-02", FOAM, 0, "V5", D(2023, 3, 10)),
    _staff("2022-11", SHOE, "企业职工基本养老保险", 80),
    _staff("2022-12", SHOE, "企业职工基本养老保险", 90),
    _staff("2022-12", SHOE, "工伤保险", 120),
    _staff("2022-12", FOAM, "工伤保险", 12),
    _staff("2022-12", FOAM, "失业保险", 11),
    ("power_consumption", "2022-12", {"month": "2022-12", "consumption": 1000}, {"用电户": SHOE}),
    ("power_consumption", "2022-12", {"month": "2022-12", "consumption": 500}, {"用电户": SHOE}),
    ("chain_firm", "2022", {"year": "2022", "chain": "鞋服产业链", "stage": "中游"}, {"产业链企业": SHOE}),
    ("chain_firm", "2022", {"year": "2022", "chain": "制鞋产业链", "stage": "上游"}, {"产业链企业": SHOE}),
    ("chain_firm", "2022", {"year": "2022", "chain": "鞋服产业链", "stage": "上游"}, {"产业链企业": "review:" + FOAM + "/" + TWIN}),
    ("specialised_firm", "2022", {"level": "省级专精特新", "recognised_on": D(2021, 8, 1), "products": "跑鞋"}, {"认定企业": SHOE}),
    ("park_firm", "2022", {"park": "五里园", "size": "中型", "site_area": 20000, "main_business": "运动鞋"}, {"园区企业": SHOE}),
    ("park_development", "2022", {"park": "五里园", "total_area": 1_000_000}, {}),
    ("subsidy_payment", "2022-05", {"beneficiary_name": "恒盛鞋业", "payee_name": "恒盛鞋业", "amount": 500_000, "document_no": "晋财指标〔2022〕15号", "project_name": "技术改造专项", "summary": " 技改\n奖励，“一次性”,\"首笔\" ", "budget_unit_name": "晋江市工业和信息化局"}, {"受补企业": SHOE, "收款人": SHOE}),
    ("subsidy_payment", "2022-06", {"beneficiary_name": "恒盛鞋业", "payee_name": "恒盛贸易", "amount": 100_000, "document_no": "晋财指标〔2022〕15号", "upper_document_no": "闽财企指〔2022〕30号", "project_name": "省级技改", "summary": "省级补助"}, {"受补企业": SHOE, "收款人": TWIN}),
    ("subsidy_payment", "2022-07", {"beneficiary_name": "恒盛鞋业", "payee_name": "恒盛鞋业", "amount": -20_000, "document_no": "晋财指标〔2022〕15号", "summary": "退回"}, {"受补企业": SHOE, "收款人": SHOE}),
    ("subsidy_payment", "2022-08", {"beneficiary_name": "恒某鞋业", "payee_name": "恒某鞋业", "amount": 30_000, "document_no": "晋财指标〔2022〕16号"}, {"受补企业": "review:" + SHOE + "/" + SHELL}),
    ("project_approval", "2021-03", {"project_name": "恒盛智能工厂", "investment": 50_000_000}, {"项目": PROJECT, "业主单位": SHOE}),
    ("land_use_permit", "2021-05", {"project_name": "恒盛智能工厂", "issued_on": D(2021, 5, 6), "area": 20000, "issuer_name": "晋江市自然资源局"}, {"项目": PROJECT, "用地单位": SHOE}),
    ("tender_award", "2021-08", {"project_name": "恒盛鞋业智能工厂工程", "awarded_on": D(2021, 8, 9), "contract_amount": 9_000_000}, {"项目": PROJECT, "中标单位": BUILDER, "建设单位": SHOE, "设计单位": OUTSIDER}),
    ("construction_permit", "2021-09", {"project_name": "恒盛智能工厂", "issued_on": D(2021, 9, 1)}, {"项目": PROJECT, "施工单位": BUILDER, "建设单位": SHOE}),
    ("completion_filing", "2022-12", {"project_name": "恒盛智能工厂", "applied_on": D(2022, 12, 20)}, {"项目": PROJECT, "施工单位": BUILDER, "建设单位": SHOE}),
    ("land_grant", "2021-01", {"granted_on": D(2021, 1, 5), "amount": 6_000_000, "area": 20000, "location": "晋江市陈埭镇工业路8号"}, {"宗地": PARCEL, "受让方": SHOE}),
    ("property_registration", "2021-06", {"issued_on": D(2021, 6, 1), "certificate_no": "闽（2021）1号", "parcel_area": 20000}, {"宗地": PARCEL, "权利人": SHOE}),
    ("property_registration", "2021-06", {"issued_on": D(2021, 6, 2), "certificate_no": "闽（2021）2号", "parcel_area": 20000}, {"宗地": PARCEL}),
    ("property_mortgage", "2022-02", {"registered_on": D(2022, 2, 1), "business_no": "B1", "amount": 3_000_000}, {"宗地": PARCEL, "义务人": SHOE}),
    ("presale_contract", "2023-01", {"contract_no": "C1"}, {"项目": PROJECT, "开发企业": DEVELOPER}),
    _home("H1", "已售", "C1"),
    _home("H2", "未售"),
    ("building_occupancy", "2022", {"building": "宜居花园", "used_area": 120, "use_kind": "商铺"}, {"楼盘": "", "楼宇": ESTATE, "使用企业": TWIN}),
    ("general_taxpayer", "2022", {"status": "正常", "registered_on": D(2015, 3, 1)}, {"纳税人": SHOE}),
    ("cross_region_tax", "2022-03", {"report_no": "晋税跨〔2022〕1号", "status": "报验", "work_place": "晋江市陈埭镇工业路8号", "reported_on": D(2022, 3, 1), "contract_amount": 800_000}, {"纳税人": OUTSIDER}),
    ("cross_region_tax", "2022-09", {"report_no": "晋税跨〔2022〕1号", "status": "核销报验", "work_place": "晋江市陈埭镇工业路8号", "reported_on": D(2022, 9, 1), "contract_amount": 800_000}, {"纳税人": OUTSIDER}),
    ("key_project", "2022", {"project_name": "恒盛智能工厂", "investment": 60_000_000, "invested_total": 30_000_000, "planned_year": 20_000_000, "invested_year": 18_000_000, "department_name": "晋江市工业和信息化局"}, {"项目": PROJECT, "业主单位": SHOE}),
    ("presale_fund_supervision", "2023", {"posted_on": D(2023, 1, 28), "balance": 300_000, "presale_received": 900_000, "presale_paid_out": 600_000, "account_no": "A1"}, {"项目": PROJECT, "开发企业": DEVELOPER, "监管银行": OUTSIDER}),
    ("presale_fund_supervision", "2023", {"posted_on": D(2023, 4, 28), "balance": 500_000, "presale_received": 1_900_000, "presale_paid_out": 1_400_000, "account_no": "A1"}, {"项目": PROJECT, "开发企业": DEVELOPER, "监管银行": OUTSIDER}),
]  # fmt: skip
OTHERS = [
    (PERSON, "per", "陈志强", None, None, None),
    (PROJECT, "prj", "恒盛智能工厂", None, "陈埭镇", "陈埭镇工业路8号"),
    (PARCEL, "pcl", None, "350582001001GB00001", "陈埭镇", "晋江市陈埭镇工业路8号"),
    (ESTATE, "bld", "宜居花园", None, "青阳街道", "青阳街道世纪大道1号"),
]
PERSONS = {"company_registration": {SHOE: PERSON, FOAM: PERSON, BRANCH: PERSON}}
NOW = datetime(2023, 5, 20)


def _insert(con: duckdb.DuckDBPyConnection, table: str, **values: Any) -> None:
    names = ", ".join(f'"{n}"' for n in values)
    marks = ", ".join(f"${n}" for n in values)
    con.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", values)


def _empty(con: duckdb.DuckDBPyConnection) -> None:
    """Empty lake tables and resolved tables, typed as the product types them."""
    Snapshot(Path(), (), "mini").attach(con)
    for dataset in load_catalogue().datasets.values():
        con.execute(f"CREATE TABLE made AS SELECT * FROM lake_{dataset.key}")
        con.execute(f"DROP VIEW lake_{dataset.key}")
        con.execute(f"ALTER TABLE made RENAME TO lake_{dataset.key}")
        con.execute(f"CREATE OR REPLACE VIEW history_{dataset.key} AS SELECT * FROM lake_{dataset.key}")
    for table in TABLES:
        columns = ", ".join(f'"{c.name}" {c.type}' for c in table.columns)
        con.execute(f"CREATE TABLE {table.name} ({columns})")


def _entities(con: duckdb.DuckDBPyConnection) -> None:
    for key, name, code, town, person, phone, scope, form, parent, registered in FIRMS:
        _insert(
            con, "entity", entity_id=key, kind="ent", name=name, code=code, town=town, person=person, phone=phone, scope=scope,
            form=form, parent_id=parent, registered=registered, known_from=NOW,
        )  # fmt: skip
        _insert(con, "entity_name", entity_id=key, name=name, kind="current")
    _insert(
        con, "entity_name", entity_id=SHOE, name="晋江市恒盛鞋厂", kind="former",
        valid_from=date(2020, 1, 1), valid_to=date(2021, 6, 30), source_key="company_registration/2023-04/d1#Sheet1!2",
    )  # fmt: skip
    for key, kind, label, code, place, address in OTHERS:
        _insert(
            con,
            "entity",
            entity_id=key,
            kind=kind,
            name=label,
            code=code,
            town=place,
            address=address,
            registered=True,
            known_from=NOW,
        )
    _insert(con, "redirect", old="ent_old000000000", new=SHOE, since=NOW, reason="merged")


def _mention(
    con: duckdb.DuckDBPyConnection, place: dict[str, Any], role: str, who: str, part: int = 0
) -> None:
    """One mention and its match; `review:a/b` is a mention that waits between two."""
    waits = who.startswith("review:")
    entity, _, other = who.removeprefix("review:").partition("/")
    key = f"m_{who}"
    if not con.execute("SELECT 1 FROM mention WHERE mention_id = $k", {"k": key}).fetchall():
        written = con.execute("SELECT name FROM entity WHERE entity_id = $e", {"e": entity}).fetchall()[0][0]
        _insert(con, "mention", mention_id=key, kind=entity[:3], name=written, rows=1)
        unregistered = entity == OUTSIDER
        _insert(
            con, "match", mention_id=key, decision="review" if waits else "none" if unregistered else "match",
            entity_id=None if unregistered else entity, own_entity_id=entity if unregistered else None,
            runner_up=other or None, tier="model" if waits else "name", reason="near_tie" if waits else "same_name",
            weight=7.5 if waits else None, margin=0.5 if waits else None, model=1, known_from=NOW,
        )  # fmt: skip
    _insert(con, "mention_source", mention_id=key, role=role, part_no=part, **place)


def _rows(con: duckdb.DuckDBPyConnection, more: Sequence[Row]) -> None:
    for number, (dataset, period, values, roles) in enumerate([*ROWS, *more], 2):
        source = {
            "src_delivery": "d1",
            "src_sheet": "Sheet1",
            "src_row": number,
            "src_period": period,
            "src_supplier": "局",
        }
        assert set(source) < set(SOURCE)
        key = f"{dataset}/{period}/d1#Sheet1!{number}"
        _insert(con, f"lake_{dataset}", **values, **source, source_key=key, known_from=NOW)
        place = {
            "dataset": dataset,
            "delivery": "d1",
            "sheet": "Sheet1",
            "row": number,
            "period": period,
            "supplier": "局",
        }
        for role, who in roles.items():
            if who:
                _mention(con, place, role, who)
            if person := PERSONS.get(dataset, {}).get(who):
                _mention(con, place, role, person)


def mini_ledger(home: Path) -> Ledger:
    """A real ledger with the one delivery that every row came in."""
    ledger = Ledger(Settings(home=home))
    with ledger.session() as session:
        if session.get(Delivery, "d1") is None:
            session.add(
                Delivery(
                    id="d1", dataset="company_registration", period="2023-04", supplier="市市场监管局", file_name="企业登记.xlsx",
                    sha256="0" * 64, received_at=NOW, committed_at=NOW, mode="changes", rows_good=len(ROWS),
                )
            )  # fmt: skip
    return ledger


def mini_tables(more: Sequence[Row] = ()) -> duckdb.DuckDBPyConnection:
    """Lake views and resolved tables of the small city, with more rows where a test needs them."""
    con = duckdb.connect()
    _empty(con)
    _entities(con)
    _rows(con, more)
    return con


def mini_projection(home: Path, more: Sequence[Row] = ()) -> Projection:
    """Project the small city, with more rows where a test needs them."""
    return project(mini_tables(more), mini_ledger(home))
