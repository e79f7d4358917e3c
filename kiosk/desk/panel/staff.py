"""Who is signed in to the panel, what they may do, and when the panel signs them out."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from kiosk.domain.ids import PersonId
from kiosk.domain.model import Person
from kiosk.domain.roles import Permission, Role, permissions_of


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody with a role, as the panel shows and asks them."""

    id: PersonId
    name: str
    roles: frozenset[Role]

    @classmethod
    def of(cls, person: Person, now: datetime) -> "Staff | None":
        """Give the staff member that a person is; None without a role, or when it is over."""
        is_over = person.valid_until is not None and person.valid_until < now.date()
        if person.removed or is_over or not person.roles:
            return None
        return cls(person.id, person.name, person.roles)

    def may(self, permission: Permission) -> bool:
        return permission in permissions_of(self.roles)

    def outranks(self, roles: frozenset[Role]) -> bool:
        """Say whether all that those roles allow is allowed here too."""
        return permissions_of(roles) <= permissions_of(self.roles)


@dataclass(frozen=True, slots=True)
class SignedInFor:
    """How long somebody stays signed in on a shared screen; pure, told the time."""

    began_at: datetime
    touched_at: datetime
    idle_s: int = 90
    most_s: int = 900

    @classmethod
    def since(cls, now: datetime, idle_s: int = 90, most_s: int = 900) -> "SignedInFor":
        """Begin now."""
        return cls(now, now, idle_s, most_s)

    def touched(self, now: datetime) -> "SignedInFor":
        """Somebody did something; the longest time runs on."""
        return replace(self, touched_at=now)

    def seconds_left(self, now: datetime) -> int:
        """Give the seconds until the panel signs out; 0 when it has to now."""
        ends = min(
            self.touched_at + timedelta(seconds=self.idle_s),
            self.began_at + timedelta(seconds=self.most_s),
        )
        return max(0, -((now - ends) // timedelta(seconds=1)))
