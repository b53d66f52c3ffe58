"""The supply side of the synthetic city: clean frames become the files that units really send."""
