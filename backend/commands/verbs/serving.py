"""`startrail serve`."""

from __future__ import annotations

import typer

from backend.commands.api import run_api

app = typer.Typer()


@app.command()
def serve() -> None:
    """Run the API and the web app."""
    raise typer.Exit(run_api())
