"""Word lists that the anatomy of names reads; a clerk can extend them."""
