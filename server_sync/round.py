"""One round of sync: hello, push until all is acknowledged, pull until the feed is at its head.

Plain code without threads or time: it asks the centre one thing after the other, and every answer
is written at the station before the next question, durably but for a first sync's, which can be
asked for again. So it may end anywhere and be begun again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from kiosk.domain.canonical import event_hash
from kiosk.domain.feed import ChainDiffers, ChainHead, FeedDiffers, KeyringRow
from kiosk.domain.hlc import to_ms
from kiosk.domain.ports import Clock
from kiosk.domain.trouble import Trouble, TroubleCode
from server_sync.centre import VERSION, Centre, Hello, Pushed, Welcome
from server_sync.replica import Replica

MOST_EVENTS = 2_000
MOST_BYTES = 1_900_000
"""Of one push; the centre refuses more than two MiB."""
MOST_ROWS = 2_000
"""Of one pull; the centre ends a page at about a MiB."""
MOST_HEALINGS = 2
"""How often one round begins to read the feed anew before somebody has to look at it."""


@dataclass
class Outcome:
    """What one round did, for the status line, the log and the tests."""

    pushed: int = 0
    pulled: int = 0
    quarantined: int = 0
    refused_keys: int = 0
    healed: list[str] = field(default_factory=list)
    """What was found to differ and was put right: words for the log, nobody's names."""
    standing: str = ""
    is_too_old: bool = False
    """The centre speaks a newer language: what is here was sent, nothing was read."""
    clock_offset_ms: int = 0
    """How far the centre's clock is before this station's."""
    head: int = 0


