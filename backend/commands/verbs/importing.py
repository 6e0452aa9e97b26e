"""`startrail import`: workbooks into the book."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from backend.book.imports.kinds import KINDS
from backend.commands.database import open_vault
from backend.commands.import_verb import Printing, run_import, run_undo
from backend.commands.imports import ImportOrder
from backend.commands.verbs.options import FirmOption, work
from backend.platform.settings import settings

app = typer.Typer(add_completion=False)
SHORT: Final = {"ledger": "transactions", "nav": "navs"}
"""Other words for kinds."""
_KIND_HELP: Final = f"What its rows are: {', '.join(KINDS)}."


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="A workbook: .xlsx, .xls, .xlsb, .ods, .csv.")],
    kind: Annotated[str, typer.Option(help=_KIND_HELP)] = "clients",
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
        bool,
        typer.Option("--update", help="Fill empty fields of records that are there; overwrites nothing."),
    ] = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Let the file's values win over those that are there.")
    ] = False,
    again: Annotated[bool, typer.Option("--again", help="Also a file that was imported before.")] = False,
    firm: FirmOption = None,
) -> None:
    """Take a workbook's rows into the book, or tell what would become of them."""
    order = ImportOrder(
        file=file,
        kind=SHORT.get(kind, kind),
        mapping=mapping,
        allow_hidden=allow_hidden,
        firm=firm,
        email=email,
        owner=owner,
        create_tags=create_tags,
        update=update,
        overwrite=overwrite,
        again=again,
    )
    printing, scanner = Printing(as_json, report), settings().scanner
    vault = lambda: open_vault(settings())  # noqa: E731  opened when the servers run
    raise typer.Exit(run_import(order, printing, work, vault, dry=dry_run, scanner=scanner))


@app.command("undo-import")
def undo_import(
    id: Annotated[str, typer.Argument(help="The import's id, as `import` printed it.")],
    as_json: Annotated[bool, typer.Option("--json", help="One object for programs.")] = False,
    report: Annotated[Path | None, typer.Option(help="A CSV file for every remark.")] = None,
    email: Annotated[str | None, typer.Option("--as", help="E-mail of who undoes, with his rights.")] = None,
    firm: FirmOption = None,
) -> None:
    """Take an import back, within 30 days; what people have worked on since stays, each with its reason."""
    printing = Printing(as_json, report)
    vault = lambda: open_vault(settings())  # noqa: E731  opened when the servers run
    raise typer.Exit(run_undo(id, printing, work, vault, firm=firm, email=email))
