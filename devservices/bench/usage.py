"""What processes cost, from /proc (Linux): processor seconds of whole trees, and their memory."""

import os
from collections.abc import Iterable
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PROC = Path("/proc")


def _fields(pid: int) -> list[str]:
    """The fields of /proc/PID/stat behind the name, from the state on (proc(5): field 3 is the first); none if gone."""
    try:
        return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def tree(root: int) -> list[int]:
    """The process and all its descendants that live now."""
    children: dict[int, list[int]] = {}
    for path in PROC.iterdir():
        if path.name.isdigit() and (fields := _fields(int(path.name))):
            children.setdefault(int(fields[1]), []).append(int(path.name))
    found, todo = [], [root]
    while todo:
        pid = todo.pop()
        found.append(pid)
        todo += children.get(pid, [])
    return found


def cpu_seconds(roots: Iterable[int]) -> float:
    """User and system time of these processes, their living descendants, and those that ended and were waited for."""
    pids = {pid for root in roots for pid in tree(root)}
    return sum(sum(map(int, fields[11:15])) for pid in pids if (fields := _fields(pid))) / TICKS


def own_cpu_seconds() -> float:
    """User and system time of this process alone."""
    used = os.times()
    return used.user + used.system


def peak_rss_mb(root: int) -> float:
    """The most memory that any process of the tree ever held (VmHWM), in MB."""
    return max((_peak_kb(pid) for pid in tree(root)), default=0) / 1024


def _peak_kb(pid: int) -> int:
    try:
        lines = (PROC / str(pid) / "status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0)
