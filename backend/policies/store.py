"""Publishing policies: judged whole, kept as a version, effective everywhere within a second."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.custom_fields import CUSTOM, CustomField
from backend.platform.bells import strike
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.principal import Mask, Principal, Relation
from backend.platform.tenant import Firm
from backend.policies.checks import KEEPING, Fault, checked, refusal_of, whole_faults
from backend.policies.coordinates import Coordinates, known, with_custom
from backend.policies.enforcement import Policy
from backend.policies.rules import Effect, Right, Row, Rule, as_lines, digest
from backend.policies.shipped import shipped_rules
from backend.policies.simulate import changes_for
from backend.policies.versions import PolicyVersion, rules_of, version_of, write_rules
from backend.systemize.field_values import clean_text

Changed = Callable[[Sequence[Rule], Coordinates], Sequence[Rule]]


@dataclass(frozen=True)
class Becoming:
    """A next policy beside the one in force, before it is published or proposed."""

    firm: Firm
    old: Sequence[Rule]
    new: Sequence[Rule]
    coordinates: Coordinates


@dataclass(frozen=True)
class Difference:
    """What a policy says that another does not; sorted."""

    added: tuple[Rule, ...]
    removed: tuple[Rule, ...]


def diff(old: Iterable[Rule], new: Iterable[Rule]) -> Difference:
    """The rules that come and go from one policy to another; order does not count."""
    before, after = set(old), set(new)
    return Difference(tuple(sorted(after - before)), tuple(sorted(before - after)))


async def publish(session: AsyncSession, rows: Iterable[Row], note: str) -> PolicyVersion:
    """Make authored rows (role, coordinate, relation, right, effect; wildcards allowed) the firm's policy.

    note: why, 1 to 400 characters. Who publishes needs `Right.policies` and cannot widen his own rights; the
    product itself (command line, founding) can. Raises Refused: FORBIDDEN; BAD_USER_INPUT with the first fault
    as `problem` (a `policy_…` key) and all of them in `faults`, `policy_same` when nothing would change.
    """
    _refuse_stranger(session)
    rules = checked(as_lines(rows), await known_in(session))
    return await _publish(session, await _locked_firm(session), rules, note)


async def rollback(session: AsyncSession, number: int, note: str) -> PolicyVersion:
    """Publish an earlier version again, as a new one; the same rules hold for who may.

    What the schema no longer knows is left out. Raises Refused(NOT_FOUND), else as `publish`.
    """
    _refuse_stranger(session)
    found = await rules_of(session, number)
    if not found:
        raise Refused(Code.NOT_FOUND)
    coordinates = await known_in(session)
    rules = [rule for rule in found if rule.coordinate in coordinates]
    faults = whole_faults(rules, coordinates)
    if faults:
        raise refusal_of(faults)
    return await _publish(session, await _locked_firm(session), rules, note)


async def seed(session: AsyncSession) -> None:
    """Give a firm that has no policy the shipped one as version 1; does nothing when it has one."""
    firm = await _locked_firm(session)
    if firm.policy_version == 0:
        rules = shipped_rules()
        await _write(session, firm, rules, "shipped", digest(rules))


async def known_in(session: AsyncSession) -> Coordinates:
    """All coordinates of the firm: those of the schema and its own fields, archived ones with them."""
    keys = await session.scalars(
        select(CustomField.key).where(CustomField.firm_id == session.info["firm_id"])
    )
    return with_custom(known(), (f"Client.{CUSTOM}{key}" for key in keys))


async def replace_rules(
    session: AsyncSession, coordinate: str, rules: Sequence[Rule], note: str
) -> PolicyVersion:
    """Publish the present policy with other rules on one coordinate; as `publish` for who may and what is refused."""
    _refuse_stranger(session)
    firm = await _locked_firm(session)
    old = await rules_of(session, firm.policy_version)
    new = [*(rule for rule in old if rule.coordinate != coordinate), *rules]
    faults = whole_faults(new, await known_in(session))
    if faults:
        raise refusal_of(faults)
    return await _publish(session, firm, new, note, old)


async def becoming(session: AsyncSession, base: int, changed: Changed) -> Becoming:
    """What becomes of the policy in force; base: the version its author knew. The firm's row is held until commit.

    changed: (rules in force, coordinates) -> the rules that shall be. Raises Refused(CONFLICT) when another version is
    in force meanwhile, else as `publish`.
    """
    _refuse_stranger(session)
    firm = await _locked_firm(session)
    if firm.policy_version != base:
        raise Refused(Code.CONFLICT, fields=["number"], version=firm.policy_version)
    old = await rules_of(session, base)
    coordinates = await known_in(session)
    new = changed(old, coordinates)
    faults = whole_faults(new, coordinates)
    if faults:
        raise refusal_of(faults)
    return Becoming(firm, old, new, coordinates)


async def put_in_force(session: AsyncSession, of: Becoming, note: str) -> PolicyVersion:
    """Publish what was made of the policy in force. Raises Refused as `publish`."""
    return await _publish(session, of.firm, of.new, note, of.old)


def hold_proposable(session: AsyncSession, of: Becoming) -> None:
    """What `put_in_force` would refuse now, without publishing. Raises Refused."""
    if digest(of.new) == digest(of.old):
        raise bad_input("rules", "policy_same", value=str(of.firm.policy_version))
    _refuse_self_grant(session.info["principal"], of.old, of.new)


async def open_new(session: AsyncSession, coordinate: str, roles: Iterable[str]) -> None:
    """Let roles read and write a field of the firm's own that was only just made, and of which nobody has a value.

    That is no right on anything that is there, so it needs no right to publish.
    """
    firm = await _locked_firm(session)
    more = [Rule(role, coordinate, Relation.FIRM, Right.EDIT, Effect.ALLOW) for role in roles]
    if more:
        rules = [*await rules_of(session, firm.policy_version), *more]
        await _write(session, firm, rules, coordinate, digest(rules))


async def current_rules(session: AsyncSession) -> list[Rule]:
    """The plain rules of the firm's present policy; none before it has one."""
    number = await session.scalar(select(Firm.policy_version).where(Firm.firm_id == session.info["firm_id"]))
    return await rules_of(session, number or 0)


