"""Typed dataclasses to and from plain JSON values: strings, integers, lists and objects only."""

import dataclasses
import json
import types
import typing
from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar  # a JSON value is Any until a dataclass has taken it

T = TypeVar("T")
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_MISSING = dataclasses.MISSING
_Read = Callable[[Any], Any]
_Write = Callable[[Any], Any]


class Undecodable(ValueError):
    """The bytes do not hold what the type says."""


def canonical_json(plain: Mapping[str, Any]) -> bytes:
    """Write the one byte form of an object: UTF-8, sorted keys, no spaces, ``version`` first."""
    if "version" not in plain:
        return _ENCODER.encode(plain).encode()
    rest = {key: value for key, value in plain.items() if key != "version"}
    text = _ENCODER.encode(rest)
    head = f'{{"version":{plain["version"]}'
    return (f"{head},{text[1:]}" if rest else f"{head}}}").encode()


def to_plain(value: Any) -> Any:  # noqa: ANN401 - any dataclass, any JSON value
    """Turn a dataclass into plain values; None and empty collections are left out."""
    return _writer(type(value))(value)


def from_plain(cls: type[T], plain: Any) -> T:  # noqa: ANN401 - straight from JSON
    """Read a dataclass from plain values.

    Raises:
        Undecodable: a field is missing, unknown or of another type.
    """
    try:
        read: T = _reader(cls)(plain)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Undecodable(f"{cls.__name__}: {error}") from error
    return read


def _make_writer(kind: type) -> _Write:
    if not dataclasses.is_dataclass(kind):
        return _scalar_writer(kind)
    names = tuple(field.name for field in dataclasses.fields(kind) if field.init)

    def write(value: Any) -> Any:  # noqa: ANN401 - see to_plain
        plain = {}
        for name in names:
            held = getattr(value, name)
            if held is None or held in ((), {}):
                continue
            plain[name] = held if type(held) in _AS_IS else _writer(type(held))(held)
        return plain

    return write


_writer: Callable[[Any], _Write] = cache(_make_writer)
_AS_IS = (str, int)


def _scalar_writer(kind: type) -> _Write:
    if kind is bool:
        return int
    if issubclass(kind, str):
        return str
    if kind in (tuple, list, frozenset):
        return lambda items: [to_plain(item) for item in items]
    if issubclass(kind, dict):
        return lambda items: {str(key): to_plain(item) for key, item in items.items()}
    if issubclass(kind, int):
        return lambda value: value
    raise TypeError(f"{kind.__name__} has no place in an event")


def _make_reader(kind: Any) -> _Read:  # noqa: ANN401 - a type or a typing form
    if dataclasses.is_dataclass(kind):
        return _dataclass_reader(kind)
    origin = typing.get_origin(kind)
    if origin in (types.UnionType, typing.Union):
        return _union_reader(typing.get_args(kind))
    if origin is tuple:
        item = _reader(typing.get_args(kind)[0])
        return lambda plain: tuple([item(each) for each in _checked(plain, list)])
    if origin is dict:
        value = _reader(typing.get_args(kind)[1])
        return lambda plain: {k: value(v) for k, v in _checked(plain, dict).items()}
    return _scalar_reader(getattr(kind, "__supertype__", kind))


_reader: Callable[[Any], _Read] = cache(_make_reader)


def _scalar_reader(kind: Any) -> _Read:  # noqa: ANN401 - a scalar type
    kind = getattr(kind, "__supertype__", kind)
    if kind is bool:
        return lambda plain: bool(_checked(plain, int))
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return {member.value: member for member in kind}.__getitem__
    if kind in (str, int):
        return lambda plain: plain if type(plain) is kind else _checked(plain, kind)
    raise TypeError(f"{kind!r} has no place in an event")


def _union_reader(members: tuple[Any, ...]) -> _Read:
    """A union is ``X | None`` (None is never written) or ``str | int``, told apart by type."""
    kept = tuple(member for member in members if member is not types.NoneType)
    if len(kept) == 1:
        return _reader(kept[0])

    def read(plain: Any) -> Any:  # noqa: ANN401 - see from_plain
        if type(plain) not in kept:
            raise TypeError(f"{plain!r} is none of {kept}")
        return plain

    return read


def _dataclass_reader(kind: Any) -> _Read:  # noqa: ANN401 - a dataclass
    hints = typing.get_type_hints(kind)
    fields = [field for field in dataclasses.fields(kind) if field.init]
    readers = {field.name: _reader(hints[field.name]) for field in fields}
    empty = {
        field.name: origin
        for field in fields
        if (origin := typing.get_origin(hints[field.name])) in (tuple, dict)
        and field.default != ()
        and field.default_factory is not dict
    }

    def read(plain: Any) -> Any:  # noqa: ANN401 - see from_plain
        values = {name: readers[name](value) for name, value in _checked(plain, dict).items()}
        for name, collection in empty.items():
            if name not in values:
                values[name] = collection()
        return kind(**values)

    return read


def _checked(plain: Any, kind: type) -> Any:  # noqa: ANN401 - see from_plain
    if type(plain) is not kind:
        raise TypeError(f"{plain!r} is not {kind.__name__}")
    return plain
