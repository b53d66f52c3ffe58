"""What the Neo4j in use is doing, for `chanye neo4j status` and `chanye doctor`."""

from pydantic import BaseModel

from core.errors import ChanyeError
from core.settings import Settings
from graph_model.connect import connect
from graph_model.homes import current_home
from graph_model.server import recorded


class Status(BaseModel):
    """State of the Neo4j in use; `state` is running, stopped, stale or unreachable."""

    state: str
    managed: bool
    uri: str | None = None
    pid: int | None = None
    home: str | None = None
    version: str | None = None
    nodes: int | None = None
    relationships: int | None = None
    message: str = ""


def _ask(settings: Settings, status: Status) -> Status:
    """Fill in what the server itself says."""
    try:
        with connect(settings) as session:
            version = session.run("CALL dbms.components() YIELD versions RETURN versions[0] AS v").single(
                strict=True
            )["v"]
            nodes = session.run("MATCH (n) RETURN count(n) AS n").single(strict=True)["n"]
            relationships = session.run("MATCH ()-[r]->() RETURN count(r) AS n").single(strict=True)["n"]
    except ChanyeError as error:
        return status.model_copy(update={"state": "unreachable", "message": str(error)})
    return status.model_copy(
        update={"state": "running", "version": version, "nodes": nodes, "relationships": relationships}
    )


def status(settings: Settings) -> Status:
    """Return the state of the Neo4j in use: managed or external."""
    if settings.neo4j_uri:
        return _ask(settings, Status(state="unreachable", managed=False, uri=settings.neo4j_uri))
    server = recorded(settings)
    if server is None:
        home = current_home(settings)
        return Status(state="stopped", managed=True, home=home.id if home else None)
    if not server.alive:
        message = "上次的进程已不在（未正常停止）；再次启动会自动恢复。"
        return Status(state="stale", managed=True, home=server.home, message=message)
    return _ask(
        settings, Status(state="running", managed=True, uri=server.uri, pid=server.pid, home=server.home)
    )
