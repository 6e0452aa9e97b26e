"""The limit: a bare ASGI application with the best statements we could write by hand, and nothing around them.

No log-in, no masks, no GraphQL: `operationName` chooses the statement. Pool, role and settings are the product's.
"""

from __future__ import annotations

import base64
import gc
import os
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from backend.platform.database import _settings
from backend.platform.ids import uuid7

FIRM = UUID(os.environ.get("BENCH_FIRM", "0" * 32))
PUBLIC = "'{noun}_' || replace({id}::text, '-', '')"


def public(noun: str, id: str) -> str:
    """The public id of a row, in SQL."""
    return PUBLIC.format(noun=noun, id=id)


Q1 = f"""select row_to_json(t) from (select {public("client", "id")} as id, name, kind, gender,
birth_date as "birthDate", id_number_masked as "idNumber", company, occupation, industry, province, city,
risk_level as "riskLevel", qualified, aum::text, state from client where firm_id = $1 and id = $2) t"""

Q2_COLUMNS = """id, name, kind, state, risk_level, province, city, aum::text, qualified, onboard_date,
last_interaction_at, updated_at, aum_order"""
COLUMN = {"state": "state", "riskLevel": "risk_level", "province": "province"}

Q3_PAGE = "select id, name, aum, owner_id from client where {where} order by aum_order desc, id desc limit 50"
# Whole relations as materialized CTEs, the newest few of each client as a sub-select, JSON by row_to_json: of the
# shapes tried the one that costs the database least.
Q3 = f"""with p as materialized (select *, row_number() over () as n from ({{page}}) s),
t as materialized (
  select x.client_id, json_agg(row_to_json(r) order by x.name) as v
  from (select ct.client_id, g.id, g.name, g.colour from p
    join client_tag ct on ct.firm_id = $1 and ct.client_id = p.id
    join tag g on g.firm_id = $1 and g.id = ct.tag_id) x
  cross join lateral (select {public("tag", "x.id")} as id, x.name, x.colour) r group by 1),
h as materialized (
  select h.client_id, json_agg(row_to_json(r) order by h.cost desc, h.id) as v
  from p join holding h on h.firm_id = $1 and h.client_id = p.id and h.valid_to is null
  join product f on f.firm_id = $1 and f.id = h.product_id
  cross join lateral (
    select trim_scale(h.units)::text as units, h.cost::text as cost, h.valid_from as since,
      (select row_to_json(q) from (select {public("product", "f.id")} as id, f.code, f.name,
        trim_scale(f.nav)::text as nav) q) as product) r group by 1)
select json_agg(row_to_json(r) order by p.n) from p
left join user_account u on u.firm_id = $1 and u.id = p.owner_id
left join t on t.client_id = p.id left join h on h.client_id = p.id
cross join lateral (
  select {public("client", "p.id")} as id, p.name, p.aum::text as aum,
    case when u.id is not null then json_build_object('id', {public("user", "u.id")}, 'name', u.name) end as owner,
    coalesce(t.v, '[]') as tags,
    json_build_object('nodes', coalesce((select json_agg(row_to_json(i)) from (
      select {public("interaction", "id")} as id, kind, at, summary from interaction
      where firm_id = $1 and client_id = p.id
      order by interaction.at desc, interaction.id desc limit 5) i), '[]')) as interactions,
    coalesce(h.v, '[]') as holdings) r"""

Q5 = f"""with old as (select id, version, occupation from client
  where firm_id = $1 and id = $2 and version = $3 for update),
new as (update client c set occupation = $4, version = c.version + 1, updated_at = $5 from old
  where c.firm_id = $1 and c.id = old.id returning c.id, c.version, c.occupation, c.updated_at),
audit as (insert into audit_entry (firm_id, id, at, actor, action, noun, subject_id, client_id, row_version, changes)
  select $1, $6, $5, 'key:bench', 'update', 'client', new.id, new.id, new.version,
    jsonb_build_object('occupation', jsonb_build_array(old.occupation, new.occupation)) from new, old),
event as (insert into outbox (firm_id, id, name, payload, actor, depth, created_at, attempts)
  select $1, $7, 'client.changed', jsonb_build_object('client_id', new.id, 'fields', array['occupation']),
    'key:bench', 0, $5, 0 from new)
select row_to_json(t) from (select {public("client", "id")} as id, version, occupation,
  updated_at as "updatedAt" from new) t"""

_pools: dict[str, asyncpg.Pool] = {}
HEAD = (b"content-type", b"application/json")


async def _keep(_connection: Any) -> None:
    """Nothing is set on a session, so nothing has to be reset when it is given back."""


async def _read_json_raw(connection: asyncpg.Connection) -> None:
    await connection.set_type_codec(
        "json", schema="pg_catalog", format="binary", encoder=lambda value: value, decoder=bytes
    )


