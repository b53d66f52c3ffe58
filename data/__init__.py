"""Facts about the default city and the generator of a synthetic one."""
