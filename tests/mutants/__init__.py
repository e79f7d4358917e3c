"""The product with one mistake in it at a time, to see that the tests notice."""
