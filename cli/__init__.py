"""The command `chanye`, one file per noun."""
