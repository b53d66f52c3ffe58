"""The second stage: over each mention's best candidates, an additive model of character-level evidence."""
