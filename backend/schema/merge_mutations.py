"""Two clients become one, and two again."""

from __future__ import annotations

from typing import Any

import strawberry
from sqlalchemy import select

from backend.book import merging, unmerging
from backend.book.merges import ClientMerge
from backend.graph.changes import changing
from backend.graph.connections import Info
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.ids import own_id
from backend.schema import inputs, merge_inputs
from backend.schema.changing import Key, changed
from backend.schema.clients import CLIENT, Client
from backend.schema.merge_rights import both_of, demand_choices, may_take


@strawberry.type
class MergeMutations:
    """Clients that are one."""

    @changing(lambda: CLIENT)
    async def merge_clients(
        self, info: Info, input: merge_inputs.MergeClientsInput, idempotency_key: Key = None
    ) -> Client | None:
        """Let `other` become part of `id`, who comes back: everything of `other` goes over, and can be given back."""
        context, call = info.context, "mergeClients"
        choices: dict[str, Any] = {}
        for each in input.choices or ():
            if each.field in choices:
                raise bad_input("choices", "field_twice")
            choices[each.field] = each.side.value

        async def work(session: Any) -> Any:
            # In here, not before: a repeated request finds the other one merged, and still gets its first answer.
            survivor, loser = await both_of(context, input.id, input.other, call)
            may = may_take(context, survivor, loser)
            demand_choices(choices, may)
            return await merging.merge(
                session, context.services.vault, survivor.row.id, input.version, loser.row.id,
                input.other_version, chosen=choices, may_take=may,
            )  # fmt: skip

        return await changed(  # type: ignore[no-any-return]
            context, CLIENT, call, work, key=idempotency_key, input=strawberry.asdict(input)
        )

    @changing(lambda: CLIENT)
    async def unmerge_clients(
        self, info: Info, input: inputs.IdInput, idempotency_key: Key = None
    ) -> Client | None:
        """Take a merge back; the client who had survived comes back."""
        context, call = info.context, "unmergeClients"
        merge_id = own_id("clientmerge", input.id)

        async def work(session: Any) -> Any:
            merge = await session.scalar(
                select(ClientMerge).where(
                    ClientMerge.firm_id == context.principal.firm_id, ClientMerge.id == merge_id
                )
            )
            if merge is None:
                raise Refused(Code.NOT_FOUND)
            await both_of(context, CLIENT.public(merge.survivor_id), CLIENT.public(merge.loser_id), call)
            return await unmerging.unmerge(session, context.services.vault, merge_id)

        return await changed(  # type: ignore[no-any-return]
            context, CLIENT, call, work, key=idempotency_key, input=strawberry.asdict(input)
        )
