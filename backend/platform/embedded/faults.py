"""Why the embedded servers do not run, in words an operator can act on."""

from __future__ import annotations


class PairFault(RuntimeError):
    """The pair cannot be started or reached; nothing was lost.

    code: stable, for programs and tests. zh, en: the same sentence in both languages, with the mend.
    """

    def __init__(self, code: str, *, zh: str, en: str) -> None:
        super().__init__(f"{zh}\n{en}")
        self.code = code
        self.zh = zh
        self.en = en


class PortTaken(PairFault):
    """A server found its port in use; another one may be tried."""

    def __init__(self, port: int) -> None:
        super().__init__("PORT_TAKEN", zh=f"端口 {port} 已被占用。", en=f"Port {port} is taken.")
        self.port = port
