"""Stations, a real PostgreSQL and everything that can go wrong between them, from one seed."""
