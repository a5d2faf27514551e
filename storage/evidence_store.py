"""This module keeps the bytes of evidence files by their SHA-256 in the data directory."""

import errno
import hashlib
import os
import secrets
from pathlib import Path
from typing import IO, Final

from storage.faults import EvidenceDamaged, EvidenceRefused, Unavailable

FOLDER: Final = "evidence"
_CHUNK: Final = 1 << 20
_PARTIAL: Final = ".partial"
_SHA256_LENGTH: Final = 64
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class EvidenceStore:
    """Files named by what they hold; one that stands is never written again."""

    def __init__(self, data_dir: Path) -> None:
        self.folder = data_dir / FOLDER

    def take_in(self, content: IO[bytes], *, most: int) -> tuple[Path, str, int]:
        """Write content under a passing name; give that name, its SHA-256 and its size in bytes.

        Raises EvidenceRefused for nothing or more than `most` bytes, and where the disk is full,
        Unavailable where the folder cannot be written; nothing stays then.
        """
        draft = self.folder / f"{secrets.token_hex(16)}{_PARTIAL}"
        digest, size = hashlib.sha256(), 0
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with _created(draft) as target:
                while block := content.read(_CHUNK):
                    size += len(block)
                    if size > most:
                        raise EvidenceRefused("too_large")
                    digest.update(block)
                    target.write(block)
                if not size:
                    raise EvidenceRefused("empty")
                target.flush()
                os.fsync(target.fileno())
        except OSError as fault:
            draft.unlink(missing_ok=True)
            if fault.errno in _FULL:
                raise EvidenceRefused("disk_full") from fault
            raise Unavailable("the evidence directory cannot be written") from fault
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
        return draft, digest.hexdigest(), size

    def settle(self, draft: Path, sha256: str) -> None:
        """Give a written file its lasting name; one that was damaged there is replaced by it."""
        place = self.place(sha256)
        try:
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.replace(draft, place)
            for folder in (place.parent, self.folder):
                _sync(folder)
        except OSError as fault:
            draft.unlink(missing_ok=True)
            raise Unavailable("the evidence directory cannot be written") from fault

    def read(self, sha256: str) -> bytes:
        """Return a file's content, whole and as it came; raises EvidenceDamaged otherwise."""
        try:
            content = self.place(sha256).read_bytes()
        except FileNotFoundError as fault:
            raise EvidenceDamaged("missing", sha256) from fault
        except OSError as fault:
            raise EvidenceDamaged("unreadable", sha256) from fault
        if hashlib.sha256(content).hexdigest() != sha256:
            raise EvidenceDamaged("changed", sha256)
        return content

    def place(self, sha256: str) -> Path:
        """Tell where a content lies; ValueError for what is no SHA-256."""
        if len(sha256) != _SHA256_LENGTH or set(sha256) - set("0123456789abcdef"):
            raise ValueError("no SHA-256")
        return self.folder / sha256[:2] / sha256


def _created(path: Path) -> IO[bytes]:
    """Make a file that nobody but its owner may read."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
