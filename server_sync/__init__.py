"""Stations agree: events and keys travel between a station and the central PostgreSQL."""
