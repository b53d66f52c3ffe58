"""Tests of who owes what, how well it came, and the score."""
