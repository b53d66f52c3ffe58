"""refresh = ingest → resolve → graph, only what changed; used by the command line and the API alike."""
