"""Channels beside files that a person hands in: a watched folder, a view of the data hub, an address."""
