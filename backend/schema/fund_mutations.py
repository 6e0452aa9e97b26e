"""What is written about funds themselves: their share classes."""

from __future__ import annotations

from typing import Any

import strawberry
from strawberry import UNSET

from backend.book import share_classes
from backend.graph.connections import Info
from backend.schema import ledger_inputs as inputs
from backend.schema.catalogue import camel
from backend.schema.changing import Key, changed, subject
from backend.schema.funds import PRODUCT, SHARE_CLASS, Product, ShareClass

CLASS_KEYS = ("code", "name", "currency", "lock_up_days")


def _named(input: Any) -> dict[str, Any]:
    """The fields of a class that an input names, by key."""
    return {camel(name): getattr(input, name) for name in CLASS_KEYS if getattr(input, name) is not UNSET}


@strawberry.type
class FundMutations:
    """Classes of a fund."""

    @strawberry.mutation
    async def add_share_class(
        self, info: Info, input: inputs.AddShareClassInput, idempotency_key: Key = None
    ) -> Product | None:
        """Give a fund another class; its NAVs are published on their own."""
        node = await subject(info.context, PRODUCT, input.product, "addShareClass")

        async def work(session: Any) -> Any:
            await share_classes.add_class(session, node.row.id, _named(input))
            return node.row.id

        return await changed(  # type: ignore[no-any-return]
            info.context, PRODUCT, "addShareClass", work, key=idempotency_key, input=strawberry.asdict(input)
        )

    @strawberry.mutation
    async def update_share_class(
        self, info: Info, input: inputs.UpdateShareClassInput, idempotency_key: Key = None
    ) -> ShareClass | None:
        """Change a class. Refused: CONFLICT when it changed since `version`."""
        node = await subject(info.context, SHARE_CLASS, input.id, "updateShareClass")
        values = _named(input)
        return await changed(  # type: ignore[no-any-return]
            info.context, SHARE_CLASS, "updateShareClass",
            lambda session: share_classes.update_class(session, node.row.id, input.version, values),
            key=idempotency_key, input=[input.id, input.version, values],
        )  # fmt: skip
