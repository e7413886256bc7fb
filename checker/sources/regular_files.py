"""Bounded reads of regular files, and of nothing else."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import BinaryIO


def open_regular_file(path: Path) -> BinaryIO:
    """
    A regular file as a stream; `OSError` for a link, a FIFO, a device or a folder.

    The check is made again on the open descriptor, and opening never blocks, so that swapping the file gains nothing.
    """
    if not stat.S_ISREG(path.lstat().st_mode):
        raise OSError("not a regular file")
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    stream = os.fdopen(os.open(path, flags), "rb")
    if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
        stream.close()
        raise OSError("not a regular file")
    return stream


def read_regular_file(path: Path, *, limit: int) -> bytes:
    """The first `limit` bytes of a regular file; `OSError` as with `open_regular_file`."""
    with open_regular_file(path) as stream:
        return stream.read(limit)
