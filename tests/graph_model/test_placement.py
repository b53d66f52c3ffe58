import pytest

from data.chains import Chain, Node, load_chains
from graph_model.placement import Firm, Seats, find_words, place, place_at, shared_industries
from graph_model.stages import behind, parse

SHOES = next(c for c in load_chains() if c.key == "footwear")


def firm(**changes: object) -> Firm:
    words = changes.pop("words", ())
    assert isinstance(words, tuple)
    values: dict[str, object] = {
        "alive": True,
        "industry": None,
        "industry_source": None,
        "listed": frozenset(),
        "in_review": frozenset(),
    }
    return Firm(**{**values, **changes}, words=dict.fromkeys(words, ("经营范围", "k")))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("scope", "words"),
    [
        ("生产、销售：运动鞋、鞋底。", {"运动鞋", "鞋底"}),
        ("鞋底压合机、制鞋机械的制造", {"鞋底压合机", "制鞋机械"}),
        ("TPU鞋底", {"TPU鞋底"}),
        ("印染助剂销售", {"印染助剂"}),
        ("日用百货零售", set()),
    ],
)
def test_words_are_found_whole(scope: str, words: set[str]) -> None:
    assert set(find_words(scope)) == words


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        (firm(words=("鞋底",), listed=frozenset({("鞋服产业链", "上游")})), {"footwear/sole": "A"}),
        (firm(words=("鞋底",), listed=frozenset({("鞋服产业链", "中游")})), {"footwear/sole": "C"}),
        (
            firm(words=("鞋底",), listed=frozenset({("鞋服产业链", "上游")}), alive=False),
            {"footwear/sole": "C"},
        ),
        (firm(industry="2924"), {"footwear/foam": "B"}),
        (firm(industry="2924", alive=False), {"footwear/foam": "C"}),
        (firm(industry="2929"), {}),  # other plastic parts: far more than soles
        (firm(industry="2929", words=("鞋底",)), {"footwear/sole": "B"}),
        (firm(words=("鞋底",)), {"footwear/sole": "C"}),
        (firm(industry="1910"), {"footwear/leather": "B"}),  # a class of the node's group 191
        (firm(industry="C"), {}),
        (firm(listed=frozenset({("鞋服产业链", "上游")})), {}),  # listed, node unknown
    ],
)
def test_the_grade_follows_the_evidence(who: Firm, expected: dict[str, str]) -> None:
    assert {p.node: p.grade for p in place(who, Seats([SHOES]))} == expected


def test_an_industry_of_several_nodes_needs_words_too() -> None:
    nodes = tuple(
        Node(key=k, name=k, stage=s, importance=1, must_be_local=True, industries=("2929",), words=(w,))
        for k, s, w in (("a", "上游", "鞋底"), ("b", "中游", "鞋跟"), ("c", "下游", "鞋盒"))
    )
    chain = Chain(key="x", name="x", title="x", nodes=nodes)
    assert shared_industries(chain) == {"2929"}
    assert place(firm(industry="2929"), Seats([chain])) == []
    assert [(p.node, p.grade) for p in place(firm(industry="2929", words=("鞋跟",)), Seats([chain]))] == [
        ("x/b", "B")
    ]


def test_what_waits_for_review_counts_for_nothing_yet_and_is_marked() -> None:
    waiting = firm(industry="2924", in_review=frozenset({("鞋服产业链", "上游")}))
    assert [(p.grade, p.in_review) for p in place(waiting, Seats([SHOES]))] == [("B", True)]


def test_only_firms_near_a_node_are_looked_at_and_nothing_is_lost() -> None:
    seats = Seats(load_chains())
    who = firm(words=("鞋底", "拖鞋"), industry="1954")
    known = (place_at(s.chain, s.node, who, s.shared) for s in seats.all)
    assert place(who, seats) == [p for p in known if p is not None]
    assert 0 < len(seats.near(who)) < len(seats.all)


def test_stages_behind_a_table_come_in_their_order_and_no_others() -> None:
    text = (
        "-- table a: x\nSELECT 1",
        "-- table b: x\nSELECT 2",
        "-- view c: x\nSELECT * FROM a",
        "-- call d: x\nd",
    )
    known = list(parse("\n".join(text), "f.sql"))
    assert [s.target[0] for s in behind(["c"], known)] == ["a", "c"]
