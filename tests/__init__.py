"""Tests, in folders that mirror the product's."""
