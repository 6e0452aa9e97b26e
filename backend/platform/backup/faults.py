"""Why a backup or a restore was refused, in words an operator can act on."""

from __future__ import annotations


class BackupFault(RuntimeError):
    """Nothing was changed. code: stable; zh, en: the same sentence in both languages, with the mend."""

    def __init__(self, code: str, *, zh: str, en: str) -> None:
        super().__init__(f"{zh}\n{en}")
        self.code = code
        self.zh = zh
        self.en = en
