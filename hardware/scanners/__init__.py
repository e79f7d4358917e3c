"""Barcode scanners: keyboards that type codes, and cameras that see them."""
