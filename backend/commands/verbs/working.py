"""`startrail worker`."""

from __future__ import annotations

import typer

from backend.commands.worker import run_worker

app = typer.Typer()


@app.command()
def worker() -> None:
    """Run the jobs."""
    raise typer.Exit(run_worker())
