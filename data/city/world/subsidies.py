"""Support paid to firms: documents, instalments, refunds, and the cases planted for later checks."""

import numpy as np
import pandas as pd

from data.city.draw import Ints, generator, take, where
from data.city.settings import CitySettings
from data.city.words import trades

POLICIES = [
    # project, summary, budget unit (place in the list of departments), upper-level share, typical 元
    ("工业企业技术改造专项资金", "{y}年度技术改造奖励", 1, 0.3, 400_000),
    ("工业稳增长奖励资金", "{y}年工业企业增产增效奖励", 1, 0.1, 150_000),
    ("专精特新企业奖励", "{y}年专精特新企业认定奖励", 1, 0.4, 300_000),
    ("高新技术企业奖补", "{y}年高新技术企业认定奖励", 2, 0.3, 200_000),
    ("研发费用分段补助", "{y}年度企业研发经费投入分段补助", 2, 0.6, 180_000),
    ("外贸发展专项资金", "{y}年外贸稳增长补助", 3, 0.4, 90_000),
    ("电子商务扶持资金", "{y}年电商企业扶持", 3, 0.0, 60_000),
    ("境内外展会补助", "{y}年企业参展补助", 3, 0.2, 40_000),
    ("稳岗返还", "{y}年失业保险稳岗返还", 7, 0.8, 20_000),
    ("企业招工补助", "{y}年春节稳岗稳产用工补助", 7, 0.0, 30_000),
    ("商标品牌标准化奖励", "{y}年度商标品牌与标准化奖励", 10, 0.0, 100_000),
    ("上市扶持资金", "{y}年企业上市扶持奖励", 14, 0.2, 1_500_000),
    ("农业产业化扶持资金", "{y}年农业产业化龙头企业补助", 8, 0.5, 120_000),
    ("疫情防控物资企业补助", "{y}年抗疫助企纾困补助", 1, 0.5, 50_000),
]
PLANTED = (
    "duplicate",
    "instalment",
    "payee",
    "one_person",
    "after_closing",
    "shrinking",
    "refund",
    "through_town",
)


def build_subsidies(bodies: pd.DataFrame, honours: pd.DataFrame, settings: CitySettings) -> pd.DataFrame:
    """Return payments: body, payee, policy, year, month, amount, document, upper document, planted case."""
    rng = generator(settings.seed, "subsidies")
    firm = bodies["kind"].eq("company").to_numpy() & bodies["parent"].lt(0).to_numpy()
    honoured = np.zeros(len(bodies), dtype=bool)
    honoured[honours["body"].to_numpy()] = True
    odds = np.where(
        honoured,
        0.75,
        np.where(trades()["section"].to_numpy()[bodies["trade"].to_numpy()] == "C", 0.12, 0.05),
    )
    chosen = np.flatnonzero(firm & (rng.random(len(bodies)) < odds))
    times = 1 + rng.poisson(np.where(honoured[chosen], 3.0, 0.8))
    rows = np.repeat(chosen, times)
    frame = _payments(rng, bodies, rows, settings)
    frame = _plant(rng, bodies, frame, settings)
    return frame.sort_values(["period", "policy", "body"], ignore_index=True, kind="stable")


def _payments(
    rng: np.random.Generator, bodies: pd.DataFrame, rows: Ints, settings: CitySettings
) -> pd.DataFrame:
    size = len(rows)
    policy = rng.integers(0, len(POLICIES), size)
    periods = settings.periods
    place = rng.integers(0, len(periods), size)
    founded = bodies["founded"].to_numpy()[rows].astype("datetime64[M]")
    first = (founded - np.datetime64(periods[0], "M")).astype(int).clip(0, len(periods) - 1)
    place = np.maximum(place, np.minimum(first + 6, len(periods) - 1))
    closed = bodies["closed"].to_numpy()[rows].astype("datetime64[M]")
    end = np.where(np.isnat(closed), len(periods), (closed - np.datetime64(periods[0], "M")).astype(int))
    typical = np.array([p[4] for p in POLICIES])[policy]
    scale = (bodies["revenue"].to_numpy()[rows] / 2e7).clip(0.1, 6) ** 0.5
    amount = np.round(typical * scale * rng.lognormal(0, 0.6, size), -2).clip(500)
    frame = pd.DataFrame(
        {"body": rows, "payee": rows, "policy": policy, "place": place, "amount": amount, "case": ""}
    )
    frame = frame[(place < end) & (place >= 0)].reset_index(drop=True)
    return _documents(rng, frame, settings)


