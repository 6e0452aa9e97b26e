"""The judgement whether a client may be contacted: each rule, and when it ends by itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from backend.platform.clock import BUSINESS_ZONE
from backend.platform.errors import Refused
from backend.retain.consent_texts import read_texts, shipped_texts
from backend.retain.consents import ConsentEntry
from backend.retain.contact_rules import read_rules, shipped_rules
from backend.retain.contact_sentences import SENTENCES, said
from backend.retain.contacting import Contact, Facts, judge
from backend.retain.message_texts import Text, filled, read_text, salutation
from backend.retain.return_addresses import read_mailbox
from backend.systemize.channels.returns import read_return

RULES = read_rules(shipped_rules())
NOON = datetime(2026, 3, 2, 12, tzinfo=BUSINESS_ZONE)
FINE = Facts("existing", False, None, "alive", None, (), None)


def _consent(*, given: bool) -> ConsentEntry:
    return ConsentEntry(purpose="marketing", channel="mail", given=given, at=NOON, source="form")


def _codes(contact: Contact, **facts: Any) -> list[str]:
    values = {name: getattr(FINE, name) for name in FINE.__slots__} | facts
    return [each.code for each in judge(contact, RULES, Facts(**values), None).reasons]


def test_consent_is_asked_for_as_the_purpose_needs_it() -> None:
    marketing = Contact("marketing", "mail", NOON)
    assert _codes(marketing) == ["no_consent"]
    assert _codes(marketing, consent=_consent(given=True)) == []
    assert _codes(marketing, consent=_consent(given=False)) == ["consent_withdrawn"]
    service = Contact("service", "mail", NOON)
    assert _codes(service) == []
    assert _codes(service, consent=_consent(given=False)) == ["consent_withdrawn"]


def test_who_is_blocked_archived_or_without_an_address_is_held() -> None:
    service = Contact("service", "mail", NOON)
    assert _codes(service, state="blocked") == ["client_held"]
    assert _codes(service, archived=True) == ["archived_client"]
    assert _codes(service, address=None) == ["no_address"]
    assert _codes(service, address="dead") == ["dead_address"]
    cooling = NOON + timedelta(hours=20)
    assert _codes(service, cooling=cooling) == []
    assert _codes(Contact("care", "mail", NOON), cooling=cooling) == ["cooling_off"]


@pytest.mark.parametrize(
    ("hour", "until"),
    [(20, None), (21, (3, 8)), (23, (3, 8)), (0, (2, 8)), (7, (2, 8)), (8, None)],
)
def test_quiet_hours_go_over_midnight(hour: int, until: tuple[int, int] | None) -> None:
    at = datetime(2026, 3, 2, hour, tzinfo=BUSINESS_ZONE)
    verdict = judge(Contact("service", "sms", at.astimezone(UTC)), RULES, FINE, None)
    expected = None if until is None else datetime(2026, 3, until[0], until[1], tzinfo=BUSINESS_ZONE)
    assert verdict.again_at == expected
    assert verdict.allowed is (until is None)


def test_a_cap_opens_again_when_the_oldest_that_counts_is_over() -> None:
    sent = tuple(NOON - timedelta(days=n) for n in (29, 10, 5, 1))
    contact = Contact("marketing", "mail", NOON)
    facts = Facts("existing", False, _consent(given=True), "alive", None, sent, None)
    verdict = judge(contact, RULES, facts, None)
    assert [each.code for each in verdict.reasons] == ["frequency_cap"]
    assert verdict.again_at == sent[0] + timedelta(days=30)
    # Something that time alone does not end beside it: there is no time to name.
    assert judge(contact, RULES, Facts("blocked", *_after(facts)), None).again_at is None


def _after(facts: Facts) -> tuple[Any, ...]:
    return tuple(getattr(facts, name) for name in facts.__slots__[1:])


def test_every_reason_has_words_in_both_languages() -> None:
    params = {"risk": "R4", "level": "C2", "days": 30, "count": 4}
    for code in SENTENCES:
        assert said(code, "zh-CN", params) != said(code, "en", params)
        assert "2026-03-02 12:00" in said(code, "en", params, NOON)


@pytest.mark.parametrize(
    "broken",
    [
        {"quiet": {}},
        {"caps": [{"purpose": "sensitive", "count": 1, "days": 1}]},
        {"caps": [{"purpose": "care", "count": 0, "days": 1}]},
        {"consent": {"service": "given"}},
        {"cooling": "care"},
    ],
)
def test_rules_that_cannot_be_are_refused(broken: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        read_rules(shipped_rules() | broken)


def test_texts_name_every_purpose_once() -> None:
    texts = shipped_texts()["texts"]
    for wrong in (texts[1:], [*texts[:-1], texts[0]]):
        with pytest.raises(Refused):
            read_texts({"texts": wrong})


def test_values_are_put_in_once_and_headers_stay_one_line() -> None:
    text = Text("致 {client.name}", "{client.name}：{date}")
    made = filled(text, {"client.name": "{date}\r\nBcc: x@y.z", "date": "2026-01-01"})
    assert made.subject == "致 {date} Bcc: x@y.z"
    assert made.body.startswith("{date}")
    with pytest.raises(Refused):
        filled(text, {"client.name": "王"})
    with pytest.raises(Refused):
        read_text({"subject": "x", "body": "{client.idNumber}"}, "", "mail")
    assert salutation("欧阳娜娜", "individual", "female", "zh-CN") == "欧阳女士"
    assert salutation("王芳", "individual", None, "zh-CN") == "王芳"
    assert salutation("明远资产", "institution", "male", "zh-CN") == "明远资产"


def test_foreign_mailboxes_and_mails_mean_nothing() -> None:
    for mailbox in ("", "r", "r" + "0" * 61, "wang.fang", "r" * 62):
        found = read_mailbox(mailbox)
        assert found is None or found.message_id != uuid4()
    for mail in (b"", b"\xff\x00", b"Content-Type: multipart/report; boundary=x\r\n\r\n--x\r\n"):
        assert read_return(mail) is None
