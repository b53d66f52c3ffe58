"""Names of market entities: 区划 + 字号 + 行业 + 组织形式, skewed, shared, look-alike, renamed."""

import numpy as np
import pandas as pd

from data.city.draw import Bools, Ints, Text, pick, take, text, weights, where
from data.city.words import lists, trades
from data.city.world.places import TOWNS, village_names
from data.gazetteer import towns

TOWN_SHORT = [t.short for t in towns()]
FORMS = [
    "有限公司",
    "有限责任公司",
    "厂",
    "股份有限公司",
    "集团有限公司",
    "厂（普通合伙）",
    "工贸有限公司",
    "实业有限公司",
]
FORM_SHARES = [0.80, 0.07, 0.035, 0.012, 0.008, 0.01, 0.045, 0.02]
MIDDLE = ["（福建）", "（晋江）", "（中国）", "（泉州）", "（厦门）"]


def brand_words(rng: np.random.Generator, size: int) -> Text:
    """Draw about `size` distinct 字号, the most frequent first."""
    w = lists()
    first, second, third = (list(w[k]) for k in ("brand_first", "brand_second", "brand_third"))
    count = int(size * 1.6) + 60
    one = take(first, pick(rng, len(first), weights(len(first), 0.6), count))
    two = take(second, pick(rng, len(second), weights(len(second), 0.5), count))
    three = take(third, rng.integers(0, len(third), count))
    latin = take(list(w["latin"]), rng.integers(0, len(w["latin"]), count))
    kind = pick(rng, 4, [0.84, 0.12, 0.025, 0.015], count)
    made = where(
        kind == 0, one + two, where(kind == 1, one + two + three, where(kind == 2, latin + one, latin))
    )
    plain = pd.Series(made).iloc[
        np.argsort(np.where(kind == 0, 0.0, 0.35) + rng.random(count), kind="stable")
    ]
    doubled = plain.str.len().eq(2) & plain.str[0].eq(plain.str[1])
    return plain[~doubled].drop_duplicates().head(size).array


def alike_brand(rng: np.random.Generator, brand: Text) -> Text:
    """Return each 字号 with one character replaced by one that sounds or looks alike, where there is one."""
    groups = {c: g for g in lists()["alike"] for c in g}
    out = []
    for word, turn in zip(brand, rng.random(len(brand)), strict=True):
        places = [i for i, c in enumerate(word) if c in groups]
        if not places:
            out.append(word)
            continue
        at = places[int(turn * len(places))]
        others = [c for c in groups[word[at]] if c != word[at]]
        out.append(word[:at] + others[int(turn * 97) % len(others)] + word[at + 1 :])
    return text(out)


class TradeWords:
    """Words of each trade, laid flat so that a column of trades draws a column of words."""

    def __init__(self, column: str) -> None:
        parts = [v.split("|") for v in trades()[column]]
        self.flat = text([w for p in parts for w in p])
        self.count = np.array([len(p) for p in parts])
        self.start = np.concatenate([[0], np.cumsum(self.count)[:-1]])

    def draw(self, rng: np.random.Generator, trade: Ints, skew: float = 1.6) -> Text:
        """Draw one word for each firm of these trades, the first words more often."""
        place = (rng.random(len(trade)) ** skew * self.count[trade]).astype(np.int64)
        return self.flat.take(self.start[trade] + place)


def company_names(rng: np.random.Generator, frame: pd.DataFrame) -> pd.DataFrame:
    """Name companies by brand, trade, town and staff: columns name, short, form."""
    size = len(frame)
    trade = frame["trade"].to_numpy()
    w = lists()
    word = TradeWords("words").draw(rng, trade)
    prefix = take(list(w["city_words"]), pick(rng, len(w["city_words"]), w["city_weights"], size))
    with_town = rng.random(size) < 0.07
    prefix = where(
        with_town, text(["晋江市"]).take(np.zeros(size, int)) + take(TOWNS, frame["town"].to_numpy()), prefix
    )
    prefix = where(rng.random(size) < 0.09, "", prefix)
    form_at = pick(rng, len(FORMS), FORM_SHARES, size)
    big = frame["staff"].to_numpy() > 300
    form_at = np.where(big & (rng.random(size) < 0.45), rng.integers(3, 5, size), form_at)
    factory = np.isin(form_at, [2, 5])
    making = (trades()["section"].to_numpy() == "C")[trade]
    form_at = np.where(factory & ~making, 0, form_at)
    farming = np.isin(trades()["key"].to_numpy()[trade], ["farm", "aquaculture"]) & (rng.random(size) < 0.5)
    fund = (trades()["key"].to_numpy()[trade] == "invest") & (rng.random(size) < 0.3)
    form = where(farming, "专业合作社", where(fund, "合伙企业（有限合伙）", take(FORMS, form_at)))
    brand = frame["brand"].array
    middle = where(
        rng.random(size) < np.where(big, 0.35, 0.05), take(MIDDLE, pick(rng, 5, [5, 2, 4, 1, 1], size)), ""
    )
    prefix = where(pd.Series(middle).ne("").to_numpy(), "", prefix)
    return pd.DataFrame({"name": prefix + brand + middle + word + form, "short": brand + word, "form": form})


def trader_names(rng: np.random.Generator, frame: pd.DataFrame) -> pd.DataFrame:
    """Name 个体工商户: by 字号, by the owner's name, by village; some have no name of their own."""
    size = len(frame)
    word = TradeWords("small_words").draw(rng, frame["trade"].to_numpy(), 1.2)
    owner, brand = frame["owner"].array, frame["brand"].array
    town = take(TOWNS, frame["town"].to_numpy())
    short = take(TOWN_SHORT, frame["town"].to_numpy())
    village = take(village_names(), frame["village"].to_numpy())
    city = text(["晋江市"]).take(np.zeros(size, int))
    generic = take(list(lists()["generic"]), rng.integers(0, len(lists()["generic"]), size))
    kind = pick(rng, 9, [30, 15, 16, 9, 6, 12, 5, 4, 3], size)
    core = where(np.isin(kind, [2, 3]), owner, where(np.isin(kind, [5, 6]), generic, brand))
    head = where(
        np.isin(kind, [0, 2]),
        city + town,
        where(kind == 4, city + town + village, where(kind == 5, city + short, city)),
    )
    head = where(kind == 6, "", head)
    name = head + core + word
    name = where(
        kind == 7, owner, where((kind == 8) & (rng.random(size) < 0.5), "无", where(kind == 8, None, name))
    )
    plain = np.isin(kind, [7, 8])
    return pd.DataFrame(
        {"name": name, "short": where(plain, None, core + word), "brand": where(plain, None, core)}
    )


def make_unique(rng: np.random.Generator, frame: pd.DataFrame, taken: pd.Series) -> pd.DataFrame:
    """Name companies, no two alike: a taken 字号 gets another character, as registrars ask."""
    named = company_names(rng, frame)
    second = list(lists()["brand_second"])
    brand = frame["brand"].reset_index(drop=True)
    for _ in range(12):
        again: Bools = (named["name"].duplicated() | named["name"].isin(taken)).to_numpy()
        if not again.any():
            break
        brand = brand.where(~again, brand + pd.Series(take(second, rng.integers(0, len(second), len(brand)))))
        part = frame.reset_index(drop=True).assign(brand=brand)[again]
        named.loc[again] = company_names(rng, part).to_numpy()
    return named.assign(brand=brand)
