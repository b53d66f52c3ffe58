"""Resolved tables to Neo4j."""
