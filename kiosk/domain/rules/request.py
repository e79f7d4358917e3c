"""What a check-out rule may look at: who, what, under which policy, and when. Nothing else."""

from dataclasses import dataclass, field
from datetime import date, datetime

from kiosk.domain.ids import KitId, LoanId, PartId
from kiosk.domain.model import Asset, Kit, OpenLine, Organisation, Person
from kiosk.domain.policy import Policy
from kiosk.domain.refusals import RefusalCode


@dataclass(frozen=True, slots=True)
class CheckOutRequest:
    """One asset, or one kit with the members and parts that were seen to be there."""

    holder: Person | Organisation
    now: datetime
    today: date
    """The date on the site's wall."""
    policy: Policy = field(default_factory=Policy)
    items: tuple[Asset, ...] = ()
    """Every asset that would go out; of a kit the members that are here."""
    kit: Kit | None = None
    parts: tuple[tuple[PartId, int], ...] = ()
    """The parts of the kit that are here, with their quantity."""
    open_lines: tuple[OpenLine, ...] = ()
    """All that is out to the holder."""
    data_age_s: int | None = None
    """Seconds since this station last heard from the centre; None where there is none."""
    passed: frozenset[RefusalCode] = frozenset()
    """What staff passed, and what the borrower said yes to."""

    @property
    def items_held(self) -> int:
        """Count what the holder has; a kit is one item, and so is all that is owed of it."""
        return len({_counted(line) for line in self.open_lines})

    def held_of_type(self, type_id: str) -> int:
        """Count what the holder has of a type and of the types below it."""
        return len({_counted(line) for line in self.open_lines if type_id in line.type_path})


def _counted(line: OpenLine) -> str | tuple[KitId, LoanId]:
    return line.id if line.kit is None else (line.kit, line.loan)


def name_of(request: CheckOutRequest) -> str:
    """Name what is to go out: the kit, or the thing."""
    return request.kit.name if request.kit else "".join(item.name for item in request.items[:1])
