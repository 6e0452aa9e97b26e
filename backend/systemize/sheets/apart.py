"""Reading in a process of its own, so that a crafted or damaged file can end that process and no other.

The fast reader trusts counts inside the file: one flipped byte of an .xls asks for 500 GB, and the allocator then
ends the process, which no exception handler survives.
"""

import os
import pickle
import subprocess
import sys
from pathlib import Path

from backend.systemize.sheets.reading import read_workbook
from backend.systemize.sheets.workbooks import FileFault, FileRefused, Workbook

if sys.platform != "win32":
    import resource

# 100,000 rows of 20 columns take a tenth of the time and a third of the memory.
MAX_SECONDS = 90
MAX_MEMORY = 2 * 2**30


def read_apart(path: str | Path, name: str | None = None) -> Workbook:
    """`read_workbook` in a child process with limits of time and memory.

    Raises FileRefused as that does; `unsafe` when the time is over, `unreadable` when the child is ended by the
    file. Raises OSError when there is no such file.
    """
    Path(path).stat()
    command = [sys.executable, "-m", "backend.systemize.sheets.apart", str(path), name or ""]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    try:
        done = subprocess.run(  # noqa: S603
            command,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=MAX_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise FileRefused(FileFault.UNSAFE) from late
    if done.returncode != 0:
        raise FileRefused(FileFault.UNREADABLE)
    found = pickle.loads(done.stdout)  # noqa: S301 - written by our own child
    if isinstance(found, FileFault):
        raise FileRefused(found)
    assert isinstance(found, Workbook)
    return found


def _answer(path: str, name: str) -> None:
    """The child's work: the workbook, or the fault, to standard output."""
    if sys.platform != "win32":
        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    found: Workbook | FileFault
    try:
        found = read_workbook(path, name or None)
    except FileRefused as refusal:
        found = refusal.fault
    pickle.dump(found, sys.stdout.buffer, protocol=pickle.HIGHEST_PROTOCOL)


if __name__ == "__main__":
    _answer(sys.argv[1], sys.argv[2])
