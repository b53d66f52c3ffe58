"""Finding the enterprise that a text means: by id, code, exact name, then by likeness."""

import unicodedata

import neo4j

from core.errors import AmbiguousError, NotFoundError
from queries.catalogue import escape_search
from queries.result import Candidate

EXACT = """
CALL () {
  MATCH (e:Enterprise {id: $text}) RETURN e, 'id' AS how, 5 AS rank
  UNION
  MATCH (e:Enterprise {code: $code}) RETURN e, 'code' AS how, 4 AS rank
  UNION
  MATCH (e:Enterprise {name: $text}) RETURN e, 'name' AS how, 3 AS rank
}
RETURN e.id AS id, e.name AS name, e.code AS code, e.town AS town, how, toFloat(rank) AS score
ORDER BY rank DESC, e.registered DESC, id LIMIT $limit
"""
MOVED = """
MATCH (e:Enterprise) WHERE $text IN e.former_ids
RETURN e.id AS id, e.name AS name, e.code AS code, e.town AS town, 'id' AS how, 5.0 AS score LIMIT 1
"""
SIMILAR = """
CALL db.index.fulltext.queryNodes('enterprise_text', $search, {limit: 200}) YIELD node AS e, score
RETURN e.id AS id, e.name AS name, e.code AS code, e.town AS town,
       CASE WHEN $text IN e.names THEN 'former' ELSE 'similar' END AS how, round(score, 3) AS score
ORDER BY CASE WHEN $text IN e.names THEN 0 ELSE 1 END, score DESC, e.registered DESC, name, id LIMIT $limit
"""


def clean(text: str) -> str:
    """Return a text as names are stored: half-width letters and digits, full-width brackets."""
    folded = unicodedata.normalize("NFKC", text).strip()
    return folded.replace("(", "（").replace(")", "）")


def _candidates(session: neo4j.Session, query: str, **params: str | int) -> list[Candidate]:
    from queries.run import read

    return [Candidate(**row) for row in read(session, query, dict(params), 10.0)]


def find_enterprise(text: str, session: neo4j.Session, limit: int = 10) -> list[Candidate]:
    """Return the enterprises that a text may mean, best first.

    An id (also one that gave way to another), a code or an exact name gives exactly those that have it; any
    other text gives former names and then likeness. `how` of each says which.
    """
    name = clean(text)
    code = unicodedata.normalize("NFKC", text).strip().upper()
    for form in dict.fromkeys((text.strip(), name, unicodedata.normalize("NFKC", text).strip())):
        if found := _candidates(session, EXACT, text=form, code=code, limit=limit):
            return found
    if text.startswith("ent_") and (found := _candidates(session, MOVED, text=text.strip())):
        return found
    if not name:
        return []
    return _candidates(session, SIMILAR, text=name, search=escape_search(name), limit=limit)


def resolve_enterprise(text: str, session: neo4j.Session) -> str:
    """Return the id of the one enterprise that a text means.

    Raises NotFoundError, or AmbiguousError with the candidates where the text is no id, code or exact name.
    """
    found = find_enterprise(text, session)
    if not found:
        raise NotFoundError(f"没有找到企业“{text}”。", advice="请用全称、统一社会信用代码或统一编号。")
    sure = [c for c in found if c.how != "similar"]
    if len(sure) == 1:
        return sure[0].id
    listed = "；".join(f"{c.name}（{c.code or '无代码'}，{c.town or '镇街不详'}，{c.id}）" for c in found[:5])
    if sure:
        raise AmbiguousError(f"“{text}”不止一家：{listed}", advice="请用统一社会信用代码或统一编号。")
    raise AmbiguousError(
        f"没有名称正好是“{text}”的企业，相近的有：{listed}", advice="请用全称或统一社会信用代码。"
    )
