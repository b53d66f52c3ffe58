"""Named questions on the graph and the lake; the functions here are what pages, API and commands call.

`session` is a `neo4j.Session`; every transaction is read-only, has a timeout and takes values as
parameters only. `lake` is a connection of `open_lake`, which the queries in SQL and `trace` need.
"""

from queries.catalogue import Parameter, Query, get_query, load_queries
from queries.enterprise import find_enterprise, resolve_enterprise
from queries.lake import open_lake
from queries.neighbourhood import captions, neighbourhood
from queries.node_figure import CHAIN_FIGURES, NODE_FIGURES, board_figure, figure_parts, is_board_figure
from queries.profile import SECTIONS, profile, profile_sections, support_sections
from queries.result import Candidate, Result
from queries.run import run
from queries.trace import Trace, trace

__all__ = [
    "CHAIN_FIGURES",
    "NODE_FIGURES",
    "SECTIONS",
    "Candidate",
    "Parameter",
    "Query",
    "Result",
    "Trace",
    "board_figure",
    "captions",
    "figure_parts",
    "find_enterprise",
    "get_query",
    "is_board_figure",
    "load_queries",
    "neighbourhood",
    "open_lake",
    "profile",
    "profile_sections",
    "resolve_enterprise",
    "run",
    "support_sections",
    "trace",
]
