"""Files that can be made again from the record: written whole, believed only when their checksum holds."""

from __future__ import annotations

import os
import zlib
from contextlib import suppress
from pathlib import Path

_MAGIC = b"dossier derived 1\n"


def write_derived(path: Path, generation: str, payload: bytes) -> None:
    """Writes the payload with the generation it was derived from, all or nothing; leaves it where it cannot."""
    header = f"{generation} {zlib.crc32(payload):08x} {len(payload)}\n".encode()
    written = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        written.write_bytes(_MAGIC + header + payload)
        written.replace(path)
    except OSError:  # a full disk or a read-only folder: it is derived again next time
        with suppress(OSError):
            written.unlink()


def read_derived(path: Path, generation: str) -> bytes | None:
    """The payload derived from this generation; None when it is missing, of another generation, or damaged."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    head, _, payload = content[len(_MAGIC) :].partition(b"\n")
    expected = f"{generation} {zlib.crc32(payload):08x} {len(payload)}".encode()
    return payload if content.startswith(_MAGIC) and head == expected else None
