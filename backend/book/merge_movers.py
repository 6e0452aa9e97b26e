"""Every column that refers to a client, and how its rows go over when two clients become one.

Whoever lets a new table refer to a client says here what happens to its rows; a test walks the foreign keys.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Table

from backend.book.merge_fields import CONTACTS
from backend.book.merge_moves import Moved, Mover, Passage, give_back, rows_of, stay, whole, write
from backend.platform.clock import business_date

KEY_OF_PERIOD: Final = ("product_id", "share_class_id", "kind", "period_from")


async def contacts(passage: Passage, table: Table, column: str) -> Moved:
    """Ways to reach the client go over, sealed anew under the survivor's key; one that he has already stays.

    Primary of a kind is the survivor's, where he has one and nothing else was chosen. A value whose key is gone
    (an erased person's) cannot be read by anybody and stays.
    """
    done = Moved()
    ours = await rows_of(passage, table, column, passage.survivor.id)
    theirs = await rows_of(passage, table, column, passage.loser.id)
    there = {(row.kind, row.blind): row for row in ours}
    primary = {row.kind: row for row in ours if row.primary}
    old, new = passage.keys.get(passage.loser.id), passage.keys[passage.survivor.id]
    going = [row for row in theirs if (row.kind, row.blind) not in there and old is not None]
    wins: dict[str, Any] = {}
    for row in theirs:
        first = row.primary and (row.kind not in primary or row.kind in passage.theirs & set(CONTACTS))
        if first and old is not None:
            wins[row.kind] = there.get((row.kind, row.blind), row)
    for kind, winner in wins.items():
        loser = primary.get(kind)
        if loser is not None and loser.id != winner.id:
            done.note(loser.id, "primary", True, False)
            await write(passage, table, loser.id, primary=False)
    for row in going:
        place = ("contact_point", row.id, "sealed")
        assert old is not None
        envelope = new.seal(old.open(row.sealed, *place), *place)
        stays_first = wins.get(row.kind) is not None and wins[row.kind].id == row.id
        done.ids.append(row.id)
        done.note(row.id, "sealed", row.sealed, envelope)
        # Told even where it did not change: it comes back as it went.
        done.changes[str(row.id)]["primary"] = [row.primary, stays_first]
        await write(
            passage, table, row.id, **{column: passage.survivor.id}, sealed=envelope, primary=stays_first
        )
    for winner in wins.values():
        if (winner.kind, winner.blind) in there and not winner.primary:
            done.note(winner.id, "primary", False, True)
            await write(passage, table, winner.id, primary=True)
    return done


async def messages(passage: Passage, table: Table, column: str) -> Moved:
    """Messages go over, sealed anew under the survivor's key; those whose key is gone stay."""
    done = Moved()
    old, new = passage.keys.get(passage.loser.id), passage.keys[passage.survivor.id]
    for row in await rows_of(passage, table, column, passage.loser.id) if old is not None else ():
        sealed: dict[str, Any] = {}
        for name in ("subject_sealed", "body_sealed", "address_sealed"):
            envelope = getattr(row, name)
            if envelope is not None:
                place = ("message", row.id, name)
                assert old is not None
                sealed[name] = new.seal(old.open(envelope, *place), *place)
                done.note(row.id, name, envelope, sealed[name])
        done.ids.append(row.id)
        await write(passage, table, row.id, **{column: passage.survivor.id}, **sealed)
    return done


async def contacts_back(
    passage: Passage, table: Table, column: str, ids: Sequence[UUID], changes: dict[str, dict[str, list[Any]]]
) -> None:
    """Ways to reach the loser come back with their seals; of each kind the survivor keeps one that is primary."""
    own = {UUID(row): columns for row, columns in changes.items() if UUID(row) not in set(ids)}
    for id in ids:
        await write(passage, table, id, primary=False)
    returned = {str(id): changes[str(id)] for id in ids if str(id) in changes}
    await give_back(passage, table, column, ids, returned)
    left = await rows_of(passage, table, column, passage.survivor.id)
    for kind in {row.kind for row in left}:
        rows = [row for row in left if row.kind == kind]
        first = next((row.id for row in rows if row.primary), None)
        before = next((row.id for row in rows if own.get(row.id, {}).get("primary") == [True, False]), None)
        chosen = next((row.id for row in rows if own.get(row.id, {}).get("primary") == [False, True]), None)
        wanted = before if before is not None and first in (None, chosen) else first or rows[0].id
        if wanted != first:
            if first is not None:
                await write(passage, table, first, primary=False)
            await write(passage, table, wanted, primary=True)


async def assignments(passage: Passage, table: Table, column: str) -> Moved:
    """Who helps the loser now helps the survivor, unless he serves him already; a co-owner goes without credit.

    The owner goes over only when he was chosen: then the survivor's own one ends, and he holds what co-owners leave.
    Past stretches stay: they say who served the loser.
    """
    done, today = Moved(), business_date()
    ours = [r for r in await rows_of(passage, table, column, passage.survivor.id) if r.valid_to is None]
    theirs = [r for r in await rows_of(passage, table, column, passage.loser.id) if r.valid_to is None]
    owner = next((row for row in theirs if row.role == "owner" and "owner" in passage.theirs), None)
    if owner is not None:
        for row in ours:
            if row.role == "owner" or row.user_id == owner.user_id:
                done.note(row.id, "valid_to", None, today)
                await write(passage, table, row.id, valid_to=today)
        ours = [row for row in ours if row.role != "owner" and row.user_id != owner.user_id]
        left = Decimal(100) - sum((row.credit for row in ours if row.role == "co_owner"), Decimal(0))
        done.ids.append(owner.id)
        done.note(owner.id, "credit", owner.credit, left)
        done.changes.setdefault(str(owner.id), {})["valid_to"] = [None, None]
        await write(passage, table, owner.id, **{column: passage.survivor.id}, credit=left)
    serving = {row.user_id for row in ours} | ({owner.user_id} if owner is not None else set())
    for row in theirs:
        if row.role == "owner" or row.user_id in serving:
            continue
        done.ids.append(row.id)
        done.note(row.id, "credit", row.credit, Decimal(0))
        done.changes.setdefault(str(row.id), {})["valid_to"] = [None, None]
        await write(passage, table, row.id, **{column: passage.survivor.id}, credit=Decimal(0))
        serving.add(row.user_id)
    return done


async def assignments_back(
    passage: Passage, table: Table, column: str, ids: Sequence[UUID], changes: dict[str, dict[str, list[Any]]]
) -> None:
    """Who went over serves the loser again; who had to end for it serves the survivor again, if nobody else does."""
    moved = {str(id) for id in ids}
    await give_back(passage, table, column, ids, {row: of for row, of in changes.items() if row in moved})
    rows = await rows_of(passage, table, column, passage.survivor.id)
    serving = [row for row in rows if row.valid_to is None]
    for row in rows:
        taken = any(each.user_id == row.user_id or each.role == row.role == "owner" for each in serving)
        if str(row.id) in changes and str(row.id) not in moved and row.valid_to is not None and not taken:
            await write(passage, table, row.id, valid_to=None)


async def accruals(passage: Passage, table: Table, column: str) -> Moved:
    """Fees of a position that both had in one period are added up; the loser's row stays, with nothing in it."""
    done = Moved()
    ours = {
        tuple(getattr(row, name) for name in KEY_OF_PERIOD): row
        for row in await rows_of(passage, table, column, passage.survivor.id)
    }
    for row in await rows_of(passage, table, column, passage.loser.id):
        like = ours.get(tuple(getattr(row, name) for name in KEY_OF_PERIOD))
        if like is None:
            done.ids.append(row.id)
            await write(passage, table, row.id, **{column: passage.survivor.id})
            continue
        for name in ("base", "amount"):
            mine, other = getattr(like, name), getattr(row, name)
            done.note(like.id, name, mine, mine + other)
            done.note(row.id, name, other, Decimal("0.00"))
        await write(passage, table, like.id, base=like.base + row.base, amount=like.amount + row.amount)
        await write(passage, table, row.id, base=Decimal(0), amount=Decimal(0))
    return done


async def derived(_passage: Passage, _table: Table, _column: str) -> Moved:
    """Follows from the transactions, and is brought into line with them when those went over (`rebuild.py`)."""
    return Moved()


MOVERS: Final[Mapping[tuple[str, str], Mover]] = {
    ("transaction", "client_id"): Mover(whole()),
    ("lot", "client_id"): Mover(derived),
    ("lot_use", "client_id"): Mover(derived),
    ("holding", "client_id"): Mover(derived),
    ("fund_order", "client_id"): Mover(whole()),
    ("payment_receipt", "client_id"): Mover(whole()),
    ("revenue", "client_id"): Mover(whole()),
    ("fee_accrual", "client_id"): Mover(accruals),
    ("unit_break", "client_id"): Mover(whole("product_id", "share_class_id", "as_of", "investor_masked")),
    ("interaction", "client_id"): Mover(whole()),
    ("interaction_participant", "client_id"): Mover(whole()),
    ("interaction_participant", "party_id"): Mover(whole()),
    ("talk_message", "client_id"): Mover(whole("mark")),
    ("mail", "client_id"): Mover(whole("message_id")),
    ("incoming_mail", "client_id"): Mover(whole()),
    ("document", "client_id"): Mover(whole()),
    ("task", "client_id"): Mover(whole()),
    ("task_series", "client_id"): Mover(whole()),
    ("need", "client_id"): Mover(whole()),
    ("journey", "client_id"): Mover(whole()),
    ("stage_visit", "client_id"): Mover(whole()),
    ("approval", "client_id"): Mover(whole()),
    # What waits goes on for the survivor.
    ("automation_run", "client_id"): Mover(whole()),
    ("proposal", "client_id"): Mover(whole()),
    ("service_request", "client_id"): Mover(whole()),
    ("contact_point", "client_id"): Mover(contacts, contacts_back),
    # One person said both; the latest word stands.
    ("consent_entry", "client_id"): Mover(whole()),
    ("care_date", "client_id"): Mover(whole("kind", "day")),
    ("message", "client_id"): Mover(messages),
    ("client_tag", "client_id"): Mover(whole("tag_id")),
    ("tag_refusal", "client_id"): Mover(whole("tag_id")),
    ("tag_change", "client_id"): Mover(whole()),
    ("client_relation", "client_id"): Mover(whole("other_id", "kind", unlike="other_id")),
    ("client_relation", "other_id"): Mover(whole("client_id", "kind", unlike="client_id")),
    ("assignment", "client_id"): Mover(assignments, assignments_back),
    # What was imported says what the file told of the one it was taken for; its undoing looks for that one.
    ("import_row", "client_id"): Mover(stay),
    ("import_pair", "client_id"): Mover(stay),
    ("lineage", "client_id"): Mover(stay),
    # By which AUM he moved is said of that record alone.
    ("client_tier", "client_id"): Mover(stay),
    # Of two that are held the last decided counts.
    ("service_by_hand", "client_id"): Mover(whole()),
    ("service_change", "client_id"): Mover(stay),
    # The survivor is looked at anew, and what was open of the loser ends with the merge's sweep.
    ("service_breach", "client_id"): Mover(stay),
    # Told of that record; what was open of the loser ends with the next look.
    ("escalation", "client_id"): Mover(stay),
    # How that record was assessed and what it proved; the survivor's level, whichever was chosen, is recorded anew.
    ("assessment", "client_id"): Mover(stay),
    ("assessment_link", "client_id"): Mover(stay),
    ("request_link", "client_id"): Mover(stay),
    ("qualification", "client_id"): Mover(stay),
    ("suitability_insistence", "client_id"): Mover(stay),
    ("suitability_finding", "client_id"): Mover(stay),
    # The survivor's own are found anew from his lots; what was open of the loser ends with the next look.
    ("drawdown", "client_id"): Mover(stay),
    ("silence", "client_id"): Mover(stay),
    ("care_occasion", "client_id"): Mover(stay),
    # Found anew of the survivor the next day; what was said about a reason was said of that record.
    ("prediction", "client_id"): Mover(stay),
    ("prediction_doubt", "client_id"): Mover(stay),
    # One person wanted it, by whichever record.
    ("prediction_opt_out", "client_id"): Mover(whole()),
    # What compliance said was said of that record; of the survivor it says its own.
    ("aml_review", "client_id"): Mover(stay),
    # By what that record came to its state; the survivor's own steps lead to his.
    ("life_cycle_step", "client_id"): Mover(stay),
    # What became of the loser's own merges is found through him.
    ("client", "merged_into_id"): Mover(stay),
    ("client_merge", "survivor_id"): Mover(stay),
    ("client_merge", "loser_id"): Mover(stay),
    # Who was handed over was that record.
    ("handover_line", "client_id"): Mover(stay),
    # Said of that record; it comes back with it.
    ("client_distinction", "one_id"): Mover(stay),
    ("client_distinction", "other_id"): Mover(stay),
}
"""By table and column, in the order in which they go."""
