"""Writes the documents made from the code: map.md, rules.md, events.md and reader-settings.md."""

import ast
import inspect
import sys
import types
import typing
from collections.abc import Iterator
from dataclasses import MISSING, Field, fields, is_dataclass
from pathlib import Path

from hardware.catalogue import DRIVERS, settings_class
from hardware.outputs.catalogue import OUTPUTS, output_settings
from hardware.settings import allowed
from kiosk.domain.bodies import ALL_BODIES
from kiosk.domain.events import Event
from kiosk.domain.records import SCHEMAS
from kiosk.domain.records import Field as RecordField
from kiosk.domain.rules import CHECK_OUT_RULES, Rule

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("kiosk", "server_sync", "hardware")


def documents() -> dict[Path, str]:
    """Every generated document and the text it should have."""
    made = {
        "map.md": _map(),
        "rules.md": _rules(),
        "events.md": _events(),
        "reader-settings.md": _settings(),
    }
    return {ROOT / "docs" / name: text for name, text in made.items()}


def modules() -> list[Path]:
    """Every module of the product, in the order of the map."""
    found = (path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    return sorted(found, key=lambda path: (PACKAGES.index(path.relative_to(ROOT).parts[0]), path))


def _map() -> str:
    folders: dict[Path, list[Path]] = {}
    for path in modules():
        folders.setdefault(path.parent, []).append(path)
    return _page("Every module in one line", _map_sections(folders))


def _map_sections(folders: dict[Path, list[Path]]) -> Iterator[str]:
    for folder, paths in folders.items():
        yield f"\n## {folder.relative_to(ROOT)}\n"
        about = [path for path in paths if path.name == "__init__.py"]
        yield from (f"{_first_line(path)}\n" for path in about)
        for path in paths:
            if path not in about:
                yield f"- [`{path.name}`](../{path.relative_to(ROOT)}) {_first_line(path)}"


def _first_line(path: Path) -> str:
    return (ast.get_docstring(ast.parse(path.read_text())) or "").partition("\n")[0]


def _rules() -> str:
    lines = (line for rule in CHECK_OUT_RULES for line in _rule(rule))
    return _page("The rules of a check-out", lines)


def _rule(rule: type[Rule]) -> Iterator[str]:
    yield f"\n## {rule.code.value} {rule.__name__}\n"
    yield f"{inspect.getdoc(rule)}\n"
    yield f"- Code: `{rule.code.value}` (`{rule.code.name}`)"
    yield f"- Severity: {_severity(rule)}"
    if rule.may_pass:
        yield f"- Staff who pass it need: `{rule.may_pass.value}`"
    yield f"- To the borrower: “{rule.borrower_message}” “{rule.next_step}”"
    yield f"- To staff: “{rule.staff_message}”"
    yield from (f"- Staff set: {line}" for line in _fields_of(rule))


def _severity(rule: type[Rule]) -> str:
    severity = rule.severity
    if isinstance(severity, property):
        return inspect.getdoc(severity) or "by its settings"
    return f"{severity.value}: {_notes(type(severity))[severity.name]}"


def _events() -> str:
    return _page("Every event", _event_sections())


def _event_sections() -> Iterator[str]:
    yield "\nA field of type Personal holds text about a person, encrypted under the alias's key."
    yield "\n## Every event has\n"
    yield from (f"- {line}" for line in _fields_of(Event))
    inner: dict[str, type] = {}
    for body in ALL_BODIES:
        yield f"\n## {body.kind.value} {body.version}\n"
        yield from _described(body)
        inner |= {kind.__name__: kind for kind in _inside(body)}
    for kind in inner.values():
        yield f"\n## Inside bodies: {kind.__name__}\n"
        yield from _described(kind)
    for entity, schema in SCHEMAS.items():
        yield f"\n## Fields of a record: {entity.value}\n"
        yield from (f"- {_record_field(field)}" for field in schema.values())


def _record_field(field: RecordField) -> str:
    kind = f"{field.type.value} of {field.refers_to.value}" if field.refers_to else field.type.value
    return f"{field.name} (Personal {kind})" if field.personal else f"{field.name} ({kind})"


def _settings() -> str:
    return _page("Every setting of readers and outputs", _settings_sections())


def _settings_sections() -> Iterator[str]:
    yield "\nHow each device is connected, and its known faults: [`readers.md`](readers.md)."
    kinds = {name: settings_class(name) for name in DRIVERS}
    for driver, kind in (kinds | {name: output_settings(name) for name in OUTPUTS}).items():
        yield f"\n## {'output' if driver in OUTPUTS else 'reader'} {driver}\n"
        yield from _described(kind)


def _described(kind: type) -> Iterator[str]:
    yield f"{inspect.getdoc(kind)}\n"
    yield from (f"- {line}" for line in _fields_of(kind))


def _fields_of(kind: type) -> Iterator[str]:
    notes = _notes(kind)
    for field in fields(kind):
        note = f": {notes[field.name]}" if field.name in notes else ""
        told = filter(None, (_type_name(field.type), allowed(field), _default(field)))
        yield f"{field.name} ({', '.join(told)}){note}"


def _default(field: Field[object]) -> str:
    if field.default in (MISSING, None, (), ""):
        return ""
    listed = ", ".join(field.default) if isinstance(field.default, tuple) else field.default
    return f"else {listed}"


def _notes(kind: type) -> dict[str, str]:
    """What stands as a string below each attribute of a class."""
    (tree,) = ast.parse(inspect.getsource(kind)).body
    pairs = zip(tree.body, tree.body[1:], strict=False)
    return {
        _target(above): " ".join(below.value.value.split())
        for above, below in pairs
        if isinstance(above, ast.Assign | ast.AnnAssign)
        and isinstance(below, ast.Expr)
        and isinstance(below.value, ast.Constant)
    }


def _target(assignment: ast.Assign | ast.AnnAssign) -> str:
    aim = assignment.target if isinstance(assignment, ast.AnnAssign) else assignment.targets[0]
    return ast.unparse(aim)


def _type_name(kind: object) -> str:
    if kind in (None, types.NoneType):
        return "none"
    if kind is Ellipsis:
        return "…"
    if typing.get_origin(kind) in (types.UnionType, typing.Union):
        return " or ".join(map(_type_name, typing.get_args(kind)))
    name = getattr(typing.get_origin(kind) or kind, "__name__", str(kind))
    inside = [_type_name(part) for part in typing.get_args(kind)]
    return f"{name} of {', '.join(inside)}".replace(", …", "") if inside else name


def _parts(kind: object) -> set[object]:
    """A type and everything it is made of."""
    return {kind}.union(*(_parts(part) for part in typing.get_args(kind)))


def _inside(body: type) -> list[type]:
    """The dataclasses that a body's fields are made of, theirs included."""
    kinds = fields(body)
    found = [part for field in kinds for part in _parts(field.type) if is_dataclass(part)]
    ordered = sorted(found, key=lambda kind: kind.__name__)
    return [kind for part in ordered for kind in (part, *_inside(part))]


def _page(title: str, lines: Iterator[str]) -> str:
    head = f"# {title}\n\nMade by `make docs` from the code; change the code.\n"
    return head + "\n".join(lines) + "\n"


def main() -> None:
    """Write what changed."""
    for path, text in documents().items():
        if not path.exists() or path.read_text() != text:
            path.write_text(text)
            sys.stdout.write(f"{path.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
