"""How good a delivery is: complete, valid, free of repeats, in line with the last, resolved, changed."""
