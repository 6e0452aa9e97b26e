"""`startrail export`: everything a firm has, in an open form."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from backend.commands.exports import run_export
from backend.commands.verbs.options import FirmOption

app = typer.Typer()


@app.command()
def export(
    to: Annotated[Path, typer.Option("--to", help="A new file, .zip. It is not encrypted: keep it so.")],
    firm: FirmOption = None,
) -> None:
    """Write all data of a firm, with its documents, as JSON lines with a description and sums."""
    raise typer.Exit(run_export(to, firm))
