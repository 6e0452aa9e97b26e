"""`startrail`: the verbs and where they live; a module is read only when one of its verbs is used."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

from backend.platform.embedded.faults import PairFault
from backend.platform.errors import Refused
from backend.platform.messages import sentence

VERBS = {
    "all": "everything",
    "serve": "serving",
    "worker": "working",
    "mail-in": "mailing",
    "init": "firms",
    "seed": "firms",
    "user": "firms",
    "token": "firms",
    "import": "importing",
    "undo-import": "importing",
    "export": "exporting",
    "reconcile": "reconciling",
    "policy": "policies",
    "ops": "operating",
    "migrate": "keeping",
    "doctor": "keeping",
    "backup": "keeping",
    "restore": "keeping",
    "verify-audit": "keeping",
}


class Verbs(TyperGroup):
    """Finds a verb in its module."""

    def list_commands(self, ctx: Any) -> list[str]:
        """All verbs, those first that a newcomer needs."""
        return list(VERBS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of a verb."""
        module = VERBS.get(cmd_name)
        if module is None:
            return None
        found = typer.main.get_command(import_module(f"backend.commands.verbs.{module}").app)
        # A module with one verb is that verb.
        return found.get_command(ctx, cmd_name) if isinstance(found, TyperGroup) else found


cli = typer.Typer(cls=Verbs, no_args_is_help=True, add_completion=False)


@cli.callback()
def startrail() -> None:
    """Startrail 星轨: client relationships for fund companies."""


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


if __name__ == "__main__":
    main()
