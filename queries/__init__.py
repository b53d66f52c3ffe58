"""Named questions on the graph and the lake.

    run(name, params, session, lake=None, timeout=30.0) -> Result
    find_enterprise(text, session, limit=10) -> list[Candidate]
    resolve_enterprise(text, session) -> str
    profile(entity_id, session) -> dict[str, Any]
    neighbourhood(entity_id, hops, limit, session) -> dict[str, list[dict[str, Any]]]

`session` is a `neo4j.Session`; every transaction is read-only, has a timeout and takes parameters only. `lake` is a DuckDB
connection with the views of a snapshot, needed by the queries written in SQL.
"""

from queries.result import Candidate, Result

__all__ = ["Candidate", "Result"]
