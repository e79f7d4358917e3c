"""What every reader that sends by itself on a serial line survives, on a pseudo-terminal."""

import random
import threading

from hardware.reader import ReaderState
from tests.hardware.reader_contract import Inbox, ReaderContract
from tests.hardware.wire_bench import WireBench

NOISE = random.Random(1).randbytes(65536)  # noqa: S311 - the same noise each time


class SerialContract(ReaderContract):
    """Subclasses give a `bench` and `code`, and say how their device speaks."""

    noise_end = b"\r"
    """What ends whatever noise seemed to begin."""
    pause_s = 0.0
    """The pause after which half of a frame is given up; 0 where the next frame does it."""
    counts_once = True
    """Whether what is held is one scan, as a badge is."""

    def code(self, number: int) -> str:
        """One of many codes."""
        return f"{number + 1:010X}"

    def test_a_frame_may_come_byte_by_byte(self, bench: WireBench, ready: Inbox):
        for byte in bench.bytes_of(self.code(0)):
            bench.send(bytes([byte]))
        ready.wait_for_texts(self.code(0))

    def test_a_frame_may_be_split_at_every_index(self, bench: WireBench, ready: Inbox):
        cuts = range(1, len(bench.bytes_of(self.code(0))))
        for cut in cuts:
            frame = bench.bytes_of(self.code(cut))
            bench.send(frame[:cut])
            bench.send(frame[cut:])
        ready.wait_for_texts(*(self.code(cut) for cut in cuts))

    def test_frames_may_come_glued(self, bench: WireBench, ready: Inbox):
        codes = [self.code(number) for number in range(20)]
        bench.send(b"".join(map(bench.bytes_of, codes)))
        ready.wait_for_texts(*codes)

    def test_garbage_before_a_frame_is_passed_over(self, bench: WireBench, ready: Inbox):
        bench.send(b"\xff\x80\xfe" + self.noise_end + bench.bytes_of(self.code(0)))
        ready.wait(lambda: ready.texts[-1:] == [self.code(0)], "the frame was not read")

    def test_half_a_frame_is_given_up_and_the_next_is_read(self, bench: WireBench, ready: Inbox):
        frame = bench.bytes_of(self.code(0))
        bench.send(frame[: len(frame) // 3])
        if self.pause_s:
            threading.Event().wait(self.pause_s)
        bench.send(bench.bytes_of(self.code(1)))
        ready.wait_for_texts(self.code(1))

    def test_64_kib_of_noise_are_survived(self, bench: WireBench, ready: Inbox):
        bench.send(NOISE + self.noise_end)
        bench.send(bench.bytes_of(self.code(0)))
        ready.wait(lambda: ready.texts[-1:] == [self.code(0)], "the frame was not read")
        assert ready.states[-1] is ReaderState.READY

    def test_what_is_held_is_one_tap(self, bench: WireBench, ready: Inbox):
        for _ in range(100):
            bench.present(self.code(0))
        bench.present(self.code(1))
        held = [self.code(0)] * (1 if self.counts_once else 100)
        ready.wait_for_texts(*held, self.code(1))
