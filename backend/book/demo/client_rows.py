"""The fictitious clients as rows of the book: numbers sealed, masked and findable, never clear."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from backend.book import sealed
from backend.book.demo.clients import INDIVIDUAL, DemoClient
from backend.book.demo.copying import Row
from backend.book.demo.draws import Draws, Weighted, draws_of, weighted
from backend.book.demo.population import Population
from backend.platform.crypto import FirmKeys
from backend.platform.keys import new_key_columns
from backend.systemize.names import name_sort_of, pinyin_of
from backend.systemize.regions import cities
from backend.systemize.search_tokens import tokens_of

AUTHOR = "system:demo"
_INVESTING: Weighted[str | None] = weighted(
    {"key_decision_maker": 18, "influencer": 14, "long_term_partner": 31, "ordinary": 37}
)
_LOOKING: Weighted[str | None] = weighted(
    {"key_decision_maker": 6, "influencer": 9, "ordinary": 45, None: 40}
)


class ClientRows:
    """Rows of clients with their keys and contact points; each client's data key is made here."""

    def __init__(self, people: Population, keys: FirmKeys) -> None:
        """keys: of the firm the rows are for."""
        self._people, self._firm_keys = people, keys
        self._made = {client.id: new_key_columns(keys, client.id) for client in people.clients}
        self._draws: Draws = draws_of(0, "contact points")
        self._last: dict[UUID, datetime] = {}
        for contact in people.contacts:
            before = self._last.get(contact.client_id)
            self._last[contact.client_id] = max(contact.at, before) if before else contact.at

    def keys(self) -> Iterator[Row]:
        """Wrapped data keys, for `PersonKey`."""
        for columns, _ in self._made.values():
            yield columns

    def clients(self) -> Iterator[Row]:
        """For `Client`: with pinyin, search tokens, sealed numbers, AUM and the last contact."""
        teams = {team.name: team.id for team in self._people.firm.teams}
        team_of = {user.id: teams.get(user.team or "") for user in self._people.firm.users}
        draws = draws_of(0, "relationship")
        for client in self._people.clients:
            owner = self._people.owner_of[client.id]
            is_person = client.kind == INDIVIDUAL
            yield {
                "id": client.id,
                "kind": client.kind,
                "name": client.name,
                "name_pinyin": pinyin_of(client.name, is_person=is_person),
                "name_sort": name_sort_of(client.name, is_person=is_person),
                "search_tokens": tokens_of(client.name, client.company, is_person=is_person),
                "company": client.company,
                "occupation": client.occupation,
                "gender": client.gender,
                "birth_date": client.birth_date,
                "id_type": client.id_type,
                "state": client.state,
                "source": client.source,
                "relationship": draws.pick(_INVESTING if client.is_investor else _LOOKING),
                "province": client.place.province,
                "city": cities()[client.place.city].name,
                "industry": client.industry,
                "risk_level": client.risk,
                "risk_valid_until": client.risk_valid_until,
                "qualified": client.is_qualified,
                "aum": self._people.aum[client.id],
                "note": client.note,
                "onboard_date": client.started_on,
                "last_interaction_at": self._last.get(client.id),
                "owner_id": owner,
                "team_id": team_of[owner],
                "household_id": self._people.household_of.get(client.id),
                "created_at": client.created_at,
                "created_by": AUTHOR,
                "updated_at": self._last.get(client.id, client.created_at),
                **self._numbers(client),
            }

    def contact_points(self) -> Iterator[Row]:
        """For `ContactPoint`: the first of a kind is primary; mobiles of investors are verified."""
        for client in self._people.clients:
            for kind, value, is_primary in _ways_to_reach(client):
                id = self._draws.id_at(client.created_at)
                made = self._seal(client.id, kind, value, ("contact_point", id, "sealed"))
                yield {
                    "id": id,
                    "client_id": client.id,
                    "kind": kind,
                    "sealed": made.sealed,
                    "masked": made.masked,
                    "blind": made.blind,
                    "tail": made.tail,
                    "primary": is_primary,
                    "verified": kind == "mobile" and client.is_investor,
                    "created_at": client.created_at,
                    "created_by": AUTHOR,
                    "updated_at": client.created_at,
                }

    def _numbers(self, client: DemoClient) -> Row:
        """The columns of the ID number and the bank account, those that are known."""
        columns: dict[str, bytes | str | None] = {}
        for stem, value in (("id_number", client.id_number), ("bank_account", client.bank_account)):
            if value:
                made = self._seal(client.id, stem, value, ("client", client.id, stem))
                columns |= {
                    f"{stem}_sealed": made.sealed,
                    f"{stem}_masked": made.masked,
                    f"{stem}_blind": made.blind,
                    f"{stem}_tail": made.tail,
                }
        return columns

    def _seal(
        self, client_id: UUID, kind: str, value: str, place: tuple[str, UUID, str]
    ) -> sealed.SealedValue:
        """A value under its client's key."""
        return sealed.seal(kind, value, self._firm_keys, self._made[client_id][1], place)


def _ways_to_reach(client: DemoClient) -> Iterator[tuple[str, str, bool]]:
    """Kind, clear value and whether it is the primary one of its kind."""
    for number, mobile in enumerate(client.mobiles):
        yield "mobile", mobile, number == 0
    for kind in ("phone", "email", "wechat", "address"):
        value: str | None = getattr(client, kind)
        if value:
            yield kind, value, True
