"""`startrail mail-in`."""

from __future__ import annotations

import typer

from backend.commands.mail_in import run_mail_in

app = typer.Typer()


@app.command("mail-in")
def mail_in() -> None:
    """Receive mail at people's secret addresses by SMTP."""
    raise typer.Exit(run_mail_in())
