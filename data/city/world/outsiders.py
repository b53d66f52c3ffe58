"""Bodies beside the city's firms: out-of-city firms, authorities, villages, schools, banks."""

import numpy as np
import pandas as pd

from data.city.codes import org_bodies, uscc
from data.city.draw import Text, generator, pick, take, text, where
from data.city.settings import CitySettings
from data.city.words import lists, trade
from data.city.world.people import mobiles, person_names
from data.city.world.places import TOWNS, VILLAGE_AT, VILLAGE_COUNT, addresses, draw_villages, village_names
from data.gazetteer import CITY, neighbours, regions, towns, villages

SCHOOLS = ["中学", "实验小学", "中心小学", "第一中学", "中心幼儿园", "职业中专学校"]
CLINICS = ["中心卫生院", "社区卫生服务中心"]


def _cities() -> tuple[list[str], list[str], list[float], list[str]]:
    """Places of out-of-city firms: full name, short, share, area code."""
    full, short, share, code = [], [], [], []
    near = {"泉州": 6.0, "福州": 2.0, "厦门": 3.0}
    for n in neighbours():
        if n.name != CITY and n.name != "金门县":
            full.append(
                n.name
                if n.name.endswith("市")
                else f"{n.relation}市{n.name}"
                if n.name.endswith("区")
                else n.name
            )
            short.append(n.short)
            share.append(near.get(n.relation, 1.0))
            code.append(n.code)
    for r in regions():
        for i, c in enumerate(r.cities):
            full.append(c if c.endswith("市") else r.province + c)
            short.append(c.removesuffix("市") if c.endswith("市") else r.short)
            share.append(
                {"福建": 6.0, "浙江": 1.2, "江西": 1.2, "广东": 1.2}.get(r.short, 0.25) / (1 + i * 0.15)
            )
            code.append(f"{r.code}{i + 1:02d}00")
    return full, short, share, code


def _codes(rng: np.random.Generator, prefix: list[str]) -> Text:
    return uscc(prefix, org_bodies(rng, rng.random(len(prefix)) < 0.6))


def build_outside(settings: CitySettings, local: pd.DataFrame) -> pd.DataFrame:
    """Out-of-city builders, investors and suppliers, with 字号 that local firms bear too."""
    rng = generator(settings.seed, "outside")
    size = 160 + round(settings.enterprises * 0.05)
    w = lists()
    full, short, share, code = _cities()
    place = pick(rng, len(full), share, size)
    role = pick(rng, 3, [0.55, 0.2, 0.25], size)
    kinds = [list(w[k]) for k in ("outside_trades", "investor_trades", "supplier_trades")]
    flat = [x for k in kinds for x in k]
    start = np.array([0, len(kinds[0]), len(kinds[0]) + len(kinds[1])])[role]
    word = take(flat, start + (rng.random(size) * np.array([len(k) for k in kinds])[role]).astype(np.int64))
    brands = local.loc[local["company"], "brand"].dropna().array
    brand = brands.take(rng.integers(0, len(brands), size))
    form = take(
        ["有限公司", "有限责任公司", "股份有限公司", "集团有限公司"],
        pick(rng, 4, [0.8, 0.1, 0.04, 0.06], size),
    )
    shape = pick(rng, 3, [0.6, 0.25, 0.15], size)
    mark = text(["（"]).take(np.zeros(size, int)) + take(short, place) + "）"
    name = where(
        shape == 0,
        take(full, place) + brand + word + form,
        where(shape == 1, take(short, place) + brand + word + form, brand + mark + word + form),
    )
    code_at = take(code, place)
    person, phone = person_names(rng, size), mobiles(rng, size)
    frame = pd.DataFrame(
        {"name": name, "short": brand + word, "brand": brand, "form": form, "place": take(full, place)}
    )
    frame["code"] = _codes(rng, ["91" + c for c in code_at])
    frame["trade"] = np.where(
        role == 0, trade("builder"), np.where(role == 1, trade("invest"), trade("wholesale_textile"))
    )
    frame["address"] = (
        frame["place"]
        + take(["工业路", "中山路", "解放路", "建设大道"], rng.integers(0, 4, size))
        + text(rng.integers(1, 999, size).astype(str))
        + "号"
    )
    frame["contact"], frame["phone"] = person, phone
    frame["kind"] = take(["builder", "investor", "supplier"], role)
    frame["staff"] = np.round(60 * rng.lognormal(0, 1, size)).astype(np.int64)
    return frame.drop_duplicates("name").assign(registered=False, local=False)


