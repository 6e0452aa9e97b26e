"""What is wrong with a request: its form, its document, its size, its rate."""

from __future__ import annotations

from collections.abc import Mapping

REQUESTS: Mapping[str, tuple[str, str]] = {
    "bad_id": ("编号无效。", "The id is not valid."),
    "bad_cursor": (
        "翻页位置无效，请从第一页开始。",
        "The page position is not valid. Start from the first page.",
    ),
    "syntax": ("GraphQL 语法错误：{detail}", "GraphQL syntax: {detail}"),
    "body": ("请求格式有误。", "The request has the wrong form."),
    "too_large": ("请求内容过大（最多 {limit} 字节）。", "The request is too large (at most {limit} bytes)."),
    "unknown_document": (
        "服务器没有此查询，页面可能是旧版本，请刷新后再试。",
        "The server does not have this document. The page may be of another version: reload it.",
    ),
    "free_document": (
        "只能使用应用自带的查询；自由查询需要「{coordinate}」权限。",
        "Only the application's own documents may be sent. Free ones need the right “{coordinate}”.",
    ),
    "introspection": (
        "接口结构（__schema、__type）请单独查询。",
        "Ask for the schema (__schema, __type) in an operation of its own.",
    ),
    "validation": ("查询无效：{detail}", "The query is not valid: {detail}"),
    "variables": ("变量无效：{detail}", "A variable is not valid: {detail}"),
    "operation": ("请用 operationName 指明要执行的操作。", "Name the operation to run by operationName."),
    "query_limit": (
        "查询超过上限（{measure} 最多 {limit}）。",
        "The query is over a limit ({measure}: at most {limit}).",
    ),
    "deadline": (
        "操作超过 {seconds} 秒，已取消。",
        "The operation took more than {seconds} seconds and was cancelled.",
    ),
    "rate": (
        "查询额度已用完，请在 {retryAfter} 秒后重试。",
        "The query allowance is used up. Try again in {retryAfter} seconds.",
    ),
    "streams": ("同时打开的连接过多（最多 {limit} 个）。", "Too many open streams (at most {limit})."),
    "stream_only": (
        "订阅须使用 WebSocket 或 text/event-stream。",
        "Subscriptions need a WebSocket or text/event-stream.",
    ),
    "method": ("仅支持 POST 和 GET 请求。", "Only POST and GET are supported."),
    "get_key": ("GET 查询须使用 API 密钥。", "GET queries need an API key."),
    "get_query": ("GET 请求只能执行查询。", "GET may run queries only."),
    "not_acceptable": ("无法以所请求的格式作答。", "The answer cannot be given in the media type asked for."),
    "slow_body": ("请求内容传输过慢。", "The request came in too slowly."),
    "url": ("网址过长（最多 {limit} 字节）。", "The address is too long (at most {limit} bytes)."),
    "headers": ("请求头过大（最多 {limit} 字节）。", "The headers are too large (at most {limit} bytes)."),
    "encoding": ("不支持压缩的请求内容。", "Compressed requests are not supported."),
    "media_type": ("请求须为 application/json。", "The request must be application/json."),
    "origin": ("请求来源不被允许。", "The origin of the request is not allowed."),
}
