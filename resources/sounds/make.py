"""Makes the three sounds of the station: done rises, refused falls twice, attention is long."""  # noqa: INP001

import math
import struct
import wave
from pathlib import Path

RATE = 44100
LOUDNESS = 0.55
SOUNDS: dict[str, list[tuple[float, float, float]]] = {
    # (seconds, Hz at the start, Hz at the end); a frequency of 0 is silence
    "done": [(0.20, 620.0, 1240.0)],
    "refused": [(0.11, 520.0, 390.0), (0.03, 0.0, 0.0), (0.13, 420.0, 260.0)],
    "attention": [(0.28, 784.0, 784.0)],
}


def tone(seconds: float, start: float, end: float) -> list[float]:
    """A sweep with a soft edge and a quiet octave above it."""
    count = int(seconds * RATE)
    samples: list[float] = []
    phase = 0.0
    for i in range(count):
        share = i / count
        phase += 2 * math.pi * (start + (end - start) * share) / RATE
        edge = min(1.0, i / (0.008 * RATE), (count - i) / (0.045 * RATE))
        voice = math.sin(phase) + 0.22 * math.sin(2 * phase)
        samples.append(voice / 1.22 * edge * LOUDNESS if start else 0.0)
    return samples


def write(name: str) -> None:
    """Write one sound beside this file: 16 bits, one channel."""
    samples = [s for part in SOUNDS[name] for s in tone(*part)]
    with wave.open(str(Path(__file__).with_name(f"{name}.wav")), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(b"".join(struct.pack("<h", int(s * 32767)) for s in samples))


if __name__ == "__main__":
    for each in SOUNDS:
        write(each)
