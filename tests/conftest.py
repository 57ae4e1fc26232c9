"""The plugin that CONTRACT promises, for our browser tests and those of other shops; and where tests keep their shops."""

import os
import shutil
from pathlib import Path

pytest_plugins = ["webapp.testing"]

# A shop waits for the disk at each commit. Most tests are about something else, so theirs lie in memory where there is room.
MEMORY, ROOM = Path("/dev/shm"), 4 * 1024**3

if "PYTEST_DEBUG_TEMPROOT" not in os.environ and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
    os.environ["PYTEST_DEBUG_TEMPROOT"] = str(MEMORY)
