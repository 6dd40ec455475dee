"""One refresh at a time for each data root: the kernel releases the lock however the process ends."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LOCK = ".refresh.lock"


class RefreshRunningError(Exception):
    """Another refresh holds the lock of this data root."""


@contextmanager
def refresh_lock(root: Path) -> Iterator[None]:
    """Hold the lock for the block.

    Raises:
        RefreshRunningError: another process holds it; the message names the process.
    """
    with (root / LOCK).open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            holder = file.read().strip() or "?"
            raise RefreshRunningError(
                f"另一个 refresh 正在运行(进程 {holder}),本次退出 / "
                f"another refresh is running (process {holder}); leaving"
            ) from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
