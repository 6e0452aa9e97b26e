"""Why somebody is not contacted, for readers."""

from __future__ import annotations

from datetime import datetime

import strawberry

from backend.graph.context import Context
from backend.retain.contact_sentences import said
from backend.retain.contacting import Verdict


@strawberry.type
class ContactReason:
    """Why somebody is not contacted."""

    code: str
    text: str = strawberry.field(description="In the reader's language.")
    again_at: datetime | None = strawberry.field(description="When it ends by itself.")


def reasons_of(context: Context, verdict: Verdict) -> list[ContactReason]:
    """A verdict for a reader."""
    return [
        ContactReason(
            code=each.code,
            text=said(each.code, context.locale, each.params, each.again_at),
            again_at=each.again_at,
        )
        for each in verdict.reasons
    ]
