"""Whole lives over the REST API, everything (clients, web, database) on this machine, fsync on.

Two scenarios. `short` is the one behind the published peer figure (create, assign, resolve, search: four requests); here it
takes five, because a case is accepted before it is answered, and verified by somebody else before it counts. `whole` is the
complete loop in ten requests, every role with a token of its own. The peer's 37 lives/s were measured on 16 processors.
"""

import http.client
import json
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

from bench import world

PORT = 8765
CLIENTS = 6
SECONDS = 15
LETTER = {"title": "路灯不亮", "body": "村口的路灯坏了三个月，晚上看不见路。", "subject": "citizen", "channel": "web"}


class Client:
    """One connection that stays open. Bare sockets: on two cores a comfortable client would cost as much as the server."""

    def __init__(self) -> None:
        self.socket = socket.create_connection(("127.0.0.1", PORT))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, token: str, method: str, path: str, body: Any = None) -> Any:
        """The JSON answer; anything but success ends the measurement."""
        content = json.dumps(body).encode() if body is not None else b""
        head = (
            f"{method} /api/v1{path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
        )
        self.socket.sendall(head.encode() + content)
        status, answer = self._answer()
        if status >= 300:
            raise RuntimeError(f"{method} {path}: {status} {answer.decode()}")
        return json.loads(answer)

    def _answer(self) -> tuple[int, bytes]:
        received = b""
        while b"\r\n\r\n" not in received:
            received += self._more()
        head, _, content = received.partition(b"\r\n\r\n")
        length = next(int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        while len(content) < length:
            content += self._more()
        return int(head[9:12]), content

    def _more(self) -> bytes:
        part = self.socket.recv(65536)
        if not part:
            raise ConnectionError("the server closed the connection; its output above says why")
        return part

    def act(self, token: str, number: str, action: str, task: int = 0, **fields: Any) -> None:
        """One action."""
        self.ask(token, "POST", f"/cases/{number}/actions", {"action": action, "task": task, "fields": fields})


def short(client: Client, tokens: dict[str, str]) -> None:
    """Create, assign, resolve, search."""
    number = client.ask(tokens["api"], "POST", "/cases", {"programme": "appeal", "fields": LETTER})["number"]
    client.act(tokens["api"], number, "accept", category="utilities", urgency="normal")
    client.act(tokens["api"], number, "answer", answer="您好，路灯已经修好。")
    client.act(tokens["verifier"], number, "confirm", method="phone", finding="电话核实，已修好。")
    client.ask(tokens["api"], "GET", f"/cases?q={quote('路灯')}&limit=10")


def whole(client: Client, tokens: dict[str, str]) -> None:
    """The complete loop: create, accept, dispatch, sign, submit, sign off, approve, confirm, reply, and a search."""
    number = client.ask(tokens["api"], "POST", "/cases", {"programme": "appeal", "fields": LETTER})["number"]
    client.act(tokens["clerk"], number, "accept", category="utilities", urgency="normal")
    client.act(tokens["dispatcher"], number, "dispatch", assignments=[{"unit": "zhujian", "role": "lead"}])
    client.act(tokens["handler.zhujian"], number, "sign", 1)
    client.act(tokens["handler.zhujian"], number, "submit", 1, result="已修复。", answer="您好，路灯已经修好。")
    client.act(tokens["leader.zhujian"], number, "sign_off", 1)
    client.act(tokens["supervisor"], number, "approve")
    client.act(tokens["verifier"], number, "confirm", method="phone", finding="电话核实，已修好。")
    client.act(tokens["clerk"], number, "reply", reply="您好，您反映的路灯已经修好。")
    client.ask(tokens["api"], "GET", f"/cases?q={quote('路灯')}&limit=10")


def measure(life: Any, tokens: dict[str, str]) -> float:
    """Lives a second of `CLIENTS` clients for `SECONDS` seconds, after a second to warm up."""
    done, deadline = [], time.monotonic() + SECONDS + 1
    warm = time.monotonic() + 1

    def client() -> None:
        one = Client()
        while time.monotonic() < deadline:
            life(one, tokens)
            if warm < time.monotonic() < deadline:
                done.append(1)

    threads = [threading.Thread(target=client) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(done) / SECONDS


def main() -> None:
    """Print both scenarios beside pgbench's rate in the same run."""
    tpcb = world.reference(CLIENTS)
    tokens = {
        name: world.token(name)
        for name in ("api", "clerk", "dispatcher", "supervisor", "verifier", "handler.zhujian", "leader.zhujian")
    }
    server = subprocess.Popen(
        [Path(sys.executable).with_name("huying"), "web", "--port", str(PORT)],
        env={**world.environment(), "HUYING_DEBUG": "1"} if not _collected() else world.environment(),
    )
    try:
        _wait()
        from huying.ledger.models import Case

        size = Case.objects.count()
        for name, life in (("short", short), ("whole", whole)):
            print(
                f"lives over REST, {name}: {measure(life, tokens):.1f} lives/s at {size} cases with {CLIENTS} clients "
                f"(wanted 40; peer 37 on 16 processors, 6.3 at a million rows); pgbench TPC-B {tpcb:.0f}/s"
            )
    finally:
        server.terminate()
        server.wait()


def _collected() -> bool:
    from django.conf import settings

    return (settings.STATIC_ROOT / "staticfiles.json").exists()


def _wait() -> None:
    for _ in range(100):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", PORT)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not come up; see its output above")
