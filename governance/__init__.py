"""Who owes what by when, how well it came, and the yearly score of the units."""
