"""The shelf of supplied files: puts filled-in sheets into files, names them, and books truth and receipt."""

import shutil
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

from data.city.supply import draws
from data.city.supply.archive import add_member
from data.city.supply.fill import Order
from data.city.supply.formats import BARE, WORKBOOKS, WRITERS
from data.city.supply.habits import Habit
from data.city.supply.outputs import Line, TruthFile
from data.city.supply.periods import span, written
from data.city.supply.plan import Bundle, received
from data.city.supply.profile import NoiseProfile
from data.city.supply.sheet import Sheet
from ingest.contract import DatasetSpec, Mode

TOWNS = "各镇街"
COPIES = ("（1）", " - 副本", "-最终版", "（重报）")
CORRECTED = "（更正）"
SAFE = str.maketrans({"/": "-", "\\": "-", ":": "-", "?": "", "*": "", '"': "", "<": "", ">": "", "|": ""})


@dataclass(slots=True)
class Book:
    """A workbook in the making, with sheets of several data sets."""

    habit: Habit
    sheets: list[tuple[Sheet, DatasetSpec, Order, bool]] = field(default_factory=list)
    came: date = date(2023, 6, 1)
    late: bool = False


@dataclass(slots=True)
class Shelf:
    """The supply folder and its books."""

    root: Path
    truth: TruthFile
    profile: NoiseProfile
    seed: int
    lines: list[Line] = field(default_factory=list)
    books: dict[Path, Book] = field(default_factory=dict)
    archives: dict[Path, ZipFile] = field(default_factory=dict)
    taken: set[Path] = field(default_factory=set)
    withheld: list[tuple[str, str, str]] = field(default_factory=list)  # data set, supplier, period

    def salt(self, *parts: object) -> int:
        """Return a salt of this city and profile."""
        return draws.salt(self.profile.salt, self.seed, *parts)

    def folder(self, habit: Habit, order: Order) -> Path:
        """Return the folder of a supplier, made where it does not exist."""
        home = self.root / TOWNS / order.supplier if order.supplier != order.unit else self.root / order.unit
        says = {"dataset": order.spec.label, "year": order.periods[-1][:4]}
        home = home / habit.folder.format(**says) if habit.folder else home
        home.mkdir(parents=True, exist_ok=True)
        return home

    def stem(self, habit: Habit, order: Order, periods: str) -> str:
        """Return a file's name without its ending."""
        return habit.name.format(
            unit=order.unit, supplier=order.supplier, dataset=order.spec.label, period=periods
        ).translate(SAFE)

    def is_corrected(self, spec: DatasetSpec, habit: Habit, bundle: Bundle) -> bool:
        """Say whether a file comes with errors first: only where one file holds the facts of one period."""
        single = len(bundle.parts) == 1 and spec.mode is Mode.PERIOD and not habit.zip and not habit.book
        return single and draws.share(
            self.salt("corrected", spec.key, bundle.supplier, bundle.periods[0])
        ) < (self.profile.deliveries.corrected)

    def withholds(self, spec: DatasetSpec, bundle: Bundle) -> bool:
        """Say whether a routine delivery never comes, and remember it for the truth."""
        if bundle.first:
            return False
        period = bundle.periods[-1]
        salt = self.salt("missing", spec.key, bundle.supplier, period)
        missing = draws.share(salt) < self.profile.deliveries.missing
        if missing:
            self.withheld.append((spec.key, bundle.supplier, period))
        return missing

    def put(
        self,
        spec: DatasetSpec,
        habit: Habit,
        bundle: Bundle,
        sheets: list[Sheet],
        order: Order,
        kind: str = "",
    ) -> None:
        """Write one file, or keep its sheets for a workbook that other data sets share."""
        folder = self.folder(habit, order)
        periods = span(bundle.periods, habit.period)
        stem = self.stem(habit, order, periods)
        kind = kind or ("first" if bundle.first else "routine")
        archive = None
        if habit.zip:
            whole = written(bundle.periods[0][:4]) if bundle.first else periods
            archive = folder / f"{self.stem(habit, order, whole)}.zip"
        began = (archive or folder / habit.book / stem).relative_to(self.root).as_posix()
        came, late = received(
            spec,
            bundle,
            self.profile.deliveries.late,
            self.salt("came", began),
        )
        if kind == "corrected":
            came, stem = came + timedelta(days=4 + self.salt("again", began) % 12), stem + CORRECTED
        if habit.book and habit.format in WORKBOOKS:
            name = habit.book.format(period=periods)
            name += "" if bundle.first or name != habit.book else periods
            book = self.books.setdefault(folder / f"{name}.{habit.format}", Book(habit))
            book.sheets += [(s, spec, order, bundle.first) for s in sheets]
            book.came, book.late = max(book.came, came), book.late or late
            return
        path = folder / f"{stem}.{habit.format}"
        self.write(path, archive, habit, sheets)
        for sheet in sheets:
            self.book_in(path, archive, habit, sheet, order, kind, came, late)
        if not archive and kind in ("first", "routine"):
            self.repeat(path, came)

    def write(self, path: Path, archive: Path | None, habit: Habit, sheets: list[Sheet]) -> None:
        """Write a file, into an archive where one is given; two of one name are a mistake of the habits."""
        place = archive / path.name if archive else path
        if place in self.taken:
            raise ValueError(f"two files would be called {place}: give their habits different names")
        self.taken.add(place)
        if archive is None:
            WRITERS[habit.format](path, sheets, habit)
            return
        with TemporaryDirectory(dir=path.parent) as home:
            member = Path(home) / f"member{path.suffix}"
            WRITERS[habit.format](member, sheets, habit)
            if archive not in self.archives:
                self.archives[archive] = ZipFile(archive, "w")
            add_member(self.archives[archive], path.name, member.read_bytes(), habit.zip)

    def close_archives(self) -> None:
        """Finish the archives that were begun."""
        for archive in self.archives.values():
            archive.close()
        self.archives.clear()

    def relative(self, path: Path, archive: Path | None) -> str:
        """Return a file's name as the lake keeps it."""
        place = archive / path.name if archive else path
        return place.relative_to(self.root).as_posix()

    def book_in(
        self,
        path: Path,
        archive: Path | None,
        habit: Habit,
        sheet: Sheet,
        order: Order,
        kind: str,
        came: date,
        late: bool,
    ) -> None:
        """Enter one sheet in the truth and in the list of files."""
        file, bare = self.relative(path, archive), habit.format in BARE
        name = sheet.name if habit.format in WORKBOOKS else ""
        self.truth.add(file, name, sheet.placed_truth(bare))
        places = sheet.positions(bare)
        self.truth.faults += [(file, name, int(places[f.row]), f.column, f.reason) for f in sheet.faults]
        self.truth.contradictions += [
            (file, name, int(places[c.row]), header, c.case, c.note)
            for c in sheet.contradictions
            if (header := sheet.header_of(c.field)) is not None
        ]
        periods = order.periods if sheet.periods == () else sheet.periods
        self.lines.append(
            Line(
                file, name, (archive or path).relative_to(self.root).as_posix(), order.unit,
                order.supplier, sheet.dataset,
                periods[0] if len(periods) == 1 else f"{periods[0]}..{periods[-1]}", came.isoformat(),
                sheet.size, len(sheet.faults), sheet.duplicates, kind, late,
            )
        )  # fmt: skip

    def repeat(self, path: Path, came: date) -> None:
        """Deliver some files twice, under another name."""
        salt = self.salt("repeated", path.relative_to(self.root).as_posix())
        if draws.share(salt) >= self.profile.deliveries.repeated:
            return
        copy = path.with_name(path.stem + draws.one(COPIES, salt) + path.suffix)
        shutil.copyfile(path, copy)
        name, again = self.relative(path, None), self.relative(copy, None)
        day = (came + timedelta(days=1 + salt % 5)).isoformat()
        self.lines += [
            replace(line, file=again, deliver=again, kind="repeated", received_at=day)
            for line in self.lines
            if line.file == name
        ]
        self.truth.repeat(name, again)

    def close_books(self) -> None:
        """Write the workbooks that several data sets share."""
        for path, book in sorted(self.books.items()):
            self.write(path, None, book.habit, [s for s, *_ in book.sheets])
            for sheet, _, order, first in book.sheets:
                self.book_in(
                    path,
                    None,
                    book.habit,
                    sheet,
                    order,
                    "first" if first else "routine",
                    book.came,
                    book.late,
                )
        self.books.clear()