async def open_pools(url: str) -> None:
    """Ten connections for reading and ten for writing, as the product has."""
    for role in ("startrail_read", "startrail_app"):
        _pools[role] = await asyncpg.create_pool(
            url,
            min_size=10,
            max_size=10,
            reset=_keep,
            init=_read_json_raw,
            max_inactive_connection_lifetime=0,
            server_settings=_settings(role) | {"application_name": "limit"},
        )


async def close_pools() -> None:
    """Give all connections back."""
    for pool in _pools.values():
        await pool.close()
    _pools.clear()


def _where(filter: dict[str, Any], values: list[Any]) -> str:
    parts = ["firm_id = $1", "archived_at is null"]
    for key, comparison in filter.items():
        values.append(comparison["eq"])
        parts.append(f"{COLUMN[key]} = ${len(values)}")
    return " and ".join(parts)


async def client(variables: dict[str, Any]) -> bytes:
    """Q1."""
    async with _pools["startrail_read"].acquire() as connection:
        found = await connection.fetchval(Q1, FIRM, UUID(hex=variables["id"][7:]))
    return b'{"data":{"client":' + (found or b"null") + b"}}"


async def page(variables: dict[str, Any]) -> bytes:
    """Q2: plain rows, made into JSON here, which for flat rows is cheaper than in the database."""
    values: list[Any] = [FIRM]
    where = _where(variables["filter"], values)
    if variables.get("after"):
        cents, id = base64.b64decode(variables["after"]).decode().split("|")
        values += [int(cents), UUID(hex=id)]
        where += f" and (aum_order, id) < (${len(values) - 1}, ${len(values)})"
    async with _pools["startrail_read"].acquire() as connection:
        rows = await connection.fetch(
            f"select {Q2_COLUMNS} from client where {where} order by aum_order desc, id desc limit 51",
            *values,
        )
    nodes = [
        {
            "id": "client_" + id.hex,
            "name": name,
            "kind": kind,
            "state": state,
            "riskLevel": risk,
            "province": province,
            "city": city,
            "aum": aum,
            "qualified": qualified,
            "onboardDate": onboard,
            "lastInteractionAt": last,
            "updatedAt": updated,
        }
        for id, name, kind, state, risk, province, city, aum, qualified, onboard, last, updated, _ in rows[
            :50
        ]
    ]
    end = (
        base64.b64encode(f"{rows[len(nodes) - 1]['aum_order']}|{nodes[-1]['id'][7:]}".encode()).decode()
        if rows
        else None
    )
    more = len(rows) > 50
    return orjson.dumps(
        {"data": {"clients": {"nodes": nodes, "pageInfo": {"hasNextPage": more, "endCursor": end}}}}
    )


async def book(variables: dict[str, Any]) -> bytes:
    """Q3."""
    values: list[Any] = [FIRM]
    where = _where(variables["filter"], values)
    async with _pools["startrail_read"].acquire() as connection:
        found = await connection.fetchval(Q3.format(page=Q3_PAGE.format(where=where)), *values)
    return b'{"data":{"clients":{"nodes":' + (found or b"[]") + b"}}}"


async def change(variables: dict[str, Any]) -> bytes:
    """Q5: the change, its audit row and its event in one transaction; three round trips."""
    given = variables["input"]
    async with _pools["startrail_app"].acquire() as connection:
        await connection.execute(f"begin; set local app.firm_id = '{FIRM}'")
        found = await connection.fetchval(
            Q5,
            *(FIRM, UUID(hex=given["id"][7:]), given["version"], given["occupation"], datetime.now(UTC)),
            *(uuid7(), uuid7()),
        )
        await connection.execute("commit")
    return b'{"data":{"updateClient":' + (found or b"null") + b"}}"


ANSWERS = {"Q1": client, "Q2": page, "Q3": book, "Q5": change}


async def app(scope: Any, receive: Any, send: Any) -> None:
    """ASGI."""
    if scope["type"] == "lifespan":
        await receive()
        await open_pools(os.environ["BENCH_DSN"])
        gc.collect()
        gc.freeze()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await close_pools()
        await send({"type": "lifespan.shutdown.complete"})
        return
    message = await receive()
    body = message["body"]
    while message.get("more_body"):
        message = await receive()
        body += message["body"]
    asked = orjson.loads(body)
    answer = ANSWERS.get(asked.get("operationName"))
    out = await answer(asked["variables"]) if answer else b'{"data":{}}'
    length = (b"content-length", str(len(out)).encode())
    await send({"type": "http.response.start", "status": 200, "headers": [HEAD, length]})
    await send({"type": "http.response.body", "body": out})