async def _publish(
    session: AsyncSession, firm: Firm, new: Sequence[Rule], note: str, old: Sequence[Rule] | None = None
) -> PolicyVersion:
    """old: the rules in force, where they were read already; the product itself replaces even ones that are damaged."""
    principal: Principal = session.info["principal"]
    words = clean_text(note, "note", limit=400, required=True) or ""
    present = await version_of(session, firm.policy_version)
    hash = digest(new)
    if present is not None and present.hash == hash:
        raise bad_input("rules", "policy_same", value=str(present.number))
    if not _is_product(principal):
        present_rules = await rules_of(session, firm.policy_version) if old is None else old
        _refuse_self_grant(principal, present_rules, new)
    return await _write(session, firm, new, words, hash)


def _is_product(principal: Principal) -> bool:
    return principal.subject.startswith("system:")


def _refuse_stranger(session: AsyncSession) -> None:
    principal: Principal = session.info["principal"]
    if not _is_product(principal) and not principal.may(KEEPING):
        raise Refused(Code.FORBIDDEN, coordinate=KEEPING)


def _refuse_self_grant(principal: Principal, old: Sequence[Rule], new: Sequence[Rule]) -> None:
    # A coordinate's rights come of its own rules alone: where they stay as they are, nobody gains anything.
    turned = {rule.coordinate for rule in set(old) ^ set(new)}
    before = _mask_of(old, turned, principal) if old else principal.mask
    gained = next((c for c in changes_for("", before, _mask_of(new, turned, principal)) if c.widens), None)
    if gained is not None:
        raise refusal_of([Fault("policy_self", value=gained.coordinate)])


def _mask_of(rules: Iterable[Rule], coordinates: Collection[str], principal: Principal) -> Mask:
    chosen = [rule for rule in rules if rule.coordinate in coordinates]
    return Policy(chosen, known()).mask(principal.roles) if chosen else Mask()


async def _locked_firm(session: AsyncSession) -> Firm:
    """The firm's row, held until commit: versions are numbered one after another."""
    firm: Firm | None = await session.scalar(
        select(Firm)
        .where(Firm.firm_id == session.info["firm_id"])
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if firm is None:
        raise Refused(Code.NOT_FOUND)
    return firm


async def _write(
    session: AsyncSession, firm: Firm, rules: Sequence[Rule], note: str, hash: str
) -> PolicyVersion:
    principal: Principal = session.info["principal"]
    version = PolicyVersion(
        number=firm.policy_version + 1, published_by=principal.subject, note=note, hash=hash
    )
    session.add(version)
    firm.policy_version = version.number
    await session.flush()
    await write_rules(session, version.number, list(dict.fromkeys(rules)))
    strike(session, "policy", str(version.number))
    return version
