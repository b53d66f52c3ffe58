"""Moving mentions between entities that no registry anchors, as stewards' decisions demand."""

from collections.abc import Iterable, Mapping

import duckdb

Pairs = list[tuple[str, str]]


def pairs(con: duckdb.DuckDBPyConnection, query: str) -> Pairs:
    """Return the rows of a query with two columns."""
    return con.execute(query).fetchall()


class Grouping:
    """Which mentions share an anchor, and so an entity; `moved` holds what judgements changed.

    `at` gives the anchor of each mention, `named` the entity id of each anchor, `rows` how often a mention
    stands: where two cannot share an entity, the rarer one leaves.
    """

    def __init__(
        self,
        con: duckdb.DuckDBPyConnection,
        at: Mapping[str, str],
        named: Mapping[str, str],
        rows: Mapping[str, int],
    ) -> None:
        self.con = con
        self.at, self.named, self.rows = dict(at), dict(named), dict(rows)
        self.by_id = {i: a for a, i in named.items()}
        self.moved: dict[str, str] = {}
        self.group: dict[str, list[str]] = {}
        for mention, group in pairs(con, "SELECT mention_id, group_id FROM together ORDER BY ALL"):
            self.group.setdefault(group, []).append(mention)
        self.first = {m: min(members) for members in self.group.values() for m in members}
        self.cannot = set(pairs(con, "SELECT mention_id, entity_id FROM cannot_link"))

    def put(self, mention: str, anchor: str) -> None:
        """Give a mention this anchor."""
        self.at[mention] = self.moved[mention] = anchor

    def split_off(self, mention: str) -> None:
        """Give a mention an anchor of its own, the same for all that are said to be the same."""
        base = self.at[mention].split("|m1_")[0]
        self.put(mention, f"{base}|{self.first.get(mention, mention)}")

    def members(self) -> dict[str, list[str]]:
        """Return the mentions of each anchor."""
        found: dict[str, list[str]] = {}
        for mention, anchor in sorted(self.at.items()):
            found.setdefault(anchor, []).append(mention)
        return found

    def merge(self, merged: Iterable[tuple[str, str]]) -> None:
        """Entities said to be one: the mentions of the one that gives way go to the one that stays."""
        members = self.members()
        for old, new in merged:
            for mention in members.get(self.by_id.get(old, ""), []) if new in self.by_id else []:
                self.put(mention, self.by_id[new])

    def join(self, must: Pairs) -> list[str]:
        """Put mentions where they must be, and together what is said to be the same; return the former."""
        found = [(m, self.by_id[e]) for m, e in must if e in self.by_id]
        for mention, anchor in found:
            self.put(mention, anchor)
        for members in self.group.values():
            here = [m for m in members if m in self.at]
            free = [a for a in sorted({self.at[m] for m in here}) if not self._closed(here, a)]
            for mention in here if free else []:
                if self.at[mention] != free[0]:
                    self.put(mention, free[0])
        return [m for m, _ in found]

    def _closed(self, mentions: list[str], anchor: str) -> bool:
        """Whether a decision keeps one of these mentions out of the anchor's entity."""
        return any((m, self.named.get(anchor, "")) in self.cannot for m in mentions)

    def part(self) -> None:
        """Split off what must not share an entity; the entity stays with who is left, or the first."""
        forbidden = {m for m, e in self.cannot if m in self.at and self.named.get(self.at[m]) == e}
        for members in self.members().values():
            out = [m for m in members if m in forbidden]
            keeper = self.first.get(out[0], out[0]) if out and len(out) == len(members) else ""
            for mention in out:
                if self.first.get(mention, mention) != keeper:
                    self.split_off(mention)
        for a, b in pairs(self.con, "SELECT mention_id, other_id FROM apart ORDER BY ALL"):
            if a in self.at and self.at[a] == self.at.get(b):
                heads = {x: self.first.get(x, x) for x in (a, b)}
                self.split_off(min((a, b), key=lambda x: (self.rows.get(heads[x], 0), heads[x])))
