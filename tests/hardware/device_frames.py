"""What RFID readers say, framed; the checksums reckoned otherwise than the drivers do."""


def pn532_says(said: bytes) -> bytes:
    """D5 and the answer, as a PN532 frames them."""
    size = len(said)
    return b"\0\0\xff" + bytes([size, -size & 255]) + said + bytes([-sum(said) & 255, 0])


def m100_says(said: bytes) -> bytes:
    """Type, command and parameters, as an M100 frames them."""
    framed = said[:2] + (len(said) - 2).to_bytes(2, "big") + said[2:]
    return b"\xbb" + framed + bytes([sum(framed) & 255, 0x7E])


def thingmagic_says(said: bytes) -> bytes:
    """Operation, status and data, as a ThingMagic module frames them."""
    framed = bytes([len(said) - 3]) + said
    return b"\xff" + framed + thingmagic_checksum(framed).to_bytes(2, "big")


def uhfreader_says(said: bytes) -> bytes:
    """Address, command, status and data, as an UHFReader18 frames them."""
    framed = bytes([len(said) + 2]) + said
    return framed + uhfreader_checksum(framed)


def thingmagic_checksum(data: bytes) -> int:
    """As ThingMagic's own code reckons it: nibble by nibble."""
    total = 0xFFFF
    for byte in data:
        for nibble in (byte >> 4, byte & 15):
            carried, divisor = total >> 12, 0
            for bit in range(4):
                divisor ^= 0x1021 << bit if carried >> bit & 1 else 0
            total = (total << 4 & 0xFFFF | nibble) ^ divisor & 0xFFFF
    return total


def uhfreader_checksum(data: bytes) -> bytes:
    """As the makers' manuals reckon it: bit by bit."""
    total = 0xFFFF
    for byte in data:
        total ^= byte
        for _ in range(8):
            total = total >> 1 ^ (0x8408 if total & 1 else 0)
    return total.to_bytes(2, "little")
