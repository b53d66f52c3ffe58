"""The statement that weighs pairs gives the weights of Splink's own linker."""

from itertools import product

import pytest

from resolution.ladder import ladder
from resolution.model import COMPARISONS, Parameters, first_parameters, prior, settings
from resolution.sides import build_registry_side
from resolution.splink_bits import weigh_pairs
from resolution.splink_linker import open_linker, score
from tests.resolution.arbiter_lists import lists

PLACES, BRANDS = ("晋江市", "厦门市", "晋江市陈埭镇", ""), ("恒盛", "恒胜", "盛恒", "大华金", "大华今")
TRADES, FORMS = ("鞋业", "鞋服", "贸易", ""), ("有限公司", "厂", "")
PEOPLE = ("", "王小明", "李四")
BOTH = "mention_side a CROSS JOIN registry_side b"


def trained() -> Parameters:
    """Other parameters than the first."""
    return {name: [(m * 0.9 + 0.01, u * 0.8 + 0.001) for m, u in v] for name, v in first_parameters().items()}


@pytest.mark.parametrize("parameters", [first_parameters(), trained()], ids=["first", "trained"])
def test_weights_are_those_of_splinks_linker(parameters: Parameters) -> None:
    names = ["".join(parts) for parts in product(PLACES, BRANDS, TRADES, FORMS)]
    con = lists([(f"e{i}", n, PEOPLE[i % 3]) for i, n in enumerate(names)], [])
    build_registry_side(con, ladder())
    con.execute("CREATE TABLE mention_side AS FROM registry_side WHERE hash(unique_id) % 9 = 0")
    con.execute(
        f"CREATE TABLE blocked AS SELECT a.unique_id AS mention_key, b.unique_id AS registry_key FROM {BOTH}"
    )
    con.execute(
        "CREATE TABLE splink_pair AS SELECT '0' AS match_key, 'mention-__-' || mention_key AS join_key_l, "
        "'registry-__-' || registry_key AS join_key_r FROM blocked"
    )
    chance = prior(ladder(), len(names))
    made = settings(parameters, chance)
    columns = "SELECT unique_id_l, unique_id_r, match_weight FROM"
    table = score(open_linker(con, made, "mention_side", "registry_side"), "splink_pair")
    theirs = con.execute(f"{columns} {table} ORDER BY ALL").fetchall()
    ours = con.execute(f"{columns} {weigh_pairs(con, parameters, chance)} ORDER BY ALL").fetchall()
    assert ours == theirs
    assert len(theirs) > 1000
    assert len({weight for *_, weight in theirs}) > 20
    assert len(COMPARISONS) == len(parameters)
