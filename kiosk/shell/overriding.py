"""The mark of a method that overrides Qt's, for Pythons that lack `typing.override`."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from typing_extensions import override
else:
    _Method = TypeVar("_Method", bound=Callable[..., object])

    def override(method: _Method) -> _Method:
        """Return the method as it is; the type checker does the rest."""
        return method


__all__ = ["override"]
