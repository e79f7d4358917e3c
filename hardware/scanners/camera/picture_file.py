"""Picture files: read in grey, or refused in words that say what is wrong with them."""

import os
import stat
from pathlib import Path

import numpy as np

from hardware.reader import ErrorCode, HardwareError
from hardware.scanners.camera.code import Picture

_MOST_BYTES = 256 << 20
_MOST_PIXELS = 100_000_000
# OpenCV reads this when it is first imported, which every module of ours does later than this line;
# without it a header that claims 30,000 × 30,000 pixels takes a gigabyte before it is found out.
os.environ.setdefault("OPENCV_IO_MAX_IMAGE_PIXELS", str(_MOST_PIXELS))


def read_picture(path: str | Path) -> Picture:
    """A picture file in grey, of at most 100 megapixels; raises `HardwareError` when it is none."""
    import cv2

    data = _bytes_of(Path(path))
    try:
        grey = cv2.imdecode(data, cv2.IMREAD_GRAYSCALE)
    except cv2.error as error:
        if "MAX_IMAGE" in error.err:
            raise _refused(path, "is larger than 100 megapixels") from error
        raise _refused(path, "is not a picture, or it is damaged") from error
    if grey is None:
        raise _refused(path, "is not a picture, or it is damaged")
    return np.asarray(grey, np.uint8)


def _bytes_of(path: Path) -> Picture:
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise _refused(path, "is a folder")
        if not stat.S_ISREG(status.st_mode):
            raise _refused(path, "is not a file")
        if status.st_size > _MOST_BYTES:
            raise _refused(path, "is larger than 256 MB")
        data = np.fromfile(path, np.uint8)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise _refused(path, f"cannot be read: {reason}") from error
    if not data.size:
        raise _refused(path, "is empty")
    return data


def _refused(path: str | Path, what: str) -> HardwareError:
    return HardwareError(ErrorCode.FAULT, f"{path} {what}", "Give a PNG or JPEG file.")
