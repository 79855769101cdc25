"""``GET /health`` on a port of its own: the truth about threads, Redis and database."""

import json
import socket
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from sqlalchemy import text

from actors.worker.checks import Check
from actors.worker.heartbeat import Heartbeats
from yardflow import clock, db, jobs
from yardflow.config import settings


def listen(port: int, host: str) -> socket.socket:
    """Takes the port.

    Raises:
        OSError: another program has it.
    """
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, port))
    listener.listen(64)
    return listener


class Health:
    """What this worker knows about itself."""

    def __init__(self, heartbeats: Heartbeats) -> None:
        self._heartbeats = heartbeats
        self._database = Check(_ask_database)
        self._redis = Check(_ask_redis)

    def report(self) -> tuple[bool, dict[str, Any]]:
        """Whether everything is well, and the details."""
        beats = self._heartbeats.read()
        threads = {
            b.name: {"alive": b.alive, "of": b.expected, "healthy": b.healthy} for b in beats
        }
        checks: dict[str, Any] = {
            "threads": {"healthy": all(beat.healthy for beat in beats), "processes": threads}
        }
        for name, check in (("redis", self._redis), ("database", self._database)):
            answer = check.ask()
            checks[name] = {"healthy": not answer.trouble, "responseTime": answer.ms}
            if answer.trouble:
                checks[name]["error"] = answer.trouble
        well = all(check["healthy"] for check in checks.values())
        return well, {
            "status": "healthy" if well else "unhealthy",
            "checks": checks,
            "timestamp": clock.now().isoformat(),
            "buildId": settings().build_id,
        }


def server(listener: socket.socket, health: Health) -> ThreadingHTTPServer:
    """An HTTP server on a port that was already taken."""

    class Handler(BaseHTTPRequestHandler):
        timeout = 5  # a client that sends nothing holds a thread for no longer

        def do_GET(self) -> None:
            if self.path.partition("?")[0] != "/health":
                self._answer(HTTPStatus.NOT_FOUND, {"error": "not_found"})
                return
            well, report = health.report()
            self._answer(HTTPStatus.OK if well else HTTPStatus.SERVICE_UNAVAILABLE, report)

        do_HEAD = do_GET

        def _not_here(self) -> None:
            self._answer(HTTPStatus.NOT_FOUND, {"error": "not_found"})

        do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = _not_here

        def _answer(self, status: HTTPStatus, content: dict[str, Any]) -> None:
            body = json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        def version_string(self) -> str:
            return "YardFlow"

        def log_message(self, format: str, *args: Any) -> None:
            """Says nothing: a platform asks every few seconds."""

    http_server = ThreadingHTTPServer(listener.getsockname(), Handler, bind_and_activate=False)
    http_server.socket.close()
    http_server.socket = listener
    http_server.daemon_threads = True
    return http_server


def _ask_database() -> None:
    with db.engine().connect() as connection:
        connection.execute(text("SELECT 1"))


def _ask_redis() -> None:
    if not jobs.redis_available():
        raise ConnectionError
