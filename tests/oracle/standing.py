"""How somebody stands to a row, found by looking at everything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from tests.oracle.book import Book, Row
from tests.oracle.judge import NEAREST_FIRST


@dataclass(frozen=True)
class Asker:
    """Who asks: a person, or a key with the sources and products it was given."""

    roles: tuple[str, ...]
    user_id: UUID | None = None
    sources: frozenset[str] = frozenset()
    product_ids: frozenset[UUID] = frozenset()


@dataclass(frozen=True)
class Standing:
    """One asker before one book."""

    book: Book
    asker: Asker
    today: date

    def of(self, type_name: str, row: Row) -> str | None:
        """The nearest relation that holds; None where there is none at all (other people's inboxes)."""
        holds: Callable[[Row, str], bool] = getattr(self, f"_{type_name.lower()}")
        return next((relation for relation in NEAREST_FIRST if holds(row, relation)), None)

    @cached_property
    def acting(self) -> set[UUID]:
        """The asker and whom he stands in for today: those away who named him, and whom these would stand in for."""
        found = {self.asker.user_id} if self.asker.user_id else set()
        while True:
            more = {
                user["id"]
                for user in self.book.rows["user_account"]
                if user["deputy_id"] in found and user["id"] not in found and self._away(user)
            }
            if not more:
                return found
            found |= more

    def _away(self, user: Row) -> bool:
        begin, end = user["absent_from"], user["absent_until"]
        return begin is not None and end is not None and begin <= self.today <= end

    @cached_property
    def teams(self) -> set[UUID]:
        """The asker's team and every team below it."""
        user = self.book.one("user_account", self.asker.user_id)
        found = {user["team_id"]} if user and user["team_id"] else set()
        while True:
            more = {t["id"] for t in self.book.rows["team"] if t["parent_id"] in found} - found
            if not more:
                return found
            found |= more

    def _client(self, row: Row, relation: str) -> bool:
        if relation == "own":
            served = self.book.all("assignment", client_id=row["id"], valid_to=None)
            return any(each["user_id"] in self.acting for each in served)
        if relation == "team":
            return row["team_id"] in self.teams
        if relation == "scope":
            return row["source"] in self.asker.sources or self._holds(row)
        return True

    def _holds(self, client: Row) -> bool:
        held = self.book.all("holding", client_id=client["id"], valid_to=None)
        return any(each["product_id"] in self.asker.product_ids for each in held)

    def _by_client(self, row: Row, relation: str) -> bool:
        client = self.book.one("client", row["client_id"])
        return relation == "firm" or (client is not None and self._client(client, relation))

    _interaction = _by_client
    _talkmessage = _by_client
    _need = _by_client
    _message = _by_client
    _document = _by_client
    _auditentry = _by_client

    def _transaction(self, row: Row, relation: str) -> bool:
        if relation != "scope":
            return self._by_client(row, relation)
        client = self.book.one("client", row["client_id"])
        assert client is not None
        by_product = row["product_id"] in self.asker.product_ids and self._holds(client)
        return client["source"] in self.asker.sources or by_product

    _holding = _holder = _holdingchange = _transaction

    _fundorder = _transaction

    def _revenue(self, row: Row, relation: str) -> bool:
        return self._transaction(row, relation)

    def _paymentreceipt(self, row: Row, relation: str) -> bool:
        return relation == "firm" or (row["client_id"] is not None and self._by_client(row, relation))

    def _unitbreak(self, row: Row, relation: str) -> bool:
        return relation == "firm" or (row["client_id"] is not None and self._transaction(row, relation))

    def _exchangerate(self, _row: Row, relation: str) -> bool:
        return relation == "firm"

    def _task(self, row: Row, relation: str) -> bool:
        if self._by_client(row, relation):
            return True
        if relation == "own":
            mine = {f"user:{id}" for id in self.acting}
            held = row["assignee_id"] in self.acting or row["handed_by_id"] in self.acting
            return held or row["created_by"] in mine
        assignee = self.book.one("user_account", row["assignee_id"])
        return relation == "team" and assignee is not None and assignee["team_id"] in self.teams

    def _household(self, row: Row, relation: str) -> bool:
        members = self.book.all("client", household_id=row["id"])
        return relation == "firm" or any(self._client(member, relation) for member in members)

    def _export(self, row: Row, relation: str) -> bool:
        return relation == "firm" or (relation == "own" and row["user_id"] == self.asker.user_id)

    def _handover(self, row: Row, relation: str) -> bool:
        """Planned by him, told to him, or done and he follows; a person's of his teams."""
        if relation == "own":
            lines = self.book.all("handover_line", handover_id=row["id"])
            follows = row["state"] in {"executed", "undone"} and any(
                line["to_id"] in self.acting for line in lines
            )
            told = row["told"] and row["from_id"] in self.acting
            return follows or told or row["created_by"] in {f"user:{id}" for id in self.acting}
        leaver = self.book.one("user_account", row["from_id"])
        return relation == "firm" or (
            relation == "team" and leaver is not None and leaver["team_id"] in self.teams
        )

    def _user(self, row: Row, relation: str) -> bool:
        if relation == "own":
            return bool(row["id"] == self.asker.user_id)
        return relation == "firm" or (relation == "team" and row["team_id"] in self.teams)

    def _team(self, row: Row, relation: str) -> bool:
        return relation == "firm" or (relation == "team" and row["id"] in self.teams)

    def _product(self, row: Row, relation: str) -> bool:
        return self._fund(row["id"], relation)

    def _shareclass(self, row: Row, relation: str) -> bool:
        return self._fund(row["product_id"], relation)

    def _fund(self, product_id: UUID, relation: str) -> bool:
        if relation != "scope":
            return relation == "firm"
        sourced = {c["id"] for c in self.book.rows["client"] if c["source"] in self.asker.sources}
        held = self.book.all("holding", product_id=product_id, valid_to=None)
        return product_id in self.asker.product_ids or any(each["client_id"] in sourced for each in held)

    def _tag(self, _row: Row, relation: str) -> bool:
        return relation == "firm"

    _topic = _tag
    _customfield = _tag

    def _notification(self, row: Row, relation: str) -> bool:
        return relation == "own" and self.asker.user_id is not None and row["user_id"] == self.asker.user_id
