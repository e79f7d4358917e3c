"""The station at a lending desk: what it knows, what it decides, what it shows."""
