"""The Splink model: comparisons with their levels, built from parameters, so that a saved version is data alone."""

from typing import Any, Final

from resolution.ladder import Ladder

MENTION: Final = "mention"  # Splink orders the sides by these names: mention is left, registry right
REGISTRY: Final = "registry"
FLOOR_M: Final = 0.001
FLOOR_U: Final = 1e-6

Level = tuple[str, str, float, float, str | None]  # label, SQL, first m, first u, term-frequency column

# m and u are where training starts, and what stays where a city's data cannot tell (shares seen in the trial runs).
NAME: Final[list[Level]] = [
    ("same core", "core_l = core_r", 0.62, 0.0005, "core"),
    ("same brand, trade of one class", "brand_l = brand_r AND trade_class_l = trade_class_r AND trade_class_l NOT IN ('', 'general')",
     0.06, 0.0003, "brand"),
    ("same brand, one gives no trade", "brand_l = brand_r AND (trade_l = '' OR trade_r = '' OR contains(trade_r, trade_l) OR contains(trade_l, trade_r))",
     0.10, 0.0004, "brand"),
    ("same sound", "pinyin_l = pinyin_r", 0.06, 0.00005, "pinyin"),
    ("one slip", "length(core_l) >= 3 AND length(core_r) >= 3 AND list_has_any(dels_l, dels_r)", 0.08, 0.0004, None),
    ("brand of same sound, same trade", "brand_pinyin_l = brand_pinyin_r AND trade_l = trade_r", 0.01, 0.0001, None),
    ("same brand, other trade", "brand_l = brand_r", 0.02, 0.001, "brand"),
    ("same characters", "sorted_core_l = sorted_core_r", 0.01, 0.00001, None),
    ("one in the other", "length(core_l) >= 2 AND (contains(core_r, core_l) OR contains(core_l, core_r))", 0.02, 0.002, None),
    ("else", "ELSE", 0.02, 0.99, None),
]  # fmt: skip
PLACE: Final[list[Level]] = [
    (
        "another city",
        "(relation_l = 'other' AND place_l <> place_r) "
        "OR (relation_r = 'other' AND relation_l IN ('local', 'other') AND place_l <> place_r)",
        0.005,
        0.10,
        None,
    ),
    (
        "another town",
        "name_town_l <> '' AND name_town_r <> '' AND name_town_l <> name_town_r",
        0.005,
        0.15,
        None,
    ),
    ("same place", "place_l <> '' AND place_l = place_r", 0.60, 0.35, None),
    (
        "wider or narrower",
        "relation_l <> relation_r AND relation_l <> '' AND relation_r <> ''",
        0.02,
        0.15,
        None,
    ),
    ("else", "ELSE", 0.37, 0.25, None),
]
FORM: Final[list[Level]] = [
    ("same form", "form_group_l = form_group_r", 0.90, 0.45, None),
    ("else", "ELSE", 0.10, 0.55, None),
]
BRANCH: Final[list[Level]] = [
    ("both whole firms", "branch_l = '' AND branch_r = ''", 0.97, 0.93, None),
    ("same branch", "branch_l = branch_r", 0.02, 0.001, None),
    ("else", "ELSE", 0.01, 0.069, None),
]
PERSON: Final[list[Level]] = [
    ("same person", "person_l = person_r", 0.90, 0.0005, None),
    ("else", "ELSE", 0.10, 0.9995, None),
]
PHONE: Final[list[Level]] = [
    ("same phone", "phone_l = phone_r", 0.80, 0.0003, None),
    ("else", "ELSE", 0.20, 0.9997, None),
]
ADDRESS: Final[list[Level]] = [
    ("same spot", "spot_l = spot_r AND spot_l <> ''", 0.60, 0.0005, None),
    ("same text", "address_l = address_r", 0.05, 0.0001, None),
    ("else", "ELSE", 0.35, 0.9994, None),
]
TOWN: Final[list[Level]] = [
    ("same town", "town_l = town_r", 0.93, 0.07, None),
    ("else", "ELSE", 0.07, 0.93, None),
]
INDUSTRY: Final[list[Level]] = [
    ("same industry", "industry_l = industry_r", 0.85, 0.25, None),
    ("else", "ELSE", 0.15, 0.75, None),
]

