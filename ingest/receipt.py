"""The receipt of one delivery: what it was taken for, what became of its rows, what to do next."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from ingest.validate import Finding


class Status(StrEnum):
    """What became of a file or a part of it."""

    COMMITTED = "committed"
    NIL = "nil"
    UNCHANGED = "unchanged"
    PREVIEW = "preview"
    REFUSED = "refused"


CAPTIONS = {
    Status.COMMITTED: "已接收",
    Status.NIL: "零报告",
    Status.UNCHANGED: "已收过",
    Status.PREVIEW: "预览",
    Status.REFUSED: "未接收",
}


@dataclass(slots=True)
class Receipt:
    """One delivery (one data set and supplier of one file), or a file or sheet that was refused.

    Rows = good + rejected + ignored, always.
    """

    file: str
    status: Status
    sheets: list[str] = field(default_factory=list)
    delivery: str = ""
    dataset: str = ""
    label: str = ""
    certainty: float = 0.0
    period: str = ""
    period_source: str = ""
    supplier: str = ""
    good: int = 0
    rejected: int = 0
    ignored: Counter[str] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)
    replaces: list[str] = field(default_factory=list)
    difference: dict[str, int] = field(default_factory=dict)
    supplements: str | None = None
    reject_file: str = ""
    error: str = ""
    advice: str = ""

    @property
    def rows(self) -> int:
        """All rows of the part of the file that this receipt is about."""
        return self.good + self.rejected + self.ignored.total()

    @property
    def refused(self) -> bool:
        """Whether anything of it was not accepted."""
        return self.status is Status.REFUSED or self.rejected > 0

    def plain(self) -> dict[str, Any]:
        """Return it for printing and for programs."""
        return {
            "file": self.file,
            "sheets": self.sheets,
            "status": self.status.value,
            "delivery": self.delivery,
            "dataset": self.dataset,
            "name": self.label,
            "certainty": self.certainty,
            "period": self.period,
            "period_source": self.period_source,
            "supplier": self.supplier,
            "rows": self.rows,
            "good": self.good,
            "rejected": self.rejected,
            "ignored": self.ignored.total(),
            "ignored_by_reason": dict(sorted(self.ignored.items())),
            "findings": [f.plain() for f in self.findings],
            "replaces": self.replaces,
            "difference": self.difference,
            "supplements": self.supplements,
            "reject_file": self.reject_file,
            "error": self.error,
            "advice": self.advice,
        }
