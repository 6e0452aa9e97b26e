"""Where wrapped keys lie, and the vault that opens them."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Uuid, any_, cast, select
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.crypto import DataKey, FirmKeys, Unreadable, decrypt, derive, encrypt
from backend.platform.db import TenantRow

INDEX = 0


class FirmKey(TenantRow):
    """A firm's wrapping key of one version, or (version 0) the key of its blind indexes; under the master key."""

    __tablename__ = "firm_key"
    audited: ClassVar[bool] = False

    key_version: Mapped[int] = mapped_column()
    wrapped: Mapped[bytes]


class PersonKey(TenantRow):
    """The wrapped data key of one person; `id` is the person's id. Deleted to erase."""

    __tablename__ = "person_key"
    audited: ClassVar[bool] = False

    key_version: Mapped[int]
    wrapped: Mapped[bytes]


def new_key_columns(firm: FirmKeys, id: UUID) -> tuple[dict[str, Any], DataKey]:
    """A fresh data key as the columns of its row, for many at once, and the opened key."""
    key = secrets.token_bytes(32)
    wrapped = encrypt(firm.wrapping[firm.current], key, f"{firm.firm_id.hex}|person_key|{id.hex}")
    columns = {"firm_id": firm.firm_id, "id": id, "key_version": firm.current, "wrapped": wrapped}
    return columns, DataKey(firm.firm_id, id, key)


class Vault:
    """Opens keys with the master key and keeps firm keys in memory; one for a process."""

    def __init__(self, master: bytes) -> None:
        self._master = derive(master, "startrail wrap")
        self._directory = derive(master, "startrail directory")
        self._inputs = derive(master, "startrail inputs")
        self._cursor = derive(master, "startrail cursor")
        self._links = derive(master, "startrail links")
        self._firms: dict[UUID, FirmKeys] = {}

    def login_hmac(self, email: str) -> bytes:
        """What the log-in directory stores of an e-mail (case and outer blanks do not count)."""
        return hmac.digest(self._directory, email.strip().lower().encode(), hashlib.sha256)

    def fingerprint(self, digest: bytes) -> bytes:
        """The digest of an input as it may be stored: nobody without the master key can try inputs out."""
        return hmac.digest(self._inputs, digest, hashlib.sha256)

    def seal_cursor(self, text: bytes) -> bytes:
        """Encrypt a page position, so that it shows no sort key to who holds it."""
        return encrypt(self._cursor, text, "cursor|1")

    def open_cursor(self, sealed: bytes) -> bytes:
        """The page position. Raises Unreadable when it is not one of ours."""
        return decrypt(self._cursor, sealed, "cursor|1")

    def seal_link(self, text: bytes) -> bytes:
        """Encrypt what a link to a file stands for: it can be neither read nor changed by who holds it."""
        return encrypt(self._links, text, "link|1")

    def open_link(self, sealed: bytes) -> bytes:
        """The text of `seal_link`. Raises Unreadable when it is not one of ours."""
        return decrypt(self._links, sealed, "link|1")

    def make_firm(self, firm_id: UUID) -> list[FirmKey]:
        """The key rows of a new firm, to be added to the session that makes it."""
        return [self._wrap(firm_id, version, secrets.token_bytes(32)) for version in (INDEX, 1)]

    def _wrap(self, firm_id: UUID, version: int, key: bytes) -> FirmKey:
        wrapped = encrypt(self._master, key, f"{firm_id.hex}|firm_key|{version}")
        return FirmKey(firm_id=firm_id, key_version=version, wrapped=wrapped)

    def known(self, firm_id: UUID) -> FirmKeys | None:
        """The keys of a firm when they were opened before."""
        return self._firms.get(firm_id)

    async def firm(self, session: AsyncSession) -> FirmKeys:
        """The keys of the session's firm. Raises Unreadable when the master key is another one."""
        firm_id: UUID = session.info["firm_id"]
        known = self._firms.get(firm_id)
        if known is None:
            rows = (await session.scalars(select(FirmKey).where(FirmKey.firm_id == firm_id))).all()
            if not rows:
                raise Unreadable("firm_key")
            opened = {
                r.key_version: decrypt(self._master, r.wrapped, f"{firm_id.hex}|firm_key|{r.key_version}")
                for r in rows
            }
            index = opened.pop(INDEX)
            known = self._firms[firm_id] = FirmKeys(firm_id, opened, index)
        return known

    def new_person_key(self, firm: FirmKeys, id: UUID) -> tuple[PersonKey, DataKey]:
        """A fresh data key for a person: the row to store and the opened key."""
        columns, key = new_key_columns(firm, id)
        return PersonKey(**columns), key

    def wrapped(self, firm: FirmKeys, key: DataKey) -> PersonKey:
        """The row of a data key that was made beforehand (`new_key_columns`) and waited for its content."""
        place = f"{firm.firm_id.hex}|person_key|{key.id.hex}"
        sealed = encrypt(firm.wrapping[firm.current], key.key, place)
        return PersonKey(firm_id=firm.firm_id, id=key.id, key_version=firm.current, wrapped=sealed)

    async def person_keys_of(
        self, session: AsyncSession, ids: Sequence[UUID], *, create: bool = False
    ) -> dict[UUID, DataKey]:
        """Data keys by person; erased or unknown persons are absent unless `create` makes them a key."""
        firm = await self.firm(session)
        # Columns and one array: objects, and a parameter for each of a thousand ids, cost more than the keys.
        found = await session.execute(
            select(PersonKey.id, PersonKey.key_version, PersonKey.wrapped).where(
                PersonKey.firm_id == firm.firm_id, PersonKey.id == any_(cast(list(ids), ARRAY(Uuid())))
            )
        )
        keys = {id: self.opened(firm, id, version, wrapped) for id, version, wrapped in found}
        missing = [id for id in dict.fromkeys(ids) if id not in keys] if create else []
        if missing:
            made = [self.new_person_key(firm, id) for id in missing]
            await self._store(session, (row for row, _ in made))
            keys.update({key.id: key for _, key in made})
        return keys

    def opened(self, firm: FirmKeys, id: UUID, version: int, wrapped: bytes) -> DataKey:
        """A person's data key from the columns of its row. Raises Unreadable."""
        wrapping = firm.wrapping.get(version)
        if wrapping is None:
            raise Unreadable("person_key")
        place = f"{firm.firm_id.hex}|person_key|{id.hex}"
        return DataKey(firm.firm_id, id, decrypt(wrapping, wrapped, place))

    async def _store(self, session: AsyncSession, rows: Iterable[PersonKey]) -> None:
        values = [
            {"firm_id": r.firm_id, "id": r.id, "key_version": r.key_version, "wrapped": r.wrapped}
            for r in rows
        ]
        await session.execute(insert(PersonKey), values)
