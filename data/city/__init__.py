"""A synthetic city: one consistent world, seen as each unit would deliver it."""
