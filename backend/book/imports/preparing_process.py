"""The process behind `preparing`: answers what a kind makes of rows until nobody asks any more."""

from __future__ import annotations

import gc
import pickle
import signal
import sys

from backend.book.imports.kinds import kind_named
from backend.book.imports.preparing import LENGTH


def serve() -> None:
    """Answer the questions on standard input until it ends."""
    # Ctrl-C is for the whole group; this one ends when its pipe does.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.freeze()
    source, answers = sys.stdin.buffer, sys.stdout.buffer
    while length := source.read(LENGTH):
        kind, keys, rows = pickle.loads(source.read(int.from_bytes(length, "big")))  # noqa: S301  of our parent
        prepare = kind_named(kind).prepare
        told = pickle.dumps({row.id: prepare(keys, row) for row in rows}, pickle.HIGHEST_PROTOCOL)
        answers.write(len(told).to_bytes(LENGTH, "big"))
        answers.write(told)
        answers.flush()


if __name__ == "__main__":
    serve()
