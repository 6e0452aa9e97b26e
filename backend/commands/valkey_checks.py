"""Checks of Valkey (or Redis)."""

from __future__ import annotations

from redis.asyncio import Redis
from redis.exceptions import RedisError, ResponseError

from backend.commands.findings import Finding, State, good
from backend.platform.health import workers

OLDEST = (6, 2)


async def check_valkey(valkey: Redis) -> list[Finding]:
    """Version, what it does when its memory is full, whether it keeps its queue, and who works on it."""
    try:
        told = {**await valkey.info("server"), **await valkey.info("persistence")}
        return [_version(told), await _memory(valkey), _kept(told), await _workers(valkey)]
    except (RedisError, OSError, TimeoutError) as fault:
        return [
            Finding(
                "valkey",
                State.WRONG,
                f"无法连接 Valkey（{type(fault).__name__}）",
                f"Valkey cannot be reached ({type(fault).__name__})",
                "检查 REDIS_URL 与口令，确认服务器已启动",
                "Check REDIS_URL and its password, and that the server runs",
            )
        ]


def _version(told: dict[str, object]) -> Finding:
    """Redis 6.2 or newer; Valkey calls itself compatible with a Redis version and names its own."""
    version = str(told.get("redis_version", "0"))
    words = f"Valkey {told['valkey_version']}" if "valkey_version" in told else f"Redis {version}"
    if tuple(int(part) for part in version.split(".")[:2] if part.isdigit()) >= OLDEST:
        return good("valkey", words, words)
    return Finding("valkey", State.WRONG, words, words, "升级到 6.2 或更新版本", "Upgrade to 6.2 or newer")


async def _memory(valkey: Redis) -> Finding:
    """noeviction: jobs must not be dropped to make room."""
    try:
        policy = (await valkey.config_get("maxmemory-policy")).get("maxmemory-policy")
    except ResponseError:
        return Finding(
            "valkey_memory",
            State.WARNING,
            "服务器不允许查询 maxmemory-policy",
            "The server does not tell its maxmemory-policy",
            "请向管理员确认其为 noeviction",
            "Ask its administrator: it must be noeviction",
        )
    if policy == "noeviction":
        return good(
            "valkey_memory", "内存满时拒绝写入，不丢任务", "A full memory refuses writes and drops no job"
        )
    return Finding(
        "valkey_memory",
        State.WARNING,
        f"maxmemory-policy 为 {policy}：内存满时会丢弃任务通知，处理会延迟数秒",
        f"maxmemory-policy is {policy}: a full memory drops rings, so effects come some seconds late",
        "设为 noeviction",
        "Set it to noeviction",
    )


def _kept(told: dict[str, object]) -> Finding:
    if told.get("aof_enabled"):
        return good("valkey_aof", "队列写入磁盘", "The queue is kept on disk")
    return Finding(
        "valkey_aof",
        State.WARNING,
        "未启用 AOF：重启后队列为空，未处理的事件由数据库补发，延迟数秒",
        "AOF is off: a restart empties the queue; events come from the database some seconds late",
        "设置 appendonly yes",
        "Set appendonly yes",
    )


async def _workers(valkey: Redis) -> Finding:
    beats = await workers(valkey)
    if beats:
        delivered = sum(beat.delivered for beat in beats)
        return good(
            "worker",
            f"{len(beats)} 个任务进程在运行，已处理 {delivered} 个事件",
            f"{len(beats)} workers run; they delivered {delivered} events",
        )
    return Finding(
        "worker",
        State.WARNING,
        "没有任务进程：通知与自动化不会执行",
        "No worker runs: notifications and automations wait",
        "运行 startrail worker（startrail all 自带）",
        "Run startrail worker (startrail all brings its own)",
    )
