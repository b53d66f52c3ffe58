"""The smaller ladders: projects, parcels, buildings and persons, each resolved after the enterprises."""
