"""The command `chanye`: puts the nouns together and turns errors into messages and exit codes."""

import typer

from cli import (
    audit,
    bench,
    case,
    catalogue,
    chain,
    changes,
    delivery,
    demo,
    doctor,
    explain,
    generate,
    graph,
    ingest,
    match,
    model,
    neo4j,
    past,
    policy,
    profile,
    pull,
    query,
    refresh,
    relation,
    report,
    resolve,
    review,
    serve,
    setup,
    ticket,
    unit,
    user,
    watch,
)
from core.errors import ChanyeError
from core.leaving import leave
from core.logs import configure_logging
from core.settings import get_settings

app = typer.Typer(
    no_args_is_help=True, pretty_exceptions_enable=False, help="产业图谱：多部门数据归一、建图与产业链分析。"
)


@app.callback()
def root() -> None:
    """Hold the commands together."""


# In the order in which a newcomer meets them; `--help` shows them so.
app.command()(setup.setup)
app.command()(demo.demo)
app.command()(doctor.doctor)
app.command()(generate.generate)
app.command()(ingest.ingest)
app.command()(watch.watch)
app.command()(pull.pull)
app.command()(resolve.resolve)
app.command()(match.match)
app.command()(explain.explain)
app.add_typer(review.app, name="review")
app.add_typer(model.app, name="model")
app.command()(refresh.refresh)
app.command()(changes.changes)
app.command()(serve.serve)
app.add_typer(catalogue.app, name="catalogue")
app.add_typer(delivery.app, name="delivery")
app.add_typer(unit.app, name="unit")
app.add_typer(ticket.app, name="ticket")
app.add_typer(case.app, name="case")
app.add_typer(graph.app, name="graph")
app.add_typer(query.app, name="query")
app.add_typer(chain.app, name="chain")
app.add_typer(policy.app, name="policy")
app.add_typer(relation.app, name="relation")
app.command()(profile.profile)
app.command()(profile.support)
app.command()(profile.trace)
app.command()(report.report)
app.add_typer(past.app, name="past")
app.add_typer(neo4j.app, name="neo4j")
app.add_typer(user.app, name="user")
app.add_typer(audit.app, name="audit")
app.command()(bench.bench)


def main() -> None:
    """Run a command; an error of ours is one line on stderr and its own exit code."""
    try:
        configure_logging(get_settings())
        app()
    except ChanyeError as error:
        typer.echo(f"错误：{error}", err=True)
        leave(error.exit_code)
    except KeyboardInterrupt:
        typer.echo("已中断。", err=True)
        leave(130)
    except SystemExit as done:  # so ends every command
        if isinstance(done.code, str):
            raise
        leave(done.code or 0)
