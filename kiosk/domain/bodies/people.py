"""Bodies about people; an alias is the only thing here that names one."""

from dataclasses import dataclass
from typing import ClassVar

from kiosk.domain.events import Kind, Personal
from kiosk.domain.ids import Alias


@dataclass(frozen=True, slots=True)
class BadgeGiven:
    """A badge now stands for a person; ``badge`` is its own id, ``code`` the canonical code."""

    kind: ClassVar = Kind.BADGE_GIVEN
    version: ClassVar = 1

    person: Alias
    badge: str
    code: Personal
    technology: str


@dataclass(frozen=True, slots=True)
class BadgeWithdrawn:
    """A badge stands for nobody any more: lost, broken or given back."""

    kind: ClassVar = Kind.BADGE_WITHDRAWN
    version: ClassVar = 1

    person: Alias
    badge: str


@dataclass(frozen=True, slots=True)
class RoleGiven:
    """A person may act as this role, ``kiosk.domain.roles.Role``."""

    kind: ClassVar = Kind.ROLE_GIVEN
    version: ClassVar = 1

    person: Alias
    role: str


@dataclass(frozen=True, slots=True)
class RoleWithdrawn:
    """A person may no longer act as this role."""

    kind: ClassVar = Kind.ROLE_WITHDRAWN
    version: ClassVar = 1

    person: Alias
    role: str


@dataclass(frozen=True, slots=True)
class Barred:
    """A person may not take anything out, until a time (ms since 1970) or until it is lifted."""

    kind: ClassVar = Kind.BARRED
    version: ClassVar = 1

    person: Alias
    bar: str
    reason: Personal
    until_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Unbarred:
    """A bar was lifted."""

    kind: ClassVar = Kind.UNBARRED
    version: ClassVar = 1

    person: Alias
    bar: str


@dataclass(frozen=True, slots=True)
class TermsAccepted:
    """A person accepted one version of some terms."""

    kind: ClassVar = Kind.TERMS_ACCEPTED
    version: ClassVar = 1

    person: Alias
    terms: str
    terms_version: int


@dataclass(frozen=True, slots=True)
class Erased:
    """The keys of these aliases were destroyed; nothing can be read about them any more."""

    kind: ClassVar = Kind.ERASED
    version: ClassVar = 1

    aliases: tuple[Alias, ...]
