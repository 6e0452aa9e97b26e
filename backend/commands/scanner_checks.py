"""The check of the virus scanner, where one is set."""

from __future__ import annotations

from backend.commands.findings import Finding, State, good
from backend.platform.embedded.faults import PairFault
from backend.platform.files.scanning import ScannerFault
from backend.platform.settings import Settings


async def check_scanner(chosen: Settings) -> list[Finding]:
    """Whether the scanner answers; nothing where none is set."""
    try:
        scanner = chosen.scanner
        if scanner is None:
            return []
        version = await scanner.version()
    except PairFault as fault:
        mend = ("改正 STARTRAIL_CLAMD 后重新启动", "Mend STARTRAIL_CLAMD and start again")
        return [Finding("clamd", State.WRONG, fault.zh, fault.en, *mend)]
    except ScannerFault as fault:
        return [
            Finding(
                "clamd",
                State.WRONG,
                f"病毒扫描无应答（{fault}），文件都无法上传",
                f"The virus scanner does not answer ({fault}), so no file can be sent up",
                "检查 STARTRAIL_CLAMD 的地址，确认 clamd 已启动",
                "Check the address STARTRAIL_CLAMD, and that clamd runs",
            )
        ]
    return [good("clamd", f"病毒扫描正常：{version}", f"The virus scanner answers: {version}")]
