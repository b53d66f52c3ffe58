"""Bring resolution and graph up to what the lake holds, doing only what has changed since the last time."""

from core.progress import console
from core.settings import Settings
from graph_model.load import last_load, load, projection_rules
from resolution.run import inputs, resolve
from store import resolutions
from store.ledger import Ledger


def is_resolved(settings: Settings, ledger: Ledger) -> bool:
    """Tell whether the newest run was made from the lake, rules, model and judgements as they are now."""
    with ledger.session() as session:
        newest = resolutions.latest(session)
    return newest is not None and newest.inputs == inputs(settings, ledger)


def is_loaded(ledger: Ledger) -> bool:
    """Tell whether the newest load of the graph shows the newest run by today's schema and templates."""
    with ledger.session() as session:
        newest = resolutions.latest(session)
    shown = last_load(ledger)
    return (
        newest is not None
        and shown is not None
        and (newest.id, projection_rules()) == (shown.run, shown.rules)
    )


def refresh(settings: Settings, ledger: Ledger) -> None:
    """Resolve and load what new deliveries changed; a second call with nothing new does nothing."""
    if is_resolved(settings, ledger):
        console.print("▸ 数据没有变化，沿用上次的归一结果", highlight=False)
    else:
        reused = resolve(settings, ledger).reused
        console.print(f"▸ {reused.told()}", highlight=False, soft_wrap=True)
    if is_loaded(ledger):
        console.print("▸ 图谱已是最新", highlight=False)
    else:
        load(settings, ledger)