def _documents(rng: np.random.Generator, frame: pd.DataFrame, settings: CitySettings) -> pd.DataFrame:
    """Number the documents: one for each policy and quarter, with an upper-level one for some."""
    frame["period"] = take(settings.periods, frame["place"].to_numpy())
    year = frame["period"].str[:4]
    quarter = (frame["period"].str[5:].astype(int) - 1) // 3
    number = (frame["policy"] * 4 + quarter) * 2 + 1
    frame["document_no"] = "晋财指标〔" + year + "〕" + number.astype(str) + "号"
    share = np.array([p[3] for p in POLICIES])[frame["policy"].to_numpy()]
    lucky = ((frame["policy"] * 7 + quarter * 3 + year.astype(int)) % 10 / 10) < share
    upper = "闽财企指〔" + year + "〕" + (frame["policy"] + 3).astype(str) + "号"
    frame["upper_document_no"] = upper.where(lucky)
    earned = (year.astype(int) - 1).astype(str)
    frame["project_name"] = take([p[0] for p in POLICIES], frame["policy"].to_numpy())
    summary = pd.Series(take([p[1] for p in POLICIES], frame["policy"].to_numpy()))
    parts = summary.str.split("{y}", expand=True, regex=False)
    frame["summary"] = parts[0].fillna("") + earned + parts[1].fillna("")
    frame["upper_summary"] = (frame["project_name"] + "（上级）").where(lucky)
    return frame


def _some(rng: np.random.Generator, mask: np.ndarray, share: float, least: int = 3) -> Ints:
    rows = np.flatnonzero(mask)
    return np.sort(rng.permutation(rows)[: max(least, int(len(rows) * share))])


def _plant(
    rng: np.random.Generator, bodies: pd.DataFrame, frame: pd.DataFrame, settings: CitySettings
) -> pd.DataFrame:
    """Plant the cases that checks must find; `case` says which, and is never shown to a unit."""
    last = len(settings.periods) - 1
    plain = frame["amount"].to_numpy() > 5_000
    twice = frame.iloc[_some(rng, plain, 0.008)].assign(case="duplicate")
    parts = frame.iloc[_some(rng, plain & (frame["place"].to_numpy() < last), 0.02)].assign(case="instalment")
    parts["place"] = parts["place"] + 1
    parts["period"] = take(settings.periods, parts["place"].to_numpy())
    back = frame.iloc[_some(rng, plain & (frame["place"].to_numpy() < last), 0.006)].assign(case="refund")
    back["place"] = back["place"] + 1
    back["period"] = take(settings.periods, back["place"].to_numpy())
    back["amount"] = -np.round(back["amount"] * 0.5, 2)
    frame = pd.concat([frame, twice, parts, back], ignore_index=True)
    free = frame["case"].eq("").to_numpy()
    other = _some(rng, free, 0.012)
    firms = np.flatnonzero(bodies["kind"].eq("company"))
    frame.loc[other, "payee"] = firms[rng.integers(0, len(firms), len(other))]
    frame.loc[other, "case"] = "payee"
    through = _some(rng, frame["case"].eq("").to_numpy(), 0.02)
    office = bodies.index[bodies["kind"].eq("town")].to_numpy()
    frame.loc[through, "payee"] = office[
        bodies["town"].to_numpy()[frame["body"].to_numpy()[through]].clip(min=0) % len(office)
    ]
    frame.loc[through, "case"] = "through_town"
    shrinking = bodies["growth"].to_numpy()[frame["body"].to_numpy()] < -0.2
    frame["case"] = where(frame["case"].eq("").to_numpy() & shrinking, "shrinking", frame["case"].array)
    return pd.concat(
        [frame, _after_closing(rng, bodies, frame, settings), _one_person(rng, bodies, frame)],
        ignore_index=True,
    )


def _after_closing(
    rng: np.random.Generator, bodies: pd.DataFrame, frame: pd.DataFrame, settings: CitySettings
) -> pd.DataFrame:
    """Payments to companies that had closed at least three months before."""
    gone = bodies["kind"].eq("company").to_numpy() & bodies["closed"].notna().to_numpy()
    gone &= bodies["closed"].to_numpy() < np.datetime64(
        str(settings.last.start_time.date())
    ) - np.timedelta64(120, "D")
    rows = _some(rng, gone, 0.02)
    template = frame.iloc[rng.integers(0, len(frame), len(rows))].reset_index(drop=True)
    closed = bodies["closed"].to_numpy()[rows].astype("datetime64[M]")
    place = (closed - np.datetime64(settings.periods[0], "M")).astype(int) + 4
    place = place.clip(0, len(settings.periods) - 1)
    made = template.assign(body=rows, payee=rows, place=place, amount=np.abs(template["amount"]))
    return _documents(rng, made, settings).assign(case="after_closing")


def _one_person(rng: np.random.Generator, bodies: pd.DataFrame, frame: pd.DataFrame) -> pd.DataFrame:
    """The same policy in the same quarter for several firms of one person."""
    firm = (
        bodies["bond"].eq("founder").to_numpy()
        & bodies["kind"].eq("company").to_numpy()
        & bodies["closed"].isna().to_numpy()
    )
    rows = _some(rng, firm, 0.01)
    leader = bodies["leader"].to_numpy()[rows]
    keep = bodies["kind"].to_numpy()[leader] == "company"
    rows, leader = rows[keep], leader[keep]
    template = frame.iloc[rng.integers(0, len(frame), len(rows))].reset_index(drop=True)
    one = template.assign(body=rows, payee=rows, amount=np.abs(template["amount"]), case="one_person")
    return pd.concat([one, one.assign(body=leader, payee=leader)], ignore_index=True)
