"""The desk without a screen."""


def desk() -> None:
    """The desk without a screen: a line in, a line out."""
