"""The only door to the Parquet lake: an append-only store whose snapshot is the ledger's list of files."""
