"""Reports as files: written whole or not at all."""

import os
import tempfile
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Final

from core.errors import UsageError
from viz.reports.document import Report


class Form(StrEnum):
    """What a report is written as."""

    DOCX = "docx"
    XLSX = "xlsx"
    BOTH = "both"


def _word(report: Report) -> bytes:
    from viz.reports.word import word

    return word(report)


def _workbook(report: Report) -> bytes:
    from viz.reports.workbook import workbook

    return workbook(report)


WRITERS: "Final[dict[Form, Callable[[Report], bytes]]]" = {Form.DOCX: _word, Form.XLSX: _workbook}


def targets(output: Path, form: Form, stem: str) -> dict[Form, Path]:
    """Return where each form goes: a folder gets `stem.docx`, a file's ending must fit the form.

    UsageError where the path cannot be meant so.
    """
    forms = [Form.DOCX, Form.XLSX] if form is Form.BOTH else [form]
    ending = output.suffix.lower().removeprefix(".")
    if output.is_dir() or not ending:
        return {f: output / f"{stem}.{f}" for f in forms}
    if ending not in (Form.DOCX, Form.XLSX):
        raise UsageError(f"不认得 {output.name} 的格式。", advice="可用：.docx、.xlsx，或一个文件夹。")
    if form is not Form.BOTH and ending != form:
        raise UsageError(f"{output.name} 与 --format {form} 不一致。", advice="请改文件名或 --format。")
    return {f: output.with_suffix(f".{f}") for f in forms}


def write(report: Report, files: dict[Form, Path]) -> list[Path]:
    """Write the report to each file and return them; UsageError where a folder cannot be written to.

    All contents are made before the first file is touched.
    """
    contents = {path: WRITERS[form](report) for form, path in files.items()}
    for path, content in contents.items():
        _put(path, content)
    return list(contents)


def _put(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=path.suffix)
    except OSError as error:
        raise UsageError(f"无法写入 {path}：{error.strerror}。", advice="请换一个可写的文件夹。") from error
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        Path(name).chmod(0o600)
        Path(name).replace(path)
    except OSError as error:
        Path(name).unlink(missing_ok=True)
        raise UsageError(f"无法写入 {path}：{error.strerror}。", advice="请换一个文件名。") from error
