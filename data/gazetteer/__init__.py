"""Towns, villages and place words."""
