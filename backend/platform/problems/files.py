"""What is wrong with files: kept, mailed, imported, exported."""

from __future__ import annotations

from collections.abc import Mapping

FILES: Mapping[str, tuple[str, str]] = {
    "mail": ("该文件不是有效的邮件（.eml）。", "The file is no e-mail (.eml)."),
    "known": (
        "这些内容此前已记录，没有新的内容。",
        "All of this was written down before; there is nothing new in it.",
    ),
    "file": ("文件无法读取：{detail}", "The file cannot be read: {detail}"),
    "import_kind": ("目前只能导入：{known}。", "What can be imported now: {known}."),
    "import_running": (
        "另一进程正在导入同一文件，请稍后再试。",
        "Another process is importing the same file. Try again in a moment.",
    ),
    "import_elsewhere": (
        "同事正在导入同一文件。",
        "A colleague is importing this very file.",
    ),
    "import_begun": (
        "该文件的导入已开始，须按原来的列对应关系和隐藏内容选项继续。",
        "The import of this file has begun and goes on with the mapping and the choice of hidden parts it began with.",
    ),
    "import_changed": (
        "预览之后数据有变动，请重新预览后再导入。",
        "Something was changed after the preview. Look at it again, then import.",
    ),
    "import_too_late": (
        "撤销期限已过（{until}）。",
        "The time for undoing is over ({until}).",
    ),
    "import_size": ("文件过大（最多 {limit} 字节）。", "The file is too large (at most {limit} bytes)."),
    "file_size": ("文件过大（最多 {limit} MB）。", "The file is too large (at most {limit} MB)."),
    "file_kind": (
        "不支持此类文件；请上传 PDF、图片、Office 文档、文本、邮件或录音录像。",
        "This kind of file is not kept. Send PDF, pictures, office documents, text, e-mails or recordings.",
    ),
    "file_empty": ("文件是空的。", "The file is empty."),
    "file_broken": (
        "文件不完整或已损坏，请重新导出或扫描。",
        "The file is incomplete or damaged. Export or scan it again.",
    ),
    "file_password": (
        "文件有密码保护，请先去除密码。",
        "The file is protected by a password. Take the password off first.",
    ),
    "file_bomb": (
        "文件解压后过大，出于安全原因不予保存。",
        "The file inflates to far more than a document holds; it is not kept for safety.",
    ),
    "file_macros": (
        "文件含有宏，请另存为不含宏的格式。",
        "The file contains macros. Save it in a format without macros.",
    ),
    "file_active": (
        "文件含有可自动运行的内容，出于安全原因不予保存。",
        "The file contains something that would run by itself; it is not kept for safety.",
    ),
    "file_infected": (
        "病毒扫描发现 {virus}，文件未保存。请联系管理员。",
        "The virus scanner found {virus}; the file was not kept. Tell your administrator.",
    ),
    "scanner": (
        "病毒扫描暂不可用，文件未保存，请稍后再试。",
        "The virus scanner does not answer, so the file was not kept. Please try again later.",
    ),
    "file_two_kinds": (
        "文件同时是两种格式，出于安全原因不予保存。",
        "The file is two kinds of file at once; it is not kept for safety.",
    ),
    "retention": (
        "按规定须保存至 {until}，不能删除。",
        "This has to be kept until {until} and cannot be deleted.",
    ),
    "own_file": (
        "该文件属于客户的自定义字段，请在该字段中添加或移除。",
        "The file belongs to a field of the client; put it in or take it out there.",
    ),
    "link": (
        "链接已过期或不属于您，请从页面重新打开。",
        "The link has expired or is not yours. Open it from the page again.",
    ),
    "export_right": (
        "您没有导出权限：{coordinate}。",
        "You may not export this: {coordinate}.",
    ),
    "export_rights": (
        "导出期间您的权限有变动，请重新申请。",
        "Your rights changed while the export was made. Ask for it again.",
    ),
    "export_refused": (
        "导出无法完成，请检查筛选条件后重新申请。",
        "The export could not be made. Look at the filter and ask again.",
    ),
    "import_right": (
        "导入需要您没有的权限：{coordinate}。",
        "The import needs a right you do not have: {coordinate}.",
    ),
}
