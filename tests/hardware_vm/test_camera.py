"""A camera on Debian's own kernel: a V4L2 device whose picture is ours. In the long form only."""

import zlib
from base64 import b64encode

import numpy as np
import zxingcpp

from hardware.reader import ReaderState
from tests.hardware_vm.machine import Machine
from tests.hardware_vm.picture import HEIGHT, WIDTH

READY, GONE = ReaderState.READY, ReaderState.GONE


def picture(code: str) -> str:
    """A QR code in the middle of a camera's picture, packed."""
    drawn = np.full((HEIGHT, WIDTH), 255, np.uint8)
    code = np.asarray(
        zxingcpp.create_barcode(code, zxingcpp.BarcodeFormat.QRCode).to_image(scale=6)
    )
    top, left = (HEIGHT - code.shape[0]) // 2, (WIDTH - code.shape[1]) // 2
    drawn[top : top + code.shape[0], left : left + code.shape[1]] = code
    return b64encode(zlib.compress(drawn.tobytes())).decode()


def test_a_camera_reads_what_it_sees_and_is_replugged(machine: Machine):
    camera = ("camera", {"source": "/dev/video0", "width": WIDTH, "height": HEIGHT})
    with machine.gadget("picture", "camera"):
        machine.ask("show", name="picture", picture=picture("CAM-0001"))
        with machine.reading(webcam=camera) as (webcam,):
            webcam.wait_for_state(READY)
            webcam.wait_for_texts("CAM-0001")
            machine.ask("unplug", name="picture")
            webcam.wait_for_state(GONE)
            machine.ask("plug", name="picture")
            machine.ask("show", name="picture", picture=picture("KIT-0002"))
            webcam.wait_for_state(READY)
            webcam.wait(lambda: webcam.texts[-1] == "KIT-0002", "KIT-0002 did not come")
