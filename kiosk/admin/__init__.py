"""The staff panel: rooms with tables, a sheet from the side, and who is signed in."""
