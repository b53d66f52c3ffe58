"""Stewards' work on uncertain matches: cases, decisions, workbooks, agreement, and what a sample proves."""
