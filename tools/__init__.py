"""Scripts for those who develop the product."""
