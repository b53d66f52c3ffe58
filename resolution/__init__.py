"""Records to enterprises, projects, parcels, buildings and persons."""
