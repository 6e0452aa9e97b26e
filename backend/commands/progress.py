"""How far a long command is: a bar on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

# What is being done, how many are done, of how many; 0 when that is not known beforehand.
Tell = Callable[[str, int, int], None]


@contextmanager
def progress(names: Mapping[str, str]) -> Iterator[Tell | None]:
    """A bar on a terminal; nothing elsewhere. names: what to show for a step."""
    if not sys.stderr.isatty():
        yield None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)

        def tell(step: str, done: int, total: int) -> None:
            bar.update(task, description=names.get(step, step), completed=done, total=total or None)

        yield tell
