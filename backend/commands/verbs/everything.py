"""`startrail all`; reads as little as possible, because everybody waits for it."""

from __future__ import annotations

import typer

from backend.commands.first_start import migrate_if_needed, prepare_first_start
from backend.commands.run import Steps, run_all

app = typer.Typer()


@app.command("all")
def all_() -> None:
    """Run everything: servers, API, web app, worker."""
    raise typer.Exit(run_all(Steps(migrate_if_needed, prepare_first_start)))
