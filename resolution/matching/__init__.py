"""Matching any list against any registry file, or against the city's own registry."""
