"""The yearly score (年度量化考核): an open formula over the calendar and the quality of deliveries."""
