"""Every body an event can have, by kind and version; what was ever shipped stays readable."""

from kiosk.domain.bodies import lending, people, records, stations
from kiosk.domain.events import Body

ALL_BODIES: tuple[type[Body], ...] = (
    records.RecordChanged,
    records.RecordRemoved,
    records.Merged,
    records.IdentifierGiven,
    records.IdentifierWithdrawn,
    people.BadgeGiven,
    people.BadgeWithdrawn,
    people.RoleGiven,
    people.RoleWithdrawn,
    records.PolicySet,
    records.CalendarSet,
    lending.SessionOpened,
    lending.SessionClosed,
    lending.CheckedOut,
    lending.CheckedIn,
    lending.Corrected,
    lending.Renewed,
    lending.Refused,
    lending.Overridden,
    lending.Parked,
    lending.Approved,
    lending.PartMissing,
    lending.PartReturned,
    lending.PartReplaced,
    records.ConditionNoted,
    records.Moved,
    records.StatusSet,
    people.Barred,
    people.Unbarred,
    people.TermsAccepted,
    lending.Promised,
    lending.PromiseEnded,
    records.Counted,
    lending.ExceptionDecided,
    stations.ClockJumped,
    stations.StationEnrolled,
    stations.StationRevoked,
    stations.StationDisowned,
    people.Erased,
)
BODIES: dict[tuple[str, int], type[Body]] = {
    (str(body.kind), body.version): body for body in ALL_BODIES
}
