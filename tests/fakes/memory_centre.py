"""A centre in memory that keeps the contract of the four calls; several stations, one thread."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from kiosk.domain.canonical import GENESIS, previous_hash
from kiosk.domain.feed import FeedRow, SnapshotPart, What, share
from server_sync.centre import Hello, Pushed, Welcome


@dataclass
class MemoryServer:
    """What a central database holds."""

    now_ms: int = 1_800_000_000_000
    epoch: str = "epoch-1"
    feed: list[FeedRow] = field(default_factory=list)
    chains: dict[tuple[str, str], list[bytes]] = field(default_factory=dict)
    keyring: dict[tuple[str, ...], tuple[int, bytes]] = field(default_factory=dict)
    forks: list[bytes] = field(default_factory=list)
    quarantined_kinds: set[str] = field(default_factory=set)
    revoked: set[str] = field(default_factory=set)
    min_version: int = 1
    snapshot: list[SnapshotPart] = field(default_factory=list)

    def add(self, what: str, content: bytes, at: tuple[str, str, int] = ("", "", 0)) -> None:
        before = self.feed[-1].digest if self.feed else 0
        effective = self.now_ms + 120_000
        if what == What.EVENT:
            effective = min(json.loads(content[32:])["hlc"] >> 16, effective)
        number = len(self.feed) + 1
        digest = before + share(number, self.now_ms, hashlib.sha256(content).digest())
        self.feed.append(FeedRow(number, what, *at, self.now_ms, effective, digest, content))


class MemoryCentre:
    """One station's connection."""

    def __init__(self, server: MemoryServer, station: str) -> None:
        self.server = server
        self.station = station
        self.calls: list[str] = []

    def hello(self, said: Hello) -> Welcome:
        self.calls.append("hello")
        server = self.server
        chain = server.chains.get((self.station, said.incarnation), [])
        held = hashlib.sha256(chain[said.seq - 1]).digest() if 0 < said.seq <= len(chain) else None
        digest = server.feed[said.cursor - 1].digest if 0 < said.cursor <= len(server.feed) else 0
        agrees = said.cursor <= len(server.feed) and said.digest == digest
        return Welcome(
            self.station,
            "",
            "revoked" if self.station in server.revoked else "active",
            True,
            server.epoch,
            server.min_version,
            server.now_ms,
            len(server.feed),
            len(chain),
            _head(chain),
            held,
            agrees and said.epoch in ("", server.epoch),
            0,
        )

    def push(
        self, incarnation: str, first_seq: int, events: Sequence[bytes], keyring: Sequence[bytes]
    ) -> Pushed:
        self.calls.append("push")
        chain = self.server.chains.setdefault((self.station, incarnation), [])
        if first_seq > len(chain) + 1 and events:
            return self._pushed(chain, refusal="LS001 a gap")
        for row in keyring:
            self._key(row)
        quarantined = 0
        for seq, content in enumerate(events, first_seq):
            if seq <= len(chain):
                if chain[seq - 1] != content:
                    self.server.forks.append(content)
                    return self._pushed(chain, forked=seq)
                continue
            if previous_hash(content) != _head(chain):
                return self._pushed(chain, refusal="LS002 another chain")
            chain.append(content)
            is_doubted = json.loads(content[32:])["kind"] in self.server.quarantined_kinds
            quarantined += is_doubted
            what = What.QUARANTINED if is_doubted else What.EVENT
            self.server.add(what, content, (self.station, incarnation, seq))
        return self._pushed(chain, quarantined=quarantined)

    def _pushed(
        self,
        chain: list[bytes],
        forked: int = 0,
        quarantined: int = 0,
        refusal: str | None = None,
    ) -> Pushed:
        head = len(self.server.feed)
        return Pushed(len(chain), _head(chain), head, forked, quarantined, 0, refusal)

    def pull(self, cursor: int, most: int, own: str) -> list[FeedRow]:
        self.calls.append("pull")
        found = self.server.feed[cursor : cursor + most]
        return [row._replace(content=None) if row.incarnation == own else row for row in found]

    def snapshot(self, part: int) -> SnapshotPart | None:
        parts = self.server.snapshot
        return parts[part - 1] if part <= len(parts) else None

    def keys(self, cursor: int, most: int) -> list[FeedRow]:
        held = [row for row in self.server.feed if row.what == What.KEY and row.feed > cursor]
        return held[:most]

    def listen(self, timeout_s: float, bell: int | None = None) -> int:
        del timeout_s, bell
        return len(self.server.feed)

    def close(self) -> None:
        self.calls.append("close")

    def abort(self) -> None:
        self.calls.append("abort")

    def _key(self, content: bytes) -> None:
        plain = json.loads(content)
        name = (plain["table"], plain.get("alias") or plain["person"] + plain["kind"])
        held = self.server.keyring.get(name)
        if held is not None:
            before = json.loads(held[1])
            if before == plain or (plain["table"] == "person_alias" and plain["wrapped_key"]):
                return
            number = held[0]
            row = self.server.feed[number - 1]
            self.server.feed[number - 1] = row._replace(what=What.TOMBSTONE, content=b"")
        self.server.add(What.KEY, content)
        self.server.keyring[name] = (len(self.server.feed), content)


def _head(chain: list[bytes]) -> bytes:
    return hashlib.sha256(chain[-1]).digest() if chain else GENESIS
