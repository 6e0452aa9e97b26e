"""`startrail`: every verb of the command line, in one place; what they do is in `commands/`."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path
from typing import Annotated, TypeVar
from uuid import UUID

import typer

from backend.auth.keys import NewKey
from backend.auth.passwords import Hasher
from backend.book.firms import firm_named
from backend.commands import accounts, policy
from backend.commands.accounts import Office
from backend.commands.api import run_api
from backend.commands.backup import run_backup, run_restore
from backend.commands.database import (
    login_lines,
    migrate,
    open_database,
    open_vault,
    prepare_first_start,
    remove_demo,
    seed,
)
from backend.commands.doctor import run_doctor
from backend.commands.run import Steps, run_all
from backend.commands.servers import servers
from backend.commands.verify_audit import run_verify_audit
from backend.commands.worker import run_worker
from backend.platform.database import Database
from backend.platform.embedded.faults import PairFault
from backend.platform.errors import Refused
from backend.platform.messages import language, sentence
from backend.platform.settings import settings
from backend.policies import store
from backend.policies.roles import ROLES

Answer = TypeVar("Answer")
cli = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Startrail 星轨: client relationships for fund companies.",
)
user = typer.Typer(no_args_is_help=True, help="People who sign in.")
token = typer.Typer(no_args_is_help=True, help="Keys of partners' systems.")
policies = typer.Typer(no_args_is_help=True, help="Permission policies as files.")
cli.add_typer(user, name="user")
cli.add_typer(token, name="token")
cli.add_typer(policies, name="policy")
FirmOption = Annotated[
    str | None, typer.Option("--firm", help="Name or id; needed once there are two firms.")
]
FileArgument = Annotated[Path | None, typer.Argument(help="A policy file; the shipped one when left out.")]


def _work(task: Callable[[Database], Awaitable[Answer]]) -> Answer:
    """Run a task on the right servers, with the schema up to date."""

    async def run() -> Answer:
        database = open_database(settings())
        try:
            return await task(database)
        finally:
            await database.close()

    with servers() as addresses:
        migrate(addresses.database_url)
        return asyncio.run(run())


async def _firm(database: Database, name: str | None) -> UUID:
    return (await firm_named(database, name)).firm_id


def _office(database: Database) -> Office:
    async def known(_firm_id: UUID) -> list[str]:
        return list(ROLES)

    return Office(database, open_vault(settings()), Hasher(), known)


@cli.command("all")
def all_() -> None:
    """Run everything: servers, API, web app, worker."""
    raise typer.Exit(run_all(Steps(migrate, prepare_first_start)))


@cli.command()
def serve() -> None:
    """Run the API and the web app."""
    raise typer.Exit(run_api())


@cli.command()
def worker() -> None:
    """Run the jobs."""
    raise typer.Exit(run_worker())


@cli.command("migrate")
def migrate_() -> None:
    """Bring the schema up to date."""
    with servers() as addresses:
        migrate(addresses.database_url)
    typer.echo("ok")


@cli.command()
def init(
    firm: Annotated[str, typer.Option(help="The firm's name.")],
    admin: Annotated[str, typer.Option(help="E-mail of its first user, who keeps the policies.")],
) -> None:
    """Found a firm of your own; prints the first user's password."""
    made = _work(lambda database: accounts.init_firm(_office(database), firm, admin, equip=store.seed))
    typer.echo(f"{made.firm.name}\n{made.email}\n{made.password}")


@cli.command("seed")
def seed_(
    size: Annotated[int, typer.Option(min=50, help="Clients.")] = 5000,
    as_of: Annotated[str | None, typer.Option(help="Business day, YYYY-MM-DD; today when left out.")] = None,
    remove: Annotated[bool, typer.Option(help="Remove the demo firm instead.")] = False,
) -> None:
    """Load the demo firm, or remove it."""

    async def work(database: Database) -> list[str]:
        if remove:
            left = await remove_demo(database)
            return [f"{len(left)} firms left"]
        made = await seed(database, settings(), size=size, as_of=date.fromisoformat(as_of) if as_of else None)
        rows = ", ".join(f"{name} {count}" for name, count in made.rows.items())
        seconds = made.seconds_making + made.seconds_writing
        return [f"{made.name}: {rows}; {seconds:.1f} s", *login_lines(settings())]

    typer.echo("\n".join(_work(work)))


@user.command("create")
def user_create(
    email: str,
    role: Annotated[list[str], typer.Option(help="A role; may be given several times.")],
    name: Annotated[str | None, typer.Option()] = None,
    team: Annotated[str | None, typer.Option()] = None,
    firm: FirmOption = None,
) -> None:
    """Take in a person; prints the one-time password."""
    made = _work(
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
    typer.echo(_work(lambda database: accounts.reset_user(_office(database), email, firm=firm, totp=totp)))


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
    made = _work(lambda database: accounts.make_token(_office(database), new, days=days, firm=firm))
    typer.echo(made[1])


@cli.command()
def doctor(
    json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    confirm_key_copy: Annotated[
        bool, typer.Option(help="Note that a copy of the key file is kept elsewhere.")
    ] = False,
) -> None:
    """Name what is wrong and how to mend it."""
    raise typer.Exit(run_doctor(json=json, confirm_key_copy=confirm_key_copy))


@cli.command()
def backup(to: Annotated[Path, typer.Option("--to", help="A new folder.")]) -> None:
    """Write a backup of the running installation; the key file is never in it."""
    raise typer.Exit(run_backup(to))


@cli.command()
def restore(from_: Annotated[Path, typer.Option("--from", help="The folder of a backup.")]) -> None:
    """Load a backup into an empty database and compare it row by row."""
    raise typer.Exit(run_restore(from_))


@cli.command("verify-audit")
def verify_audit(firm: FirmOption = None) -> None:
    """Tell whether anybody changed, added or took away audit rows."""
    raise typer.Exit(run_verify_audit(firm))


def _report(found: policy.Report) -> None:
    typer.echo("\n".join(found.lines))
    raise typer.Exit(0 if found.good else 1)


@policies.command("check")
def policy_check(file: FileArgument = None) -> None:
    """Tell every fault of a policy file."""
    _report(policy.check_file(file, language(None)))


@policies.command("diff")
def policy_diff(file: FileArgument = None, firm: FirmOption = None) -> None:
    """Which rules a file would add and take away."""

    async def work(database: Database) -> policy.Report:
        return await policy.diff_file(database, await _firm(database, firm), file)

    _report(_work(work))


@policies.command("simulate")
def policy_simulate(file: FileArgument = None, firm: FirmOption = None) -> None:
    """Which role would gain or lose what."""

    async def work(database: Database) -> policy.Report:
        return await policy.simulate_file(database, await _firm(database, firm), file)

    _report(_work(work))


@policies.command("publish")
def policy_publish(
    file: FileArgument = None, note: Annotated[str, typer.Option()] = "", firm: FirmOption = None
) -> None:
    """Make a file the firm's policy; in force everywhere within a second."""

    async def work(database: Database) -> policy.Report:
        return await policy.publish_file(database, await _firm(database, firm), file, note)

    _report(_work(work))


def main() -> None:
    """The entry point; refusals and faults of the servers are printed in both languages, without a trace."""
    try:
        cli()
    except Refused as refusal:
        for locale in ("zh-CN", "en"):
            sys.stderr.write(sentence(refusal.code, refusal.params, locale) + "\n")
        sys.exit(1)
    except PairFault as fault:
        sys.stderr.write(f"{fault}\n")
        sys.exit(1)
