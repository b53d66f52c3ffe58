"""The calendar: what is owed by whom until when, and what came of it."""
