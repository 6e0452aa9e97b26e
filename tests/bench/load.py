"""Load: so many connections that ask without pause for some seconds; by wrk, or by an own loop where it is missing."""

from __future__ import annotations

import asyncio
import json
import shutil
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from tests.bench.shots import Shot

# One thread, so that the requests are sent in their order: each change can be used only once.
_LUA = """
local reqs, at = {}, 0
function init(args)
  local n, head = 0, nil
  for line in io.lines(args[1]) do
    if head == nil then head = line else
      local headers = {["Content-Type"] = "application/json"}
      for name, value in head:gmatch("([^=;]+)=([^;]*);") do headers[name] = value end
      n = n + 1
      reqs[n] = wrk.format("POST", nil, headers, line)
      head = nil
    end
  end
end
function request()
  at = at % #reqs + 1
  return reqs[at]
end
function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format('RESULT {"requests": %d, "seconds": %f, "p50": %f, "p95": %f, "failed": %d}\\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1000, latency:percentile(95) / 1000,
    e.connect + e.read + e.write + e.status + e.timeout))
end
"""
WRK = shutil.which("wrk")


@dataclass(frozen=True)
class Ran:
    """What a cell gave. p50, p95: milliseconds; failed: requests without a good status."""

    requests: int
    seconds: float
    p50: float
    p95: float
    failed: int

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.requests / self.seconds


async def fire(url: str, shots: Sequence[Shot], connections: int, seconds: float) -> Ran:
    """Send the shots round and round."""
    if WRK is None:
        return await _own_loop(url, shots, connections, seconds)
    with tempfile.TemporaryDirectory(prefix="startrail-load-") as folder:
        script, requests = Path(folder) / "load.lua", Path(folder) / "requests"
        script.write_text(_LUA)
        with requests.open("wb") as out:
            for shot in shots:
                out.write("".join(f"{k}={v};" for k, v in shot.headers.items()).encode() + b"\n")
                out.write(shot.body + b"\n")
        process = await asyncio.create_subprocess_exec(
            *(
                WRK,
                "-t1",
                f"-c{connections}",
                f"-d{seconds:.0f}s",
                "--timeout",
                "20s",
                "-s",
                str(script),
                url,
            ),
            *("--", str(requests)),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said = (await process.communicate())[0].decode()
    line = next((each for each in said.splitlines() if each.startswith("RESULT ")), None)
    if line is None:
        raise RuntimeError(f"wrk gave no result:\n{said[-2000:]}")
    return Ran(**json.loads(line.removeprefix("RESULT ")))


async def _own_loop(url: str, shots: Sequence[Shot], connections: int, seconds: float) -> Ran:
    """The same without wrk: slower, so that it costs the servers more of the machine."""
    place = urlsplit(url)
    raw = [_raw(place.path, place.netloc, shot) for shot in shots]
    took: list[float] = []
    failed, at, end = 0, 0, time.perf_counter() + seconds

    async def one() -> None:
        nonlocal failed, at
        reader, writer = await asyncio.open_connection(place.hostname, place.port)
        while time.perf_counter() < end:
            at += 1
            began = time.perf_counter()
            writer.write(raw[at % len(raw)])
            head = await reader.readuntil(b"\r\n\r\n")
            await reader.readexactly(_length(head))
            took.append(time.perf_counter() - began)
            failed += b" 200 " not in head[:16]
        writer.close()

    began = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(connections)))
    lasted, took = time.perf_counter() - began, sorted(took)
    p50, p95 = (took[int(len(took) * share)] * 1000 for share in (0.5, 0.95))
    return Ran(len(took), lasted, p50, p95, failed)


def _raw(path: str, host: str, shot: Shot) -> bytes:
    own = "".join(f"{k}: {v}\r\n" for k, v in shot.headers.items())
    head = f"POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n{own}"
    return f"{head}Content-Length: {len(shot.body)}\r\n\r\n".encode() + shot.body


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.split(b":")[1])
    raise RuntimeError("an answer without a length")
