"""`startrail ops`: the work behind the scenes."""

from __future__ import annotations

from typing import Annotated

import typer

from backend.commands import ops
from backend.commands.verbs.options import FirmOption, firm_id_of, work
from backend.platform.database import Database

app = typer.Typer()
operating = typer.Typer(
    no_args_is_help=True, help="The work behind the scenes: what waits, rests, was given up."
)
app.add_typer(operating, name="ops")
KindArgument = Annotated[str, typer.Argument(help="automations, imports, exports or messages.")]


@operating.command("status")
def status(firm: FirmOption = None) -> None:
    """Tell what waits, what was given up, and what rests."""

    async def tell(database: Database) -> list[str]:
        return await ops.status(database, await firm_id_of(database, firm))

    typer.echo("\n".join(work(tell)))


@operating.command("pause")
def pause(
    kind: KindArgument,
    reason: Annotated[str, typer.Option(help="Shown on the page, kept in the audit.")],
    firm: FirmOption = None,
) -> None:
    """Let a class of work rest: what is under way ends, nothing more begins."""

    async def let_rest(database: Database) -> None:
        await ops.pause(database, await firm_id_of(database, firm), kind, reason)

    work(let_rest)


@operating.command("resume")
def resume(kind: KindArgument, firm: FirmOption = None) -> None:
    """Let a class of work go on."""

    async def let_go_on(database: Database) -> None:
        await ops.resume(database, await firm_id_of(database, firm), kind)

    work(let_go_on)


@operating.command("replay")
def replay(
    name: Annotated[str | None, typer.Option(help="Events of this name; all when left out.")] = None,
    firm: FirmOption = None,
) -> None:
    """Try events again that were given up."""

    async def again(database: Database) -> int:
        return await ops.replay(database, await firm_id_of(database, firm), name)

    typer.echo(work(again))


@operating.command("dismiss")
def dismiss(name: Annotated[str, typer.Option(help="Events of this name.")], firm: FirmOption = None) -> None:
    """Set events aside for good; they stay in the log."""

    async def aside(database: Database) -> int:
        return await ops.dismiss(database, await firm_id_of(database, firm), name)

    typer.echo(work(aside))
