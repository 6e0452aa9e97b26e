"""`python -m tests.bench [--quick] [--subjects ours,limit] [--questions Q1,Q2] [--rounds 5] [--json FILE]`."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import asdict
from pathlib import Path

import httpx2

from tests.bench.answers import differences
from tests.bench.authorization import extra_work
from tests.bench.callers import keys_for
from tests.bench.cells import MAIN, Measuring
from tests.bench.data import firm_of
from tests.bench.goals import failures, goals_of
from tests.bench.ground import FOLDER, BenchFirm, Ground, ground
from tests.bench.load import WRK
from tests.bench.others import install_postgraphile, limit, plain, postgraphile
from tests.bench.questions import NAMES, questions_of
from tests.bench.size import HUNDRED_THOUSAND, Size
from tests.bench.subjects import Subject, ours
from tests.bench.table import lines_of, record_of

# Sees and may change everything of a client; identity and bank numbers masked.
ROLE = "operations"


def chosen_by(words: Sequence[str]) -> argparse.Namespace:
    """What is asked for on the command line."""
    asked = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    asked.add_argument("--clients", type=int, default=HUNDRED_THOUSAND)
    asked.add_argument("--folder", type=Path, default=FOLDER)
    asked.add_argument("--subjects", default="ours,limit,plain,postgraphile")
    asked.add_argument("--questions", default=",".join(NAMES))
    asked.add_argument("--connections", default=f"{MAIN},1,64")
    asked.add_argument("--rounds", type=int)
    asked.add_argument("--seconds", type=float, default=2)
    asked.add_argument("--quick", action="store_true", help="two rounds, 16 connections only")
    asked.add_argument("--no-policies", action="store_true", help="leave out the comparison of policies")
    asked.add_argument("--json", type=Path, help="default: bench.json in the folder")
    chosen = asked.parse_args(words)
    chosen.json = chosen.json or chosen.folder / "bench.json"
    chosen.rounds = chosen.rounds or (2 if chosen.quick else 5)
    if chosen.quick:
        chosen.connections = str(MAIN)
    return chosen


async def subjects_of(firm: BenchFirm, names: Sequence[str]) -> list[Subject]:
    """The subjects by name, not started."""
    made = {
        "ours": ours(firm, await keys_for(firm, ROLE)),
        "limit": limit(firm),
        "plain": plain(firm),
        "postgraphile": postgraphile(firm),
    }
    if "postgraphile" in names:
        await install_postgraphile(firm)
    return [made[name] for name in names]


async def bench(place: Ground, chosen: argparse.Namespace) -> int:
    """Make ready, compare the answers, measure, tell."""
    firm = await firm_of(place, Size(chosen.clients))
    asked = await questions_of(firm)
    subjects = await subjects_of(firm, chosen.subjects.split(","))
    async with AsyncExitStack() as stack:
        for subject in subjects:
            stack.callback(subject.stop)
            subject.start(chosen.folder / f"{subject.name}.log")
        for subject in subjects:
            await subject.ready()
        async with httpx2.AsyncClient() as client:
            if found := await differences(client, subjects, asked):
                print("the answers differ:", *found, sep="\n  ")
                return 1
        counts = [int(count) for count in chosen.connections.split(",")]
        measuring = Measuring(
            *(firm, subjects, asked, chosen.rounds, chosen.seconds, counts, chosen.questions.split(","))
        )
        cells = await measuring.run()
        policy_work = None
        if not chosen.no_policies and "ours" in chosen.subjects:
            policy_work = await extra_work(measuring, ROLE)
    goals = list(goals_of(cells, policy_work))
    bad = list(failures(cells))
    load = f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores; by {'wrk' if WRK else 'an own loop'}"
    print(load, *lines_of(cells), "", *goals, *bad, sep="\n")
    told = {
        "clients": firm.clients,
        "rounds": chosen.rounds,
        "load": load,
        "cells": record_of(cells),
        "goals": [asdict(goal) | {"met": goal.met} for goal in goals],
    }
    await asyncio.to_thread(chosen.json.write_text, json.dumps(told, indent=1))
    return 0 if all(goal.met for goal in goals) and not bad else 1


def main() -> int:
    """Run the bench; 0 when the answers agree and every goal is met."""
    chosen = chosen_by(sys.argv[1:])
    with ground(chosen.folder) as place:
        return asyncio.run(bench(place, chosen))


if __name__ == "__main__":
    sys.exit(main())
