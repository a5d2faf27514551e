"""This module says in the reader's language why the operating system refused a file or folder."""

from __future__ import annotations

import errno
from typing import Final

from scoring.types import N_, Sentence, said

_REASONS: Final = {
    errno.ENOENT: N_("there is no such file or folder"),
    errno.EACCES: N_("you have no right to it"),
    errno.EPERM: N_("you have no right to it"),
    errno.EEXIST: N_("it exists already"),
    errno.EISDIR: N_("it is a folder, not a file"),
    errno.ENOTDIR: N_("a part of the path is a file, not a folder"),
    errno.ENOTEMPTY: N_("the folder is not empty"),
    errno.ENOSPC: N_("the disk is full"),
    errno.EDQUOT: N_("the disk is full"),
    errno.EROFS: N_("the disk can only be read"),
    errno.ENAMETOOLONG: N_("the name is too long"),
    errno.EADDRINUSE: N_("the port is taken by another program"),
    errno.EIO: N_("the disk could not be read or written"),
}


def os_reason(error: OSError) -> Sentence:
    """Say why; what has no words of ours is told by its number, which an operator can look up."""
    known = _REASONS.get(error.errno or 0)
    if known is not None:
        return said(known)
    return said(N_("the operating system refused it (error {number})"), number=str(error.errno))