class Round:
    """One round against one open connection; ``run`` may raise Trouble."""

    def __init__(self, replica: Replica, centre: Centre, clock: Clock) -> None:
        self._replica = replica
        self._centre = centre
        self._clock = clock
        self._outcome = Outcome()
        self._snapshot = 0

    def run(self, *, greet: bool = True, head: int = 0) -> Outcome:
        """Do the whole round; after an error, ``outcome`` holds what was done.

        Args:
            greet: Say hello first. Not needed where an earlier round did on this connection.
            head: The newest number of the feed that the centre told of.
        """
        self._outcome.head = head
        if not greet:
            self._push({})
        elif not self._may_read(self._greet()):
            return self._outcome
        try:
            self._pull()
        finally:
            self._replica.fold_marked()
        return self._outcome

    def _may_read(self, welcome: Welcome) -> bool:
        self._outcome.standing = welcome.standing
        self._outcome.head = welcome.head
        self._snapshot = welcome.snapshot
        self._replica.expect(welcome.head)
        self._push({self._replica.chains()[-1].incarnation: welcome})
        self._outcome.is_too_old = welcome.min_version > VERSION
        return not self._outcome.is_too_old

    @property
    def outcome(self) -> Outcome:
        return self._outcome

    def _greet(self) -> Welcome:
        """Say hello until both sides agree on what they hold of each other."""
        for _ in range(1 + MOST_HEALINGS):
            chain = self._replica.chains()[-1]
            welcome = self._hello(chain)
            if not welcome.feed_agrees or not self._replica.cursor().epoch:
                self._restart(welcome)
            restored_after = self._lost(chain, welcome)
            if not restored_after:
                return welcome
            self._outcome.healed.append(f"this disk was restored: {restored_after}")
            self._replica.begin_incarnation(chain.incarnation)
        raise _at_odds()

    def _hello(self, chain: ChainHead) -> Welcome:
        cursor = self._replica.cursor()
        before = to_ms(self._clock.now())
        said = Hello(VERSION, chain.incarnation, chain.seq, chain.hash, *cursor, before)
        welcome = self._centre.hello(said)
        if welcome.standing != "active":
            raise Trouble(TroubleCode.CENTRE_REVOKED, "This station was revoked.")
        middle = (before + to_ms(self._clock.now())) // 2
        self._outcome.clock_offset_ms = welcome.received_ms - middle
        return welcome

    def _restart(self, welcome: Welcome) -> None:
        if self._replica.cursor().epoch:
            self._outcome.healed.append("the centre was restored, so its feed is read again")
        self._replica.restart_feed(welcome.epoch)

    def _lost(self, chain: ChainHead, welcome: Welcome) -> str:
        """Say that the centre knows more of this chain than the station does; empty if not."""
        if welcome.acked_seq <= chain.seq or (chain.seq and welcome.hash_at != chain.hash):
            return ""  # equal so far, or a fork that the push will find
        return f"its newest event is {chain.seq}, the centre has {welcome.acked_seq}"

    def _push(self, welcomes: dict[str, Welcome]) -> None:
        """Push the keyring, then every chain that has events to send, the oldest first."""
        chains = self._replica.chains()
        self._push_keyring(chains[-1])
        for chain in chains:
            welcome = welcomes.get(chain.incarnation)
            if welcome is None and chain.acked < chain.seq and (welcomes or chain != chains[-1]):
                welcome = self._hello(chain)
            self._push_chain(chain, self._agreed(chain, welcome) if welcome else chain.acked)

    def _agreed(self, chain: ChainHead, welcome: Welcome) -> int:
        """Give up to where both sides hold the same of a chain; noted where that is news."""
        at = min(welcome.acked_seq, chain.seq)
        if at and self._differs(chain, welcome):
            at = min(chain.acked, at - 1)  # pushed again, so that the centre says where
        if at != chain.acked:
            self._replica.acked(chain.incarnation, at)
        return at

    def _differs(self, chain: ChainHead, welcome: Welcome) -> bool:
        """Say whether the newest event that both sides have is not the same one."""
        if welcome.acked_seq >= chain.seq:
            return welcome.hash_at != chain.hash
        (here,) = self._replica.unsent(chain.incarnation, welcome.acked_seq - 1, 1, 0)
        return event_hash(here) != welcome.acked_hash

    def _push_chain(self, chain: ChainHead, at: int) -> None:
        while at < chain.seq:
            events = self._replica.unsent(chain.incarnation, at, MOST_EVENTS, MOST_BYTES)
            pushed = self._centre.push(chain.incarnation, at + 1, events, ())
            self._note(pushed)
            if pushed.forked:
                self._fork(chain, pushed.forked)
                return
            at = min(pushed.acked_seq, chain.seq)
            self._outcome.pushed += len(events)
            self._replica.acked(chain.incarnation, at)

    def _fork(self, chain: ChainHead, seq: int) -> None:
        """Go on under a new incarnation, and send that at once: it carries the alarm."""
        self._outcome.healed.append(f"the chain forked at {seq}: two machines were one station")
        self._replica.fork(chain.station, chain.incarnation, seq)
        newest = self._replica.chains()[-1]
        self._push_chain(newest, self._agreed(newest, self._hello(newest)))

    def _push_keyring(self, chain: ChainHead) -> None:
        while rows := self._replica.unsent_keyring(MOST_EVENTS):
            self._push_rows(chain, rows)

    def _push_rows(self, chain: ChainHead, rows: Sequence[KeyringRow]) -> None:
        """Push keyring rows; where some are refused, one by one, to learn which."""
        pushed = self._centre.push(chain.incarnation, 1, (), [row.content for row in rows])
        self._note(pushed)
        if pushed.refused_keys and len(rows) > 1:
            for each in rows:
                self._push_rows(chain, [each])
            return
        self._outcome.refused_keys += pushed.refused_keys
        self._replica.keyring_answered(rows, 0 if pushed.refused_keys else pushed.head)

    def _note(self, pushed: Pushed) -> None:
        if pushed.refusal:
            raise _refused(pushed.refusal)
        self._outcome.head = max(self._outcome.head, pushed.head)
        self._outcome.quarantined += pushed.quarantined

    def _pull(self) -> None:
        for _ in range(1 + MOST_HEALINGS):
            try:
                self._take_snapshot()
                self._pull_all()
            except ChainDiffers as differs:
                self._outcome.healed.append(str(differs))
                row = differs.row
                self._replica.fork(row.station, row.incarnation, row.seq)
            except FeedDiffers as differs:
                self._outcome.healed.append(str(differs))
                self._replica.restart_feed(self._replica.cursor().epoch)
            else:
                self._replica.settled(self._outcome.head)
                return
        raise _at_odds()

    def _take_snapshot(self) -> None:
        """Take the newest snapshot, where this station is new; goes on with the next part."""
        while number := self._replica.next_part(self._snapshot):
            part = self._centre.snapshot(number)
            if part is not None and part.feed != self._snapshot:
                self._snapshot = part.feed  # there is a newer one
            elif not self._replica.take_part(number, part):
                return
        if self._replica.has_snapshot():
            at = 0
            while rows := self._centre.keys(at, MOST_ROWS):
                self._replica.take_keys(rows)
                at = rows[-1].feed
            self._replica.lend_first()

    def _pull_all(self) -> None:
        own = self._replica.chains()[-1].incarnation
        at = self._replica.cursor().feed
        while at < self._outcome.head and (rows := self._centre.pull(at, MOST_ROWS, own)):
            done = 0
            while done < len(rows):
                done += self._replica.apply(rows[done:])
            self._outcome.pulled += len(rows)
            at = rows[-1].feed


def _refused(refusal: str) -> Trouble:
    if refusal.startswith("LS003"):
        return Trouble(TroubleCode.CENTRE_REVOKED, "This station was revoked.")
    return Trouble(TroubleCode.CENTRE_REFUSED, f"The centre did not take the events: {refusal}.")


def _at_odds() -> Trouble:
    return Trouble(
        TroubleCode.CENTRE_REFUSED,
        "The centre and this station do not agree on what happened, and it could not be put"
        " right by itself. The log of this station says where.",
    )
