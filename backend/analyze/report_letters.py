"""What a mail with a report says, in the language of who gets it."""

from __future__ import annotations

from datetime import datetime
from email.message import EmailMessage
from typing import Final

from backend.analyze.report_schedules import ReportSchedule
from backend.platform.clock import BUSINESS_ZONE
from backend.platform.ids import public_id

MOST_ATTACHED: Final = 8 * 2**20
"""Bytes of all files of a mail: what is larger is read in the product."""
DENIED, GONE, LARGE, MANY = "denied", "gone", "large", "many"
"""Why a mail brings no file: the reader may not see figures, or this report; it is too large, or too many rows."""
MEDIA: Final = {
    "xlsx": ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "pdf": ("application", "pdf"),
}


def page_of(site: str, schedule: ReportSchedule) -> str:
    """Where it is read after signing in."""
    if schedule.target is None:
        return f"{site}/reports?tab=mails"
    part = "boards/" if schedule.kind == "dashboard" else ""
    return f"{site}/reports/{part}{public_id(schedule.kind, schedule.target)}"


def subject_of(schedule: ReportSchedule, title: str, at: datetime) -> str:
    """The subject: the owner's, or the name of the report; with the day it is of."""
    return f"{schedule.subject or title} {at.astimezone(BUSINESS_ZONE):%Y-%m-%d}"


def body_of(
    *, english: bool, person: str, title: str, owner: str, page: str, why: str | None, at: datetime
) -> str:
    """The words. title: empty where the reader may not know it; why: it brings no file."""
    day = f"{at.astimezone(BUSINESS_ZONE):%Y-%m-%d %H:%M}"
    if english:
        told = {
            None: f"Attached is “{title}” as of {day}, with what you may see.",
            LARGE: f"“{title}” is too large for a mail. Read it after signing in:\n{page}",
            MANY: f"“{title}” has more rows than may leave without approval. Read it after signing in:\n{page}",
            DENIED: "A report was to be sent to you, but your role does not include the figures of the firm.",
            GONE: "A report was to be sent to you, but it is gone, or is not shown to you.",
        }[why]
        more = f"\n\nAlways as of now, after signing in:\n{page}" if why is None else ""
        return f"{person},\n\n{told}{more}\n\nThis was set up by {owner}, who can change or end it."
    told = {
        None: f"附件为「{title}」，截至 {day}，仅含您有权查看的内容。",
        LARGE: f"「{title}」超过邮件附件的大小，请登录后查看：\n{page}",
        MANY: f"「{title}」的行数超过免审批导出的上限，请登录后查看：\n{page}",
        DENIED: "有一份报表原定发送给您，但您的角色不能查看公司数据，因此未附内容。",
        GONE: "有一份报表原定发送给您，但它已删除，或未向您开放，因此未附内容。",
    }[why]
    more = f"\n\n登录后可随时查看最新数据：\n{page}" if why is None else ""
    return f"{person}，您好：\n\n{told}{more}\n\n本邮件由{owner}设置，如需调整或停止请与其联系。"


def attach(mail: EmailMessage, name: str, format: str, content: bytes) -> None:
    """Put a file into a mail."""
    main, sub = MEDIA[format]
    mail.add_attachment(content, maintype=main, subtype=sub, filename=f"{name}.{format}")
