"""`startrail reconcile`."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from backend.commands.reconciling import run_reconcile
from backend.commands.verbs.options import FirmOption

app = typer.Typer()


@app.command()
def reconcile(
    first: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="First day, YYYY-MM-DD.")],
    last: Annotated[datetime, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day, YYYY-MM-DD.")],
    firm: FirmOption = None,
    csv: Annotated[Path | None, typer.Option(help="Folder for payments.csv and fees.csv.")] = None,
) -> None:
    """Tell where payments and fees are not as the books expect; exit code 1 when there is any difference."""
    raise typer.Exit(run_reconcile(_day(first), _day(last), firm, csv))


def _day(moment: datetime) -> date:
    return moment.date()
