"""Settings of drivers: frozen dataclasses whose fields say what is allowed, checked all at once."""

import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from typing import Any, TypeVar

from hardware.reader import ErrorCode, HardwareError

_RULE = "lendstation"
_Settings = TypeVar("_Settings")


@dataclass(frozen=True, slots=True)
class _Rule:
    least: float | None
    most: float | None
    choices: tuple[str, ...]
    wrong: Callable[[str], str] | None


class SettingsError(HardwareError):
    """Every problem of a reader's settings, each on a line of its own."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(ErrorCode.SETTINGS, "\n".join(problems), "Correct the configuration.")
        self.problems = tuple(problems)


def setting(
    default: object = MISSING,
    *,
    least: float | None = None,
    most: float | None = None,
    choices: tuple[str, ...] = (),
    wrong: Callable[[str], str] | None = None,
) -> Any:  # noqa: ANN401 - as dataclasses.field
    """A field of a settings class; without a default it must be given and not be empty.

    `wrong` says what is wrong with a text; nothing when it is well.
    """
    return field(
        default=default,
        metadata={_RULE: _Rule(least, most, choices, wrong)},
    )


def allowed(each: Field[Any]) -> str:
    """What a field takes beside its type, in words for a document; empty where all is allowed."""
    rule = each.metadata.get(_RULE)
    if not isinstance(rule, _Rule):
        return ""
    bounds = [f"{word} {end:,}" for word, end in (("from", rule.least), ("to", rule.most))
              if end is not None]  # fmt: skip
    words = [
        "must be given" if each.default is MISSING else "",
        f"of {', '.join(filter(None, rule.choices))}" if rule.choices else "",
        " ".join(bounds),
    ]
    return ", ".join(filter(None, words))


def checked(settings: object) -> None:
    """Raise `SettingsError` with all that is wrong; called in `__post_init__`."""
    kind = type(settings)
    values = {each.name: getattr(settings, each.name) for each in _fields(kind)}
    _raise_for(_problems(kind, values))


def settings_from(kind: type[_Settings], values: Mapping[str, object]) -> _Settings:
    """The settings that a configuration table stands for; raises `SettingsError`."""
    known = {each.name: each for each in _fields(kind)}
    problems = [f"{name}: there is no such setting" for name in sorted(values.keys() - known)]
    problems += [
        f"{name}: is missing"
        for name, each in known.items()
        if name not in values and each.default is MISSING
    ]
    given = {name: _as_field(value) for name, value in values.items() if name in known}
    _raise_for(problems + _problems(kind, given))
    return kind(**given)


def _fields(kind: type) -> tuple[Field[Any], ...]:
    return fields(kind)


def _as_field(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def _raise_for(problems: list[str]) -> None:
    if problems:
        raise SettingsError(problems)


def _problems(kind: type, values: Mapping[str, object]) -> list[str]:
    hints = typing.get_type_hints(kind)
    return [
        f"{each.name}: {problem}"
        for each in _fields(kind)
        if each.name in values and (problem := _problem(each, hints[each.name], values[each.name]))
    ]


def _problem(each: Field[Any], hint: object, value: object) -> str:
    if not _is_a(value, hint):
        return f"{value!r} is not {_words(hint)}"
    if value == "" and each.default is MISSING:
        return "is empty"
    rule = each.metadata.get(_RULE)
    if not isinstance(rule, _Rule) or value is None:
        return ""
    if rule.choices:
        return _not_a_choice(rule.choices, value)
    if rule.wrong and isinstance(value, str):
        return rule.wrong(value)
    return _out_of_range(rule, value)


def _not_a_choice(choices: tuple[str, ...], value: object) -> str:
    """What is wrong with a choice, or with a list of them, which has at least one."""
    chosen = value if isinstance(value, tuple) else (value,)
    if not chosen:
        return "is empty"
    unknown = [each for each in chosen if each not in choices]
    return f"{unknown[0]!r} is none of {', '.join(choices)}" if unknown else ""


def _out_of_range(rule: _Rule, value: object) -> str:
    if isinstance(value, int | float):
        if rule.least is not None and not value >= rule.least:
            return f"{value} is less than {rule.least:g}"
        if rule.most is not None and not value <= rule.most:
            return f"{value} is more than {rule.most:g}"
    return ""


def _is_a(value: object, hint: object) -> bool:
    if isinstance(hint, types.UnionType):
        return any(_is_a(value, each) for each in typing.get_args(hint))
    if typing.get_origin(hint) is tuple:
        item = typing.get_args(hint)[0]
        return isinstance(value, tuple) and all(_is_a(each, item) for each in value)
    if hint is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if hint is int:
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, hint) if isinstance(hint, type) else False


def _words(hint: object) -> str:
    if isinstance(hint, types.UnionType):
        return " or ".join(_words(each) for each in typing.get_args(hint))
    if typing.get_origin(hint) is tuple:
        return f"a list, each {_words(typing.get_args(hint)[0])}"
    words: dict[object, str] = {
        str: "a text",
        int: "a whole number",
        float: "a number",
        bool: "true or false",
        types.NoneType: "nothing",
    }
    return words.get(hint, str(hint))
