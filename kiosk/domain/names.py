"""How much of a name the public screen shows."""


def short_name(name: str) -> str:
    """Give “Amina K.” for “Amina Khan”: enough to know oneself by, too little for the queue.

    A name of one word stays whole; what stands in brackets or after a comma is left out.
    """
    words = name.partition(",")[0].partition("(")[0].split()
    if len(words) <= 1:
        return words[0] if words else name.strip()
    return f"{words[0]} {words[-1][0].upper()}."
