"""The process around zbar: pictures in shared memory, a line in for each, a line of JSON out.

Started by its path, so it imports nothing of ours. The symbologies are restricted to linear codes:
the others are read better by zxing-cpp, and zbar's own can abort on them. zbar can also hang and
leak: an alarm ends the process in the middle of either, and its memory has a limit.
"""

import json
import mmap
import signal
import sys

_ALARM_S = 5
_MOST_MEMORY = 512 << 20


def main() -> None:
    """Answer until standard input ends."""
    import resource  # not there outside Unix

    from pyzbar.pyzbar import ZBarSymbol, decode

    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    names = {
        ZBarSymbol.CODE128: "code_128",
        ZBarSymbol.CODE39: "code_39",
        ZBarSymbol.CODE93: "code_93",
        ZBarSymbol.CODABAR: "codabar",
        ZBarSymbol.I25: "itf",
        ZBarSymbol.EAN13: "ean_13",
        ZBarSymbol.EAN8: "ean_8",
        ZBarSymbol.UPCE: "upc_e",
    }
    for line in sys.stdin:
        width, height = map(int, line.split())
        signal.alarm(_ALARM_S)
        with mmap.mmap(int(sys.argv[1]), width * height, prot=mmap.PROT_READ) as shared:
            found = decode((shared[:], width, height), symbols=list(names))
        signal.alarm(0)
        answer = [
            {
                "raw": each.data.hex(),
                "symbology": names[ZBarSymbol[each.type]],
                "outline": [[point.x, point.y] for point in each.polygon],
                "lines": each.quality,
            }
            for each in found
        ]
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
