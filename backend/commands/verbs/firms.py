"""`startrail init`, `seed`, `user`, `token`: firms and who may enter them."""

from __future__ import annotations

import resource
import sys
from datetime import date
from typing import Annotated
from uuid import UUID

import typer

from backend.auth.keys import NewKey
from backend.auth.passwords import Hasher
from backend.book.demo.clients import LARGEST
from backend.book.demo.population import SMALLEST
from backend.commands import accounts
from backend.commands.accounts import Office
from backend.commands.database import open_vault, remove_demo, seed
from backend.commands.demo_logins import login_lines
from backend.commands.verbs.options import FirmOption, work
from backend.platform.database import Database
from backend.platform.settings import settings
from backend.policies.founding import equip
from backend.policies.roles import ROLES

app = typer.Typer()
user = typer.Typer(no_args_is_help=True, help="People who sign in.")
token = typer.Typer(no_args_is_help=True, help="Keys of partners' systems.")
app.add_typer(user, name="user")
app.add_typer(token, name="token")


def _office(database: Database) -> Office:
    async def known(_firm_id: UUID) -> list[str]:
        return list(ROLES)

    return Office(database, open_vault(settings()), Hasher(), known)


@app.command()
def init(
    firm: Annotated[str, typer.Option(help="The firm's name.")],
    admin: Annotated[str, typer.Option(help="E-mail of its first user, who keeps the policies.")],
) -> None:
    """Found a firm of your own; prints the first user's password."""
    made = work(lambda database: accounts.init_firm(_office(database), firm, admin, equip=equip))
    typer.echo(f"{made.firm.name}\n{made.email}\n{made.password}")


@app.command("seed")
def seed_(
    size: Annotated[int, typer.Option(min=SMALLEST, max=LARGEST, help="Clients.")] = 5000,
    as_of: Annotated[str | None, typer.Option(help="Business day, YYYY-MM-DD; today when left out.")] = None,
    remove: Annotated[bool, typer.Option(help="Remove the demo firm instead.")] = False,
) -> None:
    """Load the demo firm, or remove it."""

    async def load(database: Database) -> list[str]:
        if remove:
            left = await remove_demo(database)
            return [f"{len(left)} firms left"]
        made = await seed(database, settings(), size=size, as_of=date.fromisoformat(as_of) if as_of else None)
        rows = ", ".join(f"{name} {count}" for name, count in made.rows.items())
        seconds = made.seconds_making + made.seconds_writing
        return [f"{made.name}: {rows}; {seconds:.1f} s, {peak_megabytes()} MB", *login_lines(settings())]

    typer.echo("\n".join(work(load)))


def peak_megabytes() -> int:
    """The most memory this process has held, in MB."""
    # Linux counts kilobytes, macOS bytes.
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (
        1_000_000 if sys.platform == "darwin" else 1_000
    )


@user.command("create")
def user_create(
    email: str,
    role: Annotated[list[str], typer.Option(help="A role; may be given several times.")],
    name: Annotated[str | None, typer.Option()] = None,
    team: Annotated[str | None, typer.Option()] = None,
    firm: FirmOption = None,
) -> None:
    """Take in a person; prints the one-time password."""
    made = work(
        lambda database: accounts.add_user(_office(database), email, role, name=name, team=team, firm=firm)
    )
    typer.echo(made[1])


@user.command("reset")
def user_reset(
    email: str,
    totp: Annotated[bool, typer.Option(help="Take the authenticator away, too.")] = False,
    firm: FirmOption = None,
) -> None:
    """A new password for a person; prints it."""
    typer.echo(work(lambda database: accounts.reset_user(_office(database), email, firm=firm, totp=totp)))


@token.command("create")
def token_create(
    name: Annotated[str, typer.Option(help="What you call it.")],
    role: Annotated[str, typer.Option(help="Usually partner_api.")] = "partner_api",
    source: Annotated[list[str] | None, typer.Option(help="Client sources it sees.")] = None,
    ip: Annotated[list[str] | None, typer.Option(help="From where it may be used.")] = None,
    days: Annotated[int | None, typer.Option(help="Lifetime, at most 365.")] = None,
    firm: FirmOption = None,
) -> None:
    """Make an API key; prints it this once."""
    new = NewKey(name=name, role=role, sources=tuple(source or ()), ips=tuple(ip or ()))
    made = work(lambda database: accounts.make_token(_office(database), new, days=days, firm=firm))
    typer.echo(made[1])