def build_bodies_of_the_city(settings: CitySettings) -> pd.DataFrame:
    """Authorities, town governments, village committees, schools, clinics: no firms, in no registry list."""
    rng = generator(settings.seed, "authorities")
    named: list[tuple[str, str, int, int, str]] = []
    for d in lists()["departments"]:
        named.append(
            (d, "firm" if d.endswith("公司") else "department", 0, -1, "91" if d.endswith("公司") else "11")
        )
    for i, t in enumerate(towns()):
        office = "人民政府" if t.kind == "镇" else "办事处"
        named.append(
            (f"{CITY}{'人民政府' + t.name if t.kind == '街道' else t.name}{office}", "town", i, -1, "11")
        )
        for s in (*SCHOOLS, *CLINICS):
            named.append((f"{CITY}{t.short}{s}", "public", i, -1, "12"))
        for v in range(int(VILLAGE_AT[i]), int(VILLAGE_AT[i] + VILLAGE_COUNT[i])):
            name = villages()[v].name
            seat = "社区居民委员会" if villages()[v].kind == "社区" else "村民委员会"
            seat = seat if not (name.endswith("村") and seat.startswith("村")) else seat.removeprefix("村")
            named.append((f"{CITY}{t.name}{name}{seat}", "village", i, v, "54"))
    frame = pd.DataFrame(named, columns=["name", "kind", "town", "village", "class"]).drop_duplicates(
        "name", ignore_index=True
    )
    frame["village"] = np.where(
        frame["village"] < 0, draw_villages(rng, frame["town"].to_numpy()), frame["village"]
    )
    frame["code"] = _codes(rng, [c + "350582" for c in frame["class"]])
    frame["address"] = addresses(
        rng, frame["town"].to_numpy(), frame["village"].to_numpy(), np.zeros(len(frame), bool)
    )
    frame["contact"], frame["phone"] = person_names(rng, len(frame)), mobiles(rng, len(frame))
    frame["registered"] = frame["kind"].eq("firm")
    return frame.drop(columns="class").assign(
        staff=20, trade=trade("invest"), short=frame["name"].str.removeprefix(CITY), local=True
    )


def build_banks(settings: CitySettings) -> pd.DataFrame:
    """Banks and insurers: head offices elsewhere, 支行 and 支公司 in the city's registry."""
    rng = generator(settings.seed, "banks")
    w = lists()
    rows: list[tuple[str, str, str, int, bool, int]] = []
    for bank, short in zip(w["banks"], w["bank_short"], strict=True):
        head = len(rows)
        home = "晋江" in bank
        rows.append((bank, short, "bank", 0 if home else -1, home, -1))
        if not home:
            rows.append((f"{bank}晋江支行", f"{short}晋江支行", "bank", 0, True, head))
        for i in np.sort(rng.permutation(len(TOWNS))[: 9 if home else 3]):
            tail = "支行"
            prefix = "" if home else "晋江"
            rows.append(
                (
                    f"{bank}{prefix}{towns()[i].short}{tail}",
                    f"{short}{towns()[i].short}支行",
                    "bank",
                    int(i),
                    True,
                    head,
                )
            )
    for insurer in w["insurers"]:
        head = len(rows)
        rows.append((insurer, insurer[:6], "insurer", -1, False, -1))
        rows.append((f"{insurer}晋江支公司", insurer[:6] + "晋江支公司", "insurer", 1, True, head))
        rows.append((f"{insurer}晋江市安海营销服务部", insurer[:6] + "安海营销部", "insurer", 6, True, head))
    frame = pd.DataFrame(rows, columns=["name", "short", "kind", "town", "registered", "parent_here"])
    here = frame["town"].ge(0).to_numpy()
    town = frame["town"].clip(lower=0).to_numpy()
    frame["village"] = np.where(here, draw_villages(rng, town), -1)
    local = addresses(rng, town, draw_villages(rng, town), np.zeros(len(frame), bool))
    frame["address"] = where(here, local, "北京市西城区金融大街1号")
    frame["code"] = _codes(rng, np.where(here, "91350582", "91110000").tolist())
    frame["contact"], frame["phone"] = person_names(rng, len(frame)), mobiles(rng, len(frame))
    return frame.assign(
        staff=30, trade=trade("invest"), local=here, form=np.where(frame["parent_here"].ge(0), "分支机构", "")
    )


def build_unlisted(settings: CitySettings, local: pd.DataFrame) -> pd.DataFrame:
    """Local workshops and teams that people name in lists though no registry holds them."""
    rng = generator(settings.seed, "unlisted")
    size = 20 + round(settings.enterprises * 0.012)
    town = rng.integers(0, len(TOWNS), size)
    village = draw_villages(rng, town)
    brand = person_names(rng, size)
    own = local["brand"].dropna().array
    brand = where(rng.random(size) < 0.5, own.take(rng.integers(0, len(own), size)), brand)
    word = take(
        ["建筑施工队", "加工厂", "石材厂", "工程队", "经营部", "服装厂", "鞋厂"], rng.integers(0, 7, size)
    )
    place = take([t.short for t in towns()], town) + where(
        rng.random(size) < 0.4, take(village_names(), village), ""
    )
    frame = pd.DataFrame(
        {
            "name": place + brand + word,
            "short": brand + word,
            "brand": brand,
            "town": town,
            "village": village,
        }
    )
    frame["address"] = addresses(rng, town, village, np.zeros(size, bool))
    frame["contact"], frame["phone"] = person_names(rng, size), mobiles(rng, size)
    return frame.drop_duplicates("name").assign(
        kind="unlisted", registered=False, local=True, staff=8, trade=trade("builder")
    )
