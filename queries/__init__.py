"""Named questions on the graph and the lake."""
