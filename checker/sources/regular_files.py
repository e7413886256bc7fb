"""Bounded reads of regular files, and of nothing else."""

from __future__ import annotations

import os
import stat
from pathlib import Path


def read_regular_file(path: Path, *, limit: int) -> bytes:
    """
    The first `limit` bytes of a regular file; `OSError` for a link, a FIFO, a device or a folder.

    The check is made again on the open descriptor, and opening never blocks, so that swapping the file gains nothing.
    """
    if not stat.S_ISREG(path.lstat().st_mode):
        raise OSError("not a regular file")
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags)
    with os.fdopen(descriptor, "rb") as stream:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError("not a regular file")
        return stream.read(limit)
