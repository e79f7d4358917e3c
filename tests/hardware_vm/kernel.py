"""Debian's kernel, unpacked and never installed, and the initial memory disk it boots from."""

import gzip
import lzma
import re
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

HERE = Path(__file__).parent
REPOSITORY = HERE.parent.parent
FOLDER = REPOSITORY / ".venv/kernel"
"""Where packaging/fetch-kernel unpacks linux-image-*-amd64."""
QEMU = "qemu-system-x86_64"
MODULES = (
    *("virtio_pci", "9p", "9pnet_virtio", "overlay", "virtio_console"),
    *("xhci_pci", "usbhid", "hid_generic", "evdev", "ftdi_sio", "uinput"),
    *("dummy_hcd", "libcomposite", "usb_f_hid", "usb_f_acm", "usb_f_uvc", "cdc_acm"),
    *("virtio_blk", "crc32c_generic", "ext4"),
    *("uvcvideo", "vivid", "usb_f_printer", "usblp"),
)
OPTIONS = {
    "dummy_hcd": "num=2",
    "vivid": "node_types=0x101 num_inputs=1 input_types=2 num_outputs=1 output_types=0"
    " ccs_cap_mode=0 ccs_out_mode=0",
}
"""Two USB controllers for gadgets; a camera whose picture is what is written to its output."""
_DEPENDS = re.compile(rb"\0depends=([^\0]*)\0")


def is_there() -> bool:
    """Whether this machine can boot a guest."""
    return bool(
        shutil.which(QEMU) and shutil.which("busybox") and list(FOLDER.glob("boot/vmlinuz-*"))
    )


def image() -> Path:
    """The newest kernel that was fetched."""
    return max(FOLDER.glob("boot/vmlinuz-*"))


def write_initrd(path: Path, module: str = "tests.hardware_vm.guest") -> None:
    """A gzipped `newc` archive: busybox, the modules, and the init script that runs a program."""
    modules = _in_order(_module_files(image()))
    python = f"python={sys.prefix}/bin/python\nfolder={REPOSITORY}\nmodule={module}\n"
    files = {
        "bin/busybox": Path(str(shutil.which("busybox"))).read_bytes(),
        "init": (HERE / "init").read_bytes(),
        "program": python.encode(),
        "modules/order": "".join(
            f"{name}.ko {OPTIONS.get(name, '')}\n" for name in modules
        ).encode(),
    } | {f"modules/{name}.ko": data for name, data in modules.items()}
    folders = ("dev", "proc", "sys", "mnt", "bin", "modules")
    entries = [(name, 0o40755, b"") for name in folders]
    entries += [(name, 0o100755, data) for name, data in files.items()]
    with gzip.open(path, "wb", compresslevel=1) as archive:
        for entry in (*entries, ("TRAILER!!!", 0, b"")):
            archive.writelines(_archived(*entry))


def _archived(name: str, mode: int, data: bytes) -> Iterator[bytes]:
    fields = (0, mode, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(name) + 1, 0)
    head = b"070701" + b"".join(b"%08X" % each for each in fields) + name.encode() + b"\0"
    for part in (head, data):
        yield part + bytes(-len(part) % 4)


def _module_files(kernel: Path) -> dict[str, Path]:
    release = kernel.name.removeprefix("vmlinuz-")
    (folder,) = (each for each in FOLDER.glob(f"**/lib/modules/{release}") if each.is_dir())
    return {each.name.partition(".ko")[0].replace("-", "_"): each for each in folder.rglob("*.ko*")}


def _in_order(files: Mapping[str, Path]) -> dict[str, bytes]:
    """The contents of the modules that are wanted, each after what it depends on."""
    found: dict[str, bytes] = {}

    def take(names: Iterable[str]) -> None:
        for name in names:
            if name in files and name not in found:
                data = _unpacked(files[name])
                depends = _DEPENDS.search(data)
                needed = depends[1].decode().replace("-", "_") if depends else ""
                take(filter(None, needed.split(",")))
                found[name] = data

    take(MODULES)
    return found


def _unpacked(path: Path) -> bytes:
    data = path.read_bytes()
    return lzma.decompress(data) if path.suffix == ".xz" else data
