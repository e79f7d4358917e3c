"""Nouns, rules, events, folds and ports: the standard library only."""
