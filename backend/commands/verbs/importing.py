"""`startrail import`: workbooks into the book."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from backend.commands.database import open_vault
from backend.commands.import_verb import Printing, run_import
from backend.commands.imports import ImportOrder
from backend.commands.verbs.options import FirmOption, work
from backend.platform.settings import settings

app = typer.Typer(add_completion=False)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="A workbook: .xlsx, .xls, .xlsb, .ods, .csv.")],
    kind: Annotated[str, typer.Option(help="What its rows are.")] = "clients",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only check; nothing is written.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One object for programs.")] = False,
    report: Annotated[Path | None, typer.Option(help="A CSV file for every remark.")] = None,
    mapping: Annotated[Path | None, typer.Option(help="JSON: field, or null, by header.")] = None,
    allow_hidden: Annotated[
        bool, typer.Option("--allow-hidden", help="Take hidden sheets, rows and columns, too.")
    ] = False,
    email: Annotated[str | None, typer.Option("--as", help="E-mail of who imports, with his rights.")] = None,
    owner: Annotated[
        str | None, typer.Option(help="E-mail of who gets the clients of unknown managers.")
    ] = None,
    create_tags: Annotated[bool, typer.Option("--create-tags", help="Make tags that are missing.")] = False,
    update: Annotated[
        bool, typer.Option("--update", help="Fill empty fields of clients who are there; overwrites nothing.")
    ] = False,
    again: Annotated[bool, typer.Option("--again", help="Also a file that was imported before.")] = False,
    firm: FirmOption = None,
) -> None:
    """Take a workbook's rows into the book, or tell what would become of them."""
    order = ImportOrder(
        file=file,
        kind=kind,
        mapping=mapping,
        allow_hidden=allow_hidden,
        firm=firm,
        email=email,
        owner=owner,
        create_tags=create_tags,
        update=update,
        again=again,
    )
    printing = Printing(as_json, report)
    raise typer.Exit(run_import(order, printing, work, lambda: open_vault(settings()), dry=dry_run))
