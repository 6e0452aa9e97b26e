"""`startrail policy`: permission policies as files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from backend.commands import policy
from backend.commands.verbs.options import FirmOption, firm_id_of, work
from backend.platform.database import Database
from backend.platform.messages import language

app = typer.Typer()
policies = typer.Typer(no_args_is_help=True, help="Permission policies as files.")
app.add_typer(policies, name="policy")
FileArgument = Annotated[Path | None, typer.Argument(help="A policy file; the shipped one when left out.")]


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

    async def judge(database: Database) -> policy.Report:
        return await policy.diff_file(database, await firm_id_of(database, firm), file)

    _report(work(judge))


@policies.command("simulate")
def policy_simulate(file: FileArgument = None, firm: FirmOption = None) -> None:
    """Which role would gain or lose what."""

    async def judge(database: Database) -> policy.Report:
        return await policy.simulate_file(database, await firm_id_of(database, firm), file)

    _report(work(judge))


@policies.command("publish")
def policy_publish(
    file: FileArgument = None, note: Annotated[str, typer.Option()] = "", firm: FirmOption = None
) -> None:
    """Make a file the firm's policy; in force everywhere within a second."""

    async def judge(database: Database) -> policy.Report:
        return await policy.publish_file(database, await firm_id_of(database, firm), file, note)

    _report(work(judge))


@policies.command("versions")
def policy_versions(firm: FirmOption = None) -> None:
    """The published versions, newest first."""

    async def listed(database: Database) -> policy.Report:
        return await policy.list_versions(database, await firm_id_of(database, firm))

    _report(work(listed))


@policies.command("rollback")
def policy_rollback(
    number: Annotated[int, typer.Argument(help="The version to put in force again.")],
    note: Annotated[str, typer.Option()] = "",
    firm: FirmOption = None,
) -> None:
    """Publish an earlier version again, as a new one."""

    async def back(database: Database) -> policy.Report:
        return await policy.publish_earlier(database, await firm_id_of(database, firm), number, note)

    _report(work(back))


@policies.command("export")
def policy_export(
    version: Annotated[
        int | None, typer.Option(help="An earlier version; the one in force when left out.")
    ] = None,
    firm: FirmOption = None,
) -> None:
    """Write the firm's policy out as a file that `check`, `diff` and `publish` take."""

    async def written(database: Database) -> policy.Report:
        return await policy.export_policy(database, await firm_id_of(database, firm), version)

    _report(work(written))