COMPARISONS: Final[dict[str, tuple[str, list[Level]]]] = {
    "name": ("core_l = '' OR core_r = ''", NAME),
    "place": ("", PLACE),
    "form": ("form_group_l = '' OR form_group_r = ''", FORM),
    "branch": ("", BRANCH),
    "person": ("person_l = '' OR person_r = ''", PERSON),
    "phone": ("phone_l = '' OR phone_r = ''", PHONE),
    "address": ("address_l = '' OR address_r = ''", ADDRESS),
    "town": ("town_l = '' OR town_r = ''", TOWN),
    "industry": ("industry_l = '' OR industry_r = ''", INDUSTRY),
}
TERM_FREQUENCIES: Final = ("core", "brand", "pinyin")

Parameters = dict[str, list[tuple[float, float]]]  # comparison → (m, u) of each level


def first_parameters() -> Parameters:
    """Return the parameters before any training."""
    return {name: [(m, u) for _, _, m, u, _ in levels] for name, (_, levels) in COMPARISONS.items()}


def _level(level: Level, m: float, u: float) -> dict[str, Any]:
    label, sql, _, _, frequency = level
    made: dict[str, Any] = {
        "sql_condition": sql,
        "label_for_charts": label,
        "m_probability": m,
        "u_probability": u,
    }
    if frequency:
        made |= {
            "tf_adjustment_column": frequency,
            "tf_adjustment_weight": 1.0,
            "disable_tf_exact_match_detection": True,
        }
    return made


def comparison(name: str, parameters: list[tuple[float, float]]) -> dict[str, Any]:
    """Return one comparison as Splink's settings want it."""
    null, levels = COMPARISONS[name]
    made = [_level(level, m, u) for level, (m, u) in zip(levels, parameters, strict=True)]
    if null:
        made.insert(0, {"sql_condition": null, "label_for_charts": "missing", "is_null_level": True})
    return {"output_column_name": name, "comparison_levels": made}


def settings(parameters: Parameters, prior: float) -> dict[str, Any]:
    """Return Splink's settings for these parameters, lean: the levels of the pairs that matter come from `levels_sql`."""
    return {
        "link_type": "link_only",
        "unique_id_column_name": "unique_id",
        "probability_two_random_records_match": prior,
        "comparisons": [comparison(name, parameters[name]) for name in COMPARISONS],
        "blocking_rules_to_generate_predictions": [],
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": False,
        "max_iterations": 15,
        "em_convergence": 0.001,
    }


def prior(ladder: Ladder, names: int) -> float:
    """Return the probability that a mention and a registry name drawn at random belong together."""
    return ladder.prior_registered / max(names, 2)


def clean(parameters: Parameters, digits: int) -> Parameters:
    """Round and floor parameters, so that a version hashes the same and no level weighs without limit."""
    return {
        name: [(max(FLOOR_M, round(m, digits)), max(FLOOR_U, round(u, digits))) for m, u in levels]
        for name, levels in parameters.items()
    }


def levels_sql() -> str:
    """SQL columns that give, for each comparison, the number of the first level a pair meets: 0 is the best, -1 missing."""
    columns = []
    for name, (null, levels) in COMPARISONS.items():
        cases = " ".join(f"WHEN {sql} THEN {i}" for i, (_, sql, *_) in enumerate(levels) if sql != "ELSE")
        missing = f"WHEN {null} THEN -1 " if null else ""
        columns.append(f"CASE {missing}{cases} ELSE {len(levels) - 1} END AS {name}_level")
    return ", ".join(columns)


def level_number(name: str, label: str) -> int:
    """Return the number of a level by its label."""
    return [lv[0] for lv in COMPARISONS[name][1]].index(label)
