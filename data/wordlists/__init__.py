"""Word lists about names, as YAML that a person without programming can change; read into typed models."""

from data.wordlists.words import Bodies, Branches, Forms, Noise, Surnames, WordClass, Words, words

__all__ = ["Bodies", "Branches", "Forms", "Noise", "Surnames", "WordClass", "Words", "words"]
