"""A report as plain text, so that its whole content can be compared with a golden file."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from viz.reports import values
from viz.reports.document import Block, Chart, Items, Map, Missing, Report, Section, Source, Table, Text

GOLDEN: Final = Path(__file__).parent / "golden"


def compare(report: Report, name: str) -> None:
    """Compare with golden/NAME.txt; CHANYE_GOLDEN=1 writes it anew instead."""
    text, path = "\n".join(told(report)) + "\n", GOLDEN / f"{name}.txt"
    if os.environ.get("CHANYE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def told(report: Report) -> Iterator[str]:
    """Yield the lines of a report: title, summary, sections with their blocks, caveats."""
    yield f"{report.title}｜{report.kind}｜{report.subject}｜{report.office}｜{values.day(report.as_of)}"
    yield report.summary
    for section in report.sections:
        yield from _section(section, 1)
    yield from (f"说明：{c}" for c in report.caveats)


def _section(section: Section, level: int) -> Iterator[str]:
    yield f"{'#' * level} {section.title}"
    for block in section.blocks:
        yield from _block(block)
    for inner in section.sections:
        yield from _section(inner, level + 1)


def _block(block: Block) -> Iterator[str]:
    match block:
        case Text(text=text):
            yield text
        case Items(items=items):
            yield from (f"- {i}" for i in items)
        case Missing(what=what, why=why):
            yield f"无数据：{what}（{why}）"
        case Table():
            yield f"[表] {block.title}"
            yield " | ".join(values.caption(c) for c in block.columns)
            for row in block.rows:
                yield " | ".join(values.written(v, c) for v, c in zip(row, block.columns, strict=True))
            yield _from(block.source, block.note)
        case Chart():
            yield f"[图] {block.title}（{block.unit}）{block.shape.value} {'、'.join(block.labels)}"
            yield from (
                f"{s.name}：{'、'.join('—' if v is None else f'{v:.4g}' for v in s.values)}"
                for s in block.series
            )
            yield _from(block.source, block.alt)
        case Map():
            yield f"[图] {block.title} {'、'.join(block.stages)}"
            yield from (f"{s.stage} {s.name}（{s.grade}）{s.note}" for s in block.stations)
            yield "；".join(f"{a}→{b}" for a, b in block.ways)
            yield _from(block.source, block.alt)


def _from(source: Source, note: str) -> str:
    return f"来源：{'、'.join(source.datasets)}；{source.until}；{source.command}；{source.note}；{note}"
