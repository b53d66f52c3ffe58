"""Templates of industry chains."""
