"""`python -m tools.arbiter`: remake the arbiter that ships with the product, from a synthetic city alone.

The city is generated with development noise, taken in and read as in a real run. Labels are its mentions that
carry their own valid code, and its registered names mistyped: as they stand, and spread over all China, since
lists come from anywhere. The same command gives the same bytes. `--home` takes a lake that stands already.
"""

import argparse
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from random import Random

import duckdb
import pyarrow as pa

from core.duck import connect
from core.settings import Settings
from data.gazetteer import regions
from ingest.contract import load_catalogue
from ingest.lake import snapshot
from resolution.arbiter.fit import join, train
from resolution.arbiter.rehearsal import Labelled, Named, coded, firms, mistyped, rehearse
from resolution.arbiter.version import SHIPPED, write_file
from resolution.ladder import ladder
from resolution.mentions import build_mentions
from resolution.model import first_parameters
from resolution.names import Name, parse_name
from resolution.normalise import TEXT, load
from resolution.places import shorten
from resolution.registry import PERIODS, build_registry
from resolution.roles import enterprise_roles, tax_roles
from store.ledger import Ledger

ENTERPRISES, SEED = 12_000, 20_221_101
CODED, MISTYPED, SPREAD = 6_000, 13_000, 13_000
COMMON = (
    "科技",
    "实业",
    "技术",
    "发展",
    "工程",
    "设备",
    "信息技术",
    "投资",
    "工业",
    "环保",
)  # words behind a trade
COMPANY = ("limited", "joint_stock", "group", "partnership", "cooperative", "factory")

ENTITY = pa.schema(
    [
        (n, TEXT)
        for n in (
            "entity_id",
            "name",
            "person",
            "phone",
            "address_norm",
            "town",
            "industry",
            "name_norm",
            "spot",
            "code",
            "parent_id",
        )
    ]
    + [("registered", pa.bool_())]
)
ENTITY_NAME = pa.schema([(n, TEXT) for n in ("entity_id", "name", "kind", "norm")])
ADDRESS_MAP = pa.schema([(n, TEXT) for n in ("raw", "value", "town", "village", "spot")])


def city_lake(folder: Path) -> Path:
    """Generate a city below the folder, take it in, and return its home."""
    chanye = str(Path(sys.executable).with_name("chanye"))
    city, home = folder / "city", folder / "home"
    size = ["--enterprises", str(ENTERPRISES), "--seed", str(SEED), "--noise", "development"]
    subprocess.run([chanye, "generate", *size, "--out", str(city)], check=True)
    done = subprocess.run(
        [chanye, "ingest", str(city / "supply")], env={"CHANYE_HOME": str(home)}, check=False
    )
    if done.returncode not in (0, 3):
        raise SystemExit(done.returncode)
    return home


def read_city(home: Path) -> duckdb.DuckDBPyConnection:
    """Return a connection with the mentions and the registry of a lake."""
    settings = Settings(home=home)
    con = connect(settings)
    roles = enterprise_roles(load_catalogue())
    snapshot(settings, Ledger(settings)).attach(con)
    con.execute(PERIODS)
    build_mentions(con, roles)
    build_registry(con, tax_roles(roles))
    return con


def _places() -> list[str]:
    found: list[str] = []
    for region in regions():
        found += [region.province, region.short] * 4
        found += [name for city in region.cities for name in (city, shorten(city))]
    return found


def _elsewhere(rest: str, read: Name, rng: Random) -> str:
    """Return 字号, trade and form as in national lists: more words of trade, more 股份有限公司."""
    if not read.form.endswith("公司") or not rest.endswith(read.form):
        return rest
    head, tail = rest.removesuffix(read.form), read.form
    if rng.random() < 0.35:
        word = rng.choice(COMMON)
        head += "" if word in head else word
    if rng.random() < 0.3:
        tail = rng.choice(("股份有限公司", "股份有限公司", "集团有限公司", "集团股份有限公司"))
    return head + tail


def spread(city: list[Named], seed: int) -> list[Named]:
    """Return the companies of a city as if they sat all over China, some names without a place."""
    rng = Random(seed)
    places = _places()
    rng.shuffle(places)
    shares = [1 / (i + 1) ** 0.7 for i in range(len(places))]
    made: dict[str, Named] = {}
    for firm in city:
        read = parse_name(firm.name)
        at = firm.name.find(read.brand + read.trade)
        if read.form_class not in COMPANY or at < 0 or not read.brand:
            continue
        rest, place, turn = (
            _elsewhere(firm.name[at:], read, rng),
            rng.choices(places, shares)[0],
            rng.random(),
        )
        if turn < 0.12:
            name = rest
        elif turn < 0.2:
            name = f"{read.brand}（{shorten(place)}）{rest[len(read.brand) :]}"
        else:
            name = place + rest
        made.setdefault(name, firm._replace(name=name, town=""))
    return list(made.values())


def registry_of(named: list[Named]) -> duckdb.DuckDBPyConnection:
    """Return a connection with a registry of these firms alone."""
    con = duckdb.connect()
    norms, no = [parse_name(f.name).norm for f in named], (None, None)
    load(con, "entity", ENTITY, [
        [(f.entity_id, f.name, f.person or None, f.phone or None, f.address, *no, n, "", *no, True)
         for f, n in zip(named, norms, strict=True)]
    ])  # fmt: skip
    names = [(f.entity_id, f.name, "current", n) for f, n in zip(named, norms, strict=True) if n]
    load(con, "entity_name", ENTITY_NAME, [names])
    load(con, "address_map", ADDRESS_MAP, [])
    return con


def main() -> None:
    """Remake the shipped arbiter."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, help="a home whose lake stands already")
    parser.add_argument("--out", type=Path, default=SHIPPED)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="chanye-arbiter-") as folder:
        con = read_city(options.home or city_lake(Path(folder)))
    city = firms(con)
    nation = spread(city, SEED)
    rules, parameters = ladder(), first_parameters()
    sets: list[tuple[str, duckdb.DuckDBPyConnection, list[Labelled]]] = [
        ("coded", con, coded(con, CODED)),
        ("mistyped", con, mistyped(city, MISTYPED, SEED)),
        ("spread", registry_of(nation), mistyped(nation, SPREAD, SEED + 1)),
    ]
    parts = [rehearse(source, rules, parameters, labelled) for _, source, labelled in sets]
    about = {
        "made_by": "python -m tools.arbiter", "enterprises": ENTERPRISES, "seed": SEED,
        "labels": {name: len(labelled) for name, _, labelled in sets},
        "packages": {p: version(p) for p in ("scikit-learn", "numpy", "splink", "duckdb")},
    }  # fmt: skip
    arbiter = train(join(parts), about)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    write_file(options.out, arbiter)
    for (name, _, labelled), part in zip(sets, parts, strict=True):
        print(
            f"{name}: {len(labelled)} labels, {part.groups.max(initial=-1) + 1} open, {part.right.sum()} so"
        )
    print(arbiter.about["out_of_fold"], arbiter.thresholds, sep="\n")


if __name__ == "__main__":
    main()
