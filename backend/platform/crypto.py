"""Field encryption: AES-256-GCM with a data key per person, wrapped by the firm's key, wrapped by the master key.

Dropping a data key makes every copy of that person's values unreadable, in backups too. Equality search goes
through HMAC blind indexes under a key of its own. Pure functions and key handling; tables are in `keys.py`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

FORMAT = b"\x01"
NONCE = 12


class Unreadable(Exception):
    """A ciphertext that this key does not open: another row's, a damaged one, or an erased person's."""


def encrypt(key: bytes, text: bytes, place: str) -> bytes:
    """nonce + ciphertext; `place` is authenticated with it, so a value cannot be moved to another place."""
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, text, place.encode())


def decrypt(key: bytes, sealed: bytes, place: str) -> bytes:
    """The text of `encrypt`. Raises Unreadable."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], place.encode())
    except (InvalidTag, ValueError) as wrong:  # the latter: too short to be one
        raise Unreadable(place.split("|", 2)[1] if "|" in place else place) from wrong


def derive(key: bytes, purpose: str) -> bytes:
    """A 32-byte key for one purpose."""
    return HKDF(SHA256(), 32, salt=None, info=purpose.encode()).derive(key)


def load_master_key(path: Path, *, create: bool = True) -> bytes:
    """The master key of a file (base64, mode 0600); made on first use when `create`.

    Raises FileNotFoundError when it is missing and may not be made, ValueError when it is not 32 bytes.
    """
    if not path.exists():
        if not create:
            raise FileNotFoundError(path)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # A random name: containers on one volume may have the same process id.
        temporary = path.with_suffix(f".{secrets.token_hex(8)}")
        temporary.touch(0o600)
        temporary.write_bytes(base64.b64encode(secrets.token_bytes(32)) + b"\n")
        try:
            os.link(temporary, path)  # the first of two starting processes wins
        except FileExistsError:
            pass
        finally:
            temporary.unlink()
    key = base64.b64decode(path.read_bytes().strip(), validate=True)
    if len(key) != 32:
        raise ValueError(f"{path} does not hold a 32-byte key")
    return key


@dataclass(frozen=True)
class DataKey:
    """The key of one person's values; `id` is written into each ciphertext."""

    firm_id: UUID
    id: UUID
    key: bytes

    def seal(self, value: str, table: str, row: UUID, column: str) -> bytes:
        """The envelope of a value in one place: format, key id, nonce, ciphertext."""
        return FORMAT + self.id.bytes + encrypt(self.key, value.encode(), self._place(table, row, column))

    def open(self, envelope: bytes, table: str, row: UUID, column: str) -> str:
        """The clear value. Raises Unreadable for an envelope of another place or key."""
        if envelope[:1] != FORMAT or envelope[1:17] != self.id.bytes:
            raise Unreadable(table)
        return decrypt(self.key, envelope[17:], self._place(table, row, column)).decode()

    def _place(self, table: str, row: UUID, column: str) -> str:
        return f"{self.firm_id.hex}|{table}|{row.hex}|{column}"


def key_of_envelope(envelope: bytes) -> UUID:
    """Which data key a ciphertext names."""
    return UUID(bytes=envelope[1:17])


@dataclass(frozen=True)
class FirmKeys:
    """The opened keys of one firm: `wrapping` by version, and the key of the blind indexes."""

    firm_id: UUID
    wrapping: dict[int, bytes]
    index: bytes

    @property
    def current(self) -> int:
        """The newest version; new data keys are wrapped with it."""
        return max(self.wrapping)

    def blind(self, kind: str, value: str) -> bytes:
        """Blind index of a normalised value, 16 bytes; equal values of a kind are equal in a firm only."""
        return hmac.digest(self.index, f"{kind}|{value}".encode(), hashlib.sha256)[:16]

    def blind_tail(self, kind: str, value: str) -> bytes:
        """Blind index of the last four characters, 8 bytes."""
        return hmac.digest(self.index, f"{kind}.tail|{value[-4:]}".encode(), hashlib.sha256)[:8]

    def seal_small(self, value: bytes, place: str) -> bytes:
        """Encrypt something of the firm itself (a TOTP secret): version, nonce, ciphertext."""
        return self.current.to_bytes(2) + encrypt(
            self.wrapping[self.current], value, f"{self.firm_id.hex}|{place}"
        )

    def open_small(self, sealed: bytes, place: str) -> bytes:
        """The text of `seal_small`. Raises Unreadable."""
        key = self.wrapping.get(int.from_bytes(sealed[:2]))
        if key is None:
            raise Unreadable(place)
        return decrypt(key, sealed[2:], f"{self.firm_id.hex}|{place}")
