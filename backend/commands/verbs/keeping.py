"""`startrail doctor`, `backup`, `restore`, `verify-audit`, `migrate`: keeping an installation well."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from backend.commands.backup import run_backup, run_restore
from backend.commands.database import migrate
from backend.commands.doctor import run_doctor
from backend.commands.servers import servers
from backend.commands.verbs.options import FirmOption
from backend.commands.verify_audit import run_verify_audit

app = typer.Typer()


@app.command("migrate")
def migrate_() -> None:
    """Bring the schema up to date."""
    with servers() as addresses:
        migrate(addresses.database_url)
    typer.echo("ok")


@app.command()
def doctor(
    json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    confirm_key_copy: Annotated[
        bool, typer.Option(help="Note that a copy of the key file is kept elsewhere.")
    ] = False,
) -> None:
    """Name what is wrong and how to mend it."""
    raise typer.Exit(run_doctor(json=json, confirm_key_copy=confirm_key_copy))


@app.command()
def backup(to: Annotated[Path, typer.Option("--to", help="A new folder.")]) -> None:
    """Write a backup of the running installation; the key file is never in it."""
    raise typer.Exit(run_backup(to))


@app.command()
def restore(from_: Annotated[Path, typer.Option("--from", help="The folder of a backup.")]) -> None:
    """Load a backup into an empty database and compare it row by row."""
    raise typer.Exit(run_restore(from_))


@app.command("verify-audit")
def verify_audit(firm: FirmOption = None) -> None:
    """Tell whether anybody changed, added or took away audit rows."""
    raise typer.Exit(run_verify_audit(firm))
