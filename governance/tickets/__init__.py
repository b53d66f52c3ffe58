"""Correction tickets (校核纠错): contradictions found, sent to who supplied them, followed until repaired."""
