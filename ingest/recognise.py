"""Which data set a sheet is, how sure that is, and which town, period and unit its names tell."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from ingest import headers, periods
from ingest.contract import Catalogue, DatasetSpec, UnitSpec, load_catalogue
from ingest.grid import Grid
from ingest.headers import Header

LEAST: Final = 0.30  # below this coverage a sheet is no data set
LEAST_NAMED: Final = 0.15  # the same where sheet, title or file name the data set
NAMED: Final = 0.5
LEAD: Final = 0.10  # the lead over the second candidate that counts as sure
WEIGHTS: Final = {"sheet": 0.5, "title": 0.5, "file": 0.5, "folder": 0.3}
STOCK: Final = re.compile(r"存量|全量|首次|现有|截至|截止")
TRIMMED: Final = re.compile(r"(基本)?信息$|情况表$|名单$|一览表$|登记表$|统计表$")


@dataclass(frozen=True, slots=True)
class Context:
    """What the surroundings of a sheet say, the nearest first: sheet, title rows, file, folders."""

    sheet: str
    titles: tuple[str, ...]
    file: str
    folders: tuple[str, ...]

    def places(self) -> list[tuple[str, str]]:
        """Return (kind of place, text), the nearest first."""
        return [
            ("sheet", self.sheet),
            *(("title", t) for t in self.titles),
            ("file", self.file),
            *(("folder", f) for f in reversed(self.folders)),
        ]


@dataclass(frozen=True, slots=True)
class Recognised:
    """A sheet that is a data set: header, certainty (0–1), and the runner-up where one is near."""

    spec: DatasetSpec
    header: Header
    certainty: float
    rival: DatasetSpec | None = None

    @property
    def sure(self) -> bool:
        """Whether nothing else comes near."""
        return self.rival is None


def context_of(path: str, grid: Grid, header_row: int) -> Context:
    """Return what surrounds a sheet; `path` is the delivery's file name with its folders."""
    *folders, name = path.replace("\\", "/").split("/")
    titles = [t for row in grid.top(max(header_row, 0)) for t in row if t]
    stem = re.sub(r"\.[A-Za-z]{2,7}$", "", name)
    return Context(
        grid.name, tuple(titles), stem, tuple(re.sub(r"\.zip$", "", f, flags=re.I) for f in folders)
    )


@lru_cache(maxsize=1)
def _name_words() -> list[tuple[str, frozenset[str]]]:
    """Return every normalised name or alias with the data sets that bear it, longest first."""
    found: dict[str, set[str]] = {}
    for key, spec in load_catalogue().datasets.items():
        for name in (spec.name, spec.label, *spec.aliases):
            plain = headers.normalise(name)
            for word in (plain, TRIMMED.sub("", plain), headers.without_bracket(plain)[0]):
                if len(word) >= 2:
                    found.setdefault(word, set()).add(key)
    return sorted(((w, frozenset(k)) for w, k in found.items()), key=lambda entry: (-len(entry[0]), entry[0]))


@lru_cache(maxsize=65536)
def _named_in(text: str) -> frozenset[str]:
    """Return the data sets that a text names; a name inside a longer one found does not count."""
    rest, found = headers.normalise(text), frozenset[str]()
    for word, keys in _name_words():
        if word in rest:
            found |= keys
            rest = rest.replace(word, "\x00")
    return found


def _evidence(context: Context) -> dict[str, float]:
    found: dict[str, float] = {}
    for kind, text in context.places():
        named = _named_in(text) if text else frozenset()
        for key in named:
            weight = WEIGHTS[kind] / len(named)
            found[key] = max(found.get(key, 0.0), weight)
    for unit in load_catalogue().units:
        if any(unit_named(unit, text) for _, text in context.places()):
            for spec in unit.datasets:
                found[spec.key] = found.get(spec.key, 0.0) + 0.1
    return found


def unit_named(unit: UnitSpec, text: str) -> bool:
    """Whether a text names a unit."""
    return any(len(n) >= 3 and n in text for n in (unit.name, *unit.aliases, *unit.suppliers))


def recognise(catalogue: Catalogue, path: str, grid: Grid) -> Recognised | None:
    """Return the data set of a sheet, or None where no header of any data set stands in it."""
    scored = []
    for share, spec, header in headers.candidates(catalogue, grid):
        named = _evidence(context_of(path, grid, header.row)).get(spec.key, 0.0)
        if share >= (LEAST if named < NAMED else LEAST_NAMED):
            scored.append((share + named, share, spec, header))
    if not scored:
        return None
    scored.sort(key=lambda entry: -entry[0])
    score, share, spec, header = scored[0]
    lead = score - scored[1][0] if len(scored) > 1 else score
    rival = scored[1][2] if lead < LEAD else None
    certainty = min(1.0, round(0.5 * min(share * 1.25, 1) + 0.5 * min(lead / 0.3, 1), 2))
    return Recognised(spec, header, certainty, rival)


def town_named(unit: UnitSpec, text: str) -> str | None:
    """Return the one town or street that a text names, in full or without 镇 and 街道."""
    full = [s for s in unit.suppliers if s in text]
    if len(full) == 1:
        return full[0]
    short = [s for s in unit.suppliers if re.sub("(街道|镇)$", "", s) in text]
    return short[0] if len(short) == 1 and not full else None


def town_of(unit: UnitSpec, context: Context) -> str | None:
    """Return the town that the surroundings name, the nearest first."""
    for _, text in context.places():
        if (found := town_named(unit, text)) is not None:
            return found
    return None


@dataclass(frozen=True, slots=True)
class Declared:
    """The periods that a delivery says it is about, and where it says so."""

    first: str
    last: str
    source: str


WRITTEN_ON: Final = re.compile(
    r"(填报|填表|制表|报送|上报|打印|导出|编制|更新|生成|制作|发布)(时间|日期)\s*[:：]\s*\S+"
)
SAID: Final = {"sheet": "工作表名", "title": "标题", "file": "文件名", "folder": "文件夹名"}


def period_of(spec: DatasetSpec, context: Context) -> Declared | None:
    """Return the period that the surroundings name; a first stock counts for its last period.

    A sheet called 1月 takes its year from the next place that names one.
    """
    month = re.fullmatch(r"\s*(?:第?([一二三四1-4])季度?|(1[0-2]|0?[1-9])月份?)\s*", context.sheet)
    for kind, text in context.places():
        if not text:
            continue
        found = periods.named(WRITTEN_ON.sub("", text))
        if found is not None:
            if month and kind != "sheet" and found[0][:4] == found[1][:4]:
                quarter = month[1] and (periods.CHINESE.get(month[1]) or int(month[1]))
                own = f"{found[0][:4]}-Q{quarter}" if quarter else f"{found[0][:4]}-{int(month[2]):02d}"
                return Declared(own, own, SAID["sheet"])
            return Declared(*found, SAID[kind])
    if spec.first_period == "stock" and any(STOCK.search(t) for _, t in context.places() if t):
        return Declared(spec.first_until, spec.first_until, "首次采集")
    return None


def named(context: Context) -> str | None:
    """Return the one data set that the surroundings name best, or None."""
    evidence = sorted(((v, k) for k, v in _evidence(context).items()), reverse=True)
    if not evidence or evidence[0][0] < WEIGHTS["folder"]:
        return None
    return evidence[0][1] if len(evidence) == 1 or evidence[0][0] > evidence[1][0] else None
