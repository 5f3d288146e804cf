"""A mail relay that costs next to nothing: one process, one loop, no parsing beyond what SMTP needs to go on.

It takes everything, offers PIPELINING, and remembers for which address it took a message and when. A message counts
when its final dot is here, as with any relay: a client that dies before it hears the 250 has still been served.

Commands come as lines on its standard input, answers go as JSON lines to its standard output:
`stats`, `clear`, `delay 0.02` (seconds before each 250; other connections do not wait), `times`, `taken`,
`arrival address`.
"""

import heapq
import json
import re
import resource
import selectors
import socket
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import count
from typing import Any

END = b"\r\n.\r\n"
ADDRESS = re.compile(rb"<([^>]*)>")
GREETING = b"220 relay ESMTP\r\n"
EHLO = b"250-relay\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 ENHANCEDSTATUSCODES\r\n"
ANSWERS = {
    b"RSET": b"250 2.0.0 OK\r\n",
    b"NOOP": b"250 2.0.0 OK\r\n",
    b"HELO": b"250 relay\r\n",
    b"QUIT": b"221 Bye\r\n",
}
READ_SIZE = 262_144


@dataclass(eq=False)
class Line:
    """One connection: what came and is not dealt with yet, and where in a message it is."""

    socket: socket.socket
    buffer: bytearray = field(default_factory=bytearray)
    recipient: str = ""
    in_text: bool = False
    searched: int = 0
    is_held: bool = False
    is_leaving: bool = False
    out: bytearray = field(default_factory=bytearray)


class Relay:
    """The loop."""

    def __init__(self, port: int, *, delay: float = 0) -> None:
        self.delay = delay
        self.taken: Counter[str] = Counter()
        self.times: list[float] = []
        self.arrivals: dict[str, float] = {}
        self.connections = 0
        self.bytes = 0
        self.most_lines = 0
        self._lines: set[Line] = set()
        self._held: list[tuple[float, int, Line]] = []
        self._order = count()
        self._selector = selectors.DefaultSelector()
        self._listener = socket.create_server(("127.0.0.1", port), backlog=512)
        self._listener.setblocking(False)
        self._selector.register(self._listener, selectors.EVENT_READ, "line")
        self._selector.register(sys.stdin, selectors.EVENT_READ, "command")

    def run(self) -> None:
        """Serve until the standard input is closed."""
        while True:
            timeout = max(0.0, self._held[0][0] - time.monotonic()) if self._held else None
            for key, _events in self._selector.select(timeout):
                if isinstance(key.data, Line):
                    self._read(key.data)
                elif key.data == "line":
                    self._accept()
                elif command := sys.stdin.readline():
                    self._obey(command.split())
                else:
                    return
            self._let_go()

    def _accept(self) -> None:
        connection, _address = self._listener.accept()
        connection.setblocking(False)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        line = Line(connection)
        self._lines.add(line)
        self.connections += 1
        self.most_lines = max(self.most_lines, len(self._lines))
        self._selector.register(connection, selectors.EVENT_READ, line)
        line.out += GREETING
        self._flush(line)

    def _read(self, line: Line) -> None:
        try:
            data = line.socket.recv(READ_SIZE)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._drop(line)
            return
        line.buffer += data
        self._go_on(line)

    def _go_on(self, line: Line) -> None:
        """Deal with what is here; a line whose 250 is held back waits with all that follows."""
        while not line.is_held and not line.is_leaving:
            if line.in_text:
                end = line.buffer.find(END, max(0, line.searched - len(END)))
                if end < 0:
                    line.searched = len(line.buffer)
                    break
                self._take(line, end + len(END))
            else:
                end = line.buffer.find(b"\r\n")
                if end < 0:
                    break
                command = bytes(line.buffer[:end])
                del line.buffer[: end + 2]
                self._answer(line, command)
        self._flush(line)
        if line.is_leaving and line in self._lines:
            self._drop(line)

    def _answer(self, line: Line, command: bytes) -> None:
        verb = command[:4].upper()
        if verb == b"MAIL":
            line.out += b"250 2.1.0 OK\r\n"
        elif verb == b"RCPT":
            found = ADDRESS.search(command)
            line.recipient = found[1].decode("utf-8", "replace") if found else ""
            line.out += b"250 2.1.5 OK\r\n"
        elif verb == b"DATA":
            line.in_text, line.searched = True, 0
            line.out += b"354 go on\r\n"
        elif verb == b"EHLO":
            line.out += EHLO
        else:
            line.is_leaving = verb == b"QUIT"
            line.out += ANSWERS.get(verb, b"500 5.5.1 unknown\r\n")

    def _take(self, line: Line, length: int) -> None:
        del line.buffer[:length]
        line.in_text = False
        self.taken[line.recipient] += 1
        self.times.append(time.time())
        self.arrivals[line.recipient] = self.times[-1]
        self.bytes += length
        if self.delay:
            line.is_held = True
            heapq.heappush(self._held, (time.monotonic() + self.delay, next(self._order), line))
        else:
            line.out += b"250 2.0.0 OK\r\n"

    def _let_go(self) -> None:
        now = time.monotonic()
        while self._held and self._held[0][0] <= now:
            line = heapq.heappop(self._held)[2]
            if line in self._lines:
                line.is_held = False
                line.out += b"250 2.0.0 OK\r\n"
                self._go_on(line)

    def _flush(self, line: Line) -> None:
        """Answers are short: a client that does not read so few bytes is gone."""
        if not line.out or line not in self._lines:
            return
        try:
            line.socket.sendall(line.out)
        except OSError:
            self._drop(line)
        line.out.clear()

    def _drop(self, line: Line) -> None:
        self._lines.discard(line)
        self._selector.unregister(line.socket)
        line.socket.close()

    def _obey(self, command: list[str]) -> None:
        answer: dict[str, Any] = {}
        match command:
            case ["delay", seconds]:
                self.delay = float(seconds)
            case ["clear"]:
                self.taken.clear()
                self.times.clear()
                self.arrivals.clear()
                self.connections, self.bytes, self.most_lines = len(self._lines), 0, len(self._lines)
            case ["times"]:
                answer["times"] = self.times
            case ["arrival", address]:
                answer["at"] = self.arrivals.get(address)
            case ["taken"]:
                answer["taken"] = self.taken
            case _:
                answer = self._stats()
        print(json.dumps(answer), flush=True)

    def _stats(self) -> dict[str, Any]:
        used = resource.getrusage(resource.RUSAGE_SELF)
        return {
            "messages": len(self.times),
            "distinct": len(self.taken),
            "first_at": self.times[0] if self.times else None,
            "last_at": self.times[-1] if self.times else None,
            "connections": self.connections,
            "most_at_once": self.most_lines,
            "bytes": self.bytes,
            "cpu_s": used.ru_utime + used.ru_stime,
        }


if __name__ == "__main__":
    Relay(int(sys.argv[1])).run()
