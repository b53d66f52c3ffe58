"""The help system (企业帮扶): who answers for a firm, its problems and needs, and what became of them."""
