"""The routes, one file per noun; each is thin over a plain function."""
