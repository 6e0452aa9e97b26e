"""People, products, ledger and work of the demo firm as rows of the book, one function a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Final

from backend.book.demo.client_rows import AUTHOR
from backend.book.demo.copying import Row
from backend.book.demo.days import at_hour
from backend.book.demo.draws import draws_of
from backend.book.demo.ledger import CARRIES_FEE, SUBSCRIPTION_FEE
from backend.book.demo.minutes import next_steps
from backend.book.demo.population import Population
from backend.book.demo.sayings import chat_of, minute_of
from backend.systemize.holidays import last_market_day_of_week
from backend.systemize.names import name_sort_of
from backend.systemize.search_tokens import text_tokens_of

FURTHER_MINIMUM: Final = Decimal(100_000)
WARNING_LINE, STOP_LINE = Decimal("0.85"), Decimal("0.80")


def teams(people: Population) -> Iterator[Row]:
    """For `Team`."""
    founded = at_hour(people.firm.founded_on, 9)
    for team in people.firm.teams:
        yield {"id": team.id, "name": team.name, "lead_id": team.lead_id, **_made(founded)}


def users(people: Population) -> Iterator[Row]:
    """For `User`: the leaver is not active any more."""
    ids = {team.name: team.id for team in people.firm.teams}
    for user in people.firm.users:
        yield {
            "id": user.id,
            "name": user.name,
            "name_sort": name_sort_of(user.name, is_person=True),
            "email": user.email,
            "title": user.title,
            "active": user.left_on is None,
            "team_id": ids.get(user.team or ""),
            "absent_from": user.absent_from,
            "absent_until": user.absent_until,
            "deputy_id": user.deputy_id,
            **_made(at_hour(user.joined_on, 9)),
        }


def user_roles(people: Population) -> Iterator[Row]:
    """For `UserRole`."""
    draws = draws_of(0, "user roles")
    for user in people.firm.users:
        for role in user.roles:
            yield {"id": draws.id_at(at_hour(user.joined_on, 9)), "user_id": user.id, "role": role}


def memberships(people: Population) -> Iterator[Row]:
    """For `TeamMembership`: from joining, until leaving."""
    draws = draws_of(0, "memberships")
    ids = {team.name: team.id for team in people.firm.teams}
    for user in people.firm.users:
        if user.team:
            yield {
                "id": draws.id_at(at_hour(user.joined_on, 9)),
                "user_id": user.id,
                "team_id": ids[user.team],
                "valid_from": user.joined_on,
                "valid_to": user.left_on,
            }


def products(people: Population) -> Iterator[Row]:
    """For `Product`, with the latest NAV."""
    for product in people.products:
        yield {
            "id": product.id,
            "code": product.code,
            "name": product.name,
            "name_sort": name_sort_of(product.name, is_person=False),
            "strategy": product.strategy.code,
            "risk_level": f"R{product.risk}",
            "inception": product.inception,
            "lock_up_days": product.strategy.lock_up_days,
            "nav": product.nav,
            "nav_date": product.nav_date,
            "amac_code": f"SD{product.code[2:]}",
            "custodian": "演示银行托管部",
            "registrar": "演示证券登记中心",
            "first_minimum": product.strategy.minimum,
            "further_minimum": FURTHER_MINIMUM,
            "warning_line": WARNING_LINE if product.strategy.code in CARRIES_FEE else None,
            "stop_line": STOP_LINE if product.strategy.code in CARRIES_FEE else None,
            **_made(at_hour(product.created_on, 9)),
        }


def fee_terms(people: Population) -> Iterator[Row]:
    """For `FeeTerms`: one set a fund, since it began."""
    draws = draws_of(0, "fee terms")
    for product in people.products:
        rich = product.strategy.code in CARRIES_FEE
        yield {
            "id": draws.id_at(at_hour(product.created_on, 9)),
            "product_id": product.id,
            "valid_from": product.created_on,
            "subscription_rate": SUBSCRIPTION_FEE if rich else Decimal(0),
            "subscription_mode": "inside",
            "redemption_steps": [{"days": product.strategy.lock_up_days, "rate": "0.01"}],
            "management_rate": Decimal("0.015" if rich else "0.006"),
            "performance_method": "fund" if rich else "none",
            "performance_rate": Decimal("0.2" if rich else "0"),
            "trail_rate": Decimal("0.3"),
            **_made(at_hour(product.created_on, 9)),
        }


def open_days(people: Population) -> Iterator[Row]:
    """For `OpenDay`: the last market day of each week, a quarter back and a quarter ahead."""
    draws = draws_of(0, "open days")
    weeks = [people.as_of + timedelta(days=7 * week) for week in range(-13, 14)]
    days = [day for week in weeks if (day := last_market_day_of_week(week)) is not None]
    for product in people.products:
        for day in days:
            id = draws.id_at(at_hour(product.created_on, 9))
            yield {"id": id, "product_id": product.id, "first": day, "last": day}


def nav_points(people: Population) -> Iterator[Row]:
    """For `NavPoint`."""
    for nav in people.navs:
        yield {
            "id": nav.id,
            "product_id": nav.product_id,
            "date": nav.on,
            "unit": nav.unit,
            "dividend": nav.dividend,
            "source": "demo",
            "cumulative": nav.cumulative,
            "adjusted": nav.adjusted,
            "published_at": nav.published_at,
        }


def households(people: Population) -> Iterator[Row]:
    """For `Household`; members point to it."""
    for household in people.households:
        known = max(member.created_at for member in household.members)
        head = household.members[0]
        yield {"id": household.id, "name": household.name, "head_id": head.id, **_made(known)}


def relations(people: Population) -> Iterator[Row]:
    """For `ClientRelation`."""
    for tie in people.relations:
        yield {
            "id": tie.id,
            "client_id": tie.client_id,
            "other_id": tie.other_id,
            "kind": tie.kind,
            "share": tie.share,
        }


def assignments(people: Population) -> Iterator[Row]:
    """For `Assignment`."""
    for row in people.assignments:
        yield {
            "id": row.id,
            "client_id": row.client_id,
            "user_id": row.user_id,
            "role": row.role,
            "credit": row.credit,
            "valid_from": row.valid_from,
            "valid_to": row.valid_to,
            "reason": row.reason,
        }


def transactions(people: Population) -> Iterator[Row]:
    """For `Transaction`."""
    for row in people.transactions:
        yield {
            "id": row.id,
            "client_id": row.client_id,
            "product_id": row.product_id,
            "kind": row.kind,
            "date": row.on,
            "units": row.units,
            "nav": row.nav,
            "gross": row.gross,
            "fee": row.fee,
            "net": row.net,
            "known_at": row.known_at,
            "created_at": row.created_at,
            "source": "demo",
        }


def lots(people: Population) -> Iterator[Row]:
    """For `Lot`."""
    return (asdict(lot) for lot in people.lots)


def lot_uses(people: Population) -> Iterator[Row]:
    """For `LotUse`."""
    for use in people.lot_uses:
        row = asdict(use)
        yield {"date": row.pop("on"), **row}


def holdings(people: Population) -> Iterator[Row]:
    """For `Holding`."""
    for row in people.holdings:
        yield {
            "id": row.id,
            "client_id": row.client_id,
            "product_id": row.product_id,
            "units": row.units,
            "cost": row.cost,
            "valid_from": row.valid_from,
            "valid_to": row.valid_to,
        }


def interactions(people: Population) -> Iterator[Row]:
    """For `Interaction`."""
    for row in people.contacts:
        minute, chat = minute_of(row), chat_of(row, people.as_of)
        topics = minute.topics if minute else (chat.topic,) if chat else ()
        summary = chat.lines[0][1] if chat else row.summary
        said = tuple(text for _, text in chat.lines) if chat else ()
        yield {
            "id": row.id,
            "client_id": row.client_id,
            "user_id": row.user_id,
            "kind": row.kind,
            "direction": "both" if chat else row.direction,
            "channel": chat.channel if chat else row.channel,
            "at": row.at,
            "minutes": row.minutes,
            "summary": summary,
            "content": row.content,
            "needs": minute.needs if minute else None,
            "topics": list(topics),
            "two_way": row.two_way,
            "search_tokens": _tokens(summary, row.content, minute.needs if minute else None, *topics, *said),
            "created_at": row.at,
            "created_by": f"user:{row.user_id}",
            "updated_at": row.at,
        }


def tasks(people: Population) -> Iterator[Row]:
    """For `Task`: everybody makes his own; who completed one is who it was for. Next steps of minutes come last."""
    for row in people.tasks:
        yield {
            "id": row.id,
            "title": row.title,
            "body": row.body,
            "state": row.state,
            "priority": row.priority,
            "due_at": row.due_at,
            "client_id": row.client_id,
            "assignee_id": row.assignee_id,
            "completed_at": row.completed_at,
            "completed_by_id": row.assignee_id if row.completed_at else None,
            "outcome": row.outcome,
            "interaction_id": None,
            "created_at": row.created_at,
            "created_by": f"user:{row.assignee_id}",
            "updated_at": row.completed_at or row.created_at,
        }
    yield from next_steps(people)


def tags(people: Population) -> Iterator[Row]:
    """For `Tag`."""
    founded = at_hour(people.firm.founded_on, 10)
    for tag in people.tags:
        yield {
            "id": tag.id,
            "name": tag.name,
            "colour": tag.colour,
            "group": tag.group,
            "description": tag.description,
            "rule_version": 0 if tag.rule is None else 1,
            **_made(founded),
        }


def tag_rules(people: Population) -> Iterator[Row]:
    """For `TagRule`: the first version of each rule."""
    founded = at_hour(people.firm.founded_on, 10)
    for tag in people.tags:
        if tag.rule is not None:
            yield {
                "id": tag.id,
                "tag_id": tag.id,
                "number": 1,
                "condition": tag.rule,
                "published_by": "system:demo",
                "published_at": founded,
            }


def tag_marks(people: Population) -> Iterator[Row]:
    """For `TagMark`: the worker asks each rule of everybody as soon as it is there."""
    at = at_hour(people.firm.founded_on, 10)
    yield from ({"id": tag.id, "kind": "tag", "at": at} for tag in people.tags if tag.rule is not None)


def client_tags(people: Population) -> Iterator[Row]:
    """For `ClientTag`, given by hand."""
    for row in people.client_tags:
        yield {"id": row.id, "client_id": row.client_id, "tag_id": row.tag_id, "given_at": row.given_at}


def _made(at: object) -> Row:
    """Who made a row and when."""
    return {"created_at": at, "created_by": AUTHOR, "updated_at": at}


@lru_cache(maxsize=5_000)
def _tokens(*texts: str | None) -> list[str]:
    """Search tokens of what was written down; the demo repeats its words."""
    return text_tokens_of(*texts)
