"""Supplied files to the lake."""
