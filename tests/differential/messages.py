"""Messages to the clients of the awkward firm, sealed with keys that nobody holds: they are told as gone."""

from __future__ import annotations

from backend.retain.messages import STATES
from tests.differential.making import Making

REASON = {"code": "channel_refused", "params": {}}


def make_messages(making: Making) -> None:
    """Some in each state, at awkward instants."""
    some, maybe = making.some, making.maybe
    making.add(
        "message", 40, client_id=lambda: making.of("client"), purpose=lambda: some(("care", "service")),
        channel=lambda: some(("mail", "sms")), product_id=lambda: maybe(lambda: making.of("product")),
        template_id=None, template_number=None, language="zh-CN", subject_sealed=b"s", body_sealed=b"b",
        address_sealed=None, address_masked=lambda: maybe(lambda: "a***@example.com"), address_blind=None,
        cause=lambda: some(("person", "automation")), cause_id=None, mark=lambda: str(making.random.random()),
        state=lambda: some(STATES), due_at=lambda: maybe(making.at), attempts=lambda: making.random.randint(0, 8),
        reasons=lambda: maybe(lambda: [REASON], 0.3), error=lambda: maybe(making.text, 0.3),
        reply=lambda: maybe(making.text, 0.3), receipt=None, began_at=lambda: maybe(making.at),
        sent_at=lambda: maybe(making.at, 0.4), ended_at=lambda: maybe(making.at, 0.4), created_at=making.at,
        created_by=making.subject, version=lambda: making.random.randint(1, 9),
    )  # fmt: skip
