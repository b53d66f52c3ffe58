"""Branches and departments at the end of a name: what follows the parent's form, a bank, or a place."""

from resolution.lexicon import Lexicon
from resolution.places import places_in


def _after_place(text: str, words: Lexicon) -> int:
    """Return where a branch begins that stands behind a name without a form (中国移动晋江分公司), or 0."""
    for at in places_in(text, 2):
        if words.place_pattern.fullmatch(text, at):
            return at
    return 0


def split_branch(text: str, words: Lexicon) -> tuple[str, str]:
    """Return a normalised name as (parent, branch); the branch is empty where the name has none."""
    if not words.branch_endings.end(text):
        return text, ""
    found = words.branch_pattern.match(text) if "公司" in text else None  # it looks for a company's form
    if found is None:
        found = words.bank_pattern.match(text)
        at = 0 if found or not words.place_endings.end(text) else _after_place(text, words)
        if at:
            return text[:at], text[at:]
    if found is None:
        return text, ""
    return found.group("parent"), found.group("branch")
