"""The lending desk: a pure session machine, its one runner, and the use cases it runs."""
