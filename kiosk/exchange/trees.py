"""Places and types by the paths that people write: ``Main site › Store › Shelf A``."""

from collections.abc import Mapping

from kiosk.domain.exchange import Fields

SEPARATOR = " › "
_MAX_DEPTH = 32


def steps(path: str) -> tuple[str, ...]:
    """Split a path at › or >; spaces around each name do not count."""
    return tuple(" ".join(step.split()) for step in path.replace(">", "›").split("›"))


class Tree:
    """Records with a name and a parent, found by path, by code, or by a name that only one has."""

    def __init__(self, what: str, records: Mapping[str, Fields]) -> None:
        self.what = what
        self._paths: dict[str, tuple[str, ...]] = {}
        self._by_word: dict[tuple[str, ...], set[str]] = {}
        self._by_path: dict[tuple[str, ...], str] = {}
        for key in records:
            self.add(key, _path(key, records), str(records[key].get("code", "")))

    def add(self, key: str, path: tuple[str, ...], code: str = "") -> None:
        """Let a record be found from now on."""
        self._paths[key] = path
        folded = _fold(path)
        self._by_path.setdefault(folded, key)
        self._by_word.setdefault(folded[-1:], set()).add(key)
        if code:
            self._by_word.setdefault(_fold((code,)), set()).add(key)

    def at(self, path: tuple[str, ...]) -> str | None:
        """Give the record at exactly this path."""
        return self._by_path.get(_fold(path))

    def find(self, text: str) -> str:
        """Give the id of the record that a cell names.

        Raises:
            ValueError: nothing has this path, code or name, or several have it.
        """
        path = steps(text)
        exact = self.at(path)
        if exact:
            return exact
        named = self._by_word.get(_fold(path), set())
        if len(named) > 1:
            raise ValueError(f"names {len(named)} {self.what}s; write the whole path")
        if not named:
            raise ValueError(f"there is no such {self.what}")
        return next(iter(named))

    def path(self, key: str) -> str:
        """Write the path of a record; empty for an id that is not there."""
        return SEPARATOR.join(self._paths.get(key, ()))


def _fold(path: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(step.casefold() for step in path)


def _path(key: str, records: Mapping[str, Fields]) -> tuple[str, ...]:
    names: list[str] = []
    at = key
    while at in records and len(names) < _MAX_DEPTH:
        names.append(str(records[at].get("name", "")))
        at = str(records[at].get("parent", ""))
    return tuple(reversed(names))
