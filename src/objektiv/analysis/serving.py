"""`objektiv serve`: the report on this computer, without anything else installed."""

from __future__ import annotations

import functools
import http.server
from pathlib import Path

from objektiv.analysis.refusal import Refused

# The report carries its own policy; these headers keep the folder as quiet as the page.
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


class ReportHandler(http.server.SimpleHTTPRequestHandler):
    """Files of one folder; the address without a path shows the report."""

    def do_GET(self) -> None:
        if self.path == "/":
            self.path = "/report.html"
        super().do_GET()

    def end_headers(self) -> None:
        for name, value in HEADERS.items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class's name)
        """Requests are not logged: addresses may hold names of schools."""


def report_server(folder: Path, port: int) -> http.server.ThreadingHTTPServer:
    """A server of the folder on 127.0.0.1; the caller runs and closes it."""
    if not (folder / "report.html").is_file():
        raise Refused(
            f"В папке «{folder}» нет report.html. Сначала выполните objektiv analyse или demo."
        )
    handler = functools.partial(ReportHandler, directory=str(folder))
    try:
        return http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError as error:
        raise Refused(
            f"Порт {port} занят другой программой. Укажите другой: --port 8001 "
            "(для make start: PORT=8001)."
        ) from error


def serve_folder(folder: Path, port: int) -> None:
    """Serve until interrupted."""
    server = report_server(folder, port)
    print(f"Отчёт открыт: http://127.0.0.1:{port}  (остановить: Ctrl+C)", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        print()
    finally:
        server.server_close()
