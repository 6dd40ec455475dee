"""One refresh at a time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from orchestration.lock import RefreshRunningError, refresh_lock

HOLD = """
import sys, time
from pathlib import Path
from orchestration.lock import refresh_lock
with refresh_lock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_second_refresh_says_who_is_running_and_a_kill_frees_the_lock(tmp_path: Path) -> None:
    holder = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == "held"
        with pytest.raises(RefreshRunningError, match=str(holder.pid)), refresh_lock(tmp_path):
            pass
    finally:
        holder.kill()
        holder.wait()
    with refresh_lock(tmp_path):
        pass
