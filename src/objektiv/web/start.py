"""Starting the web system: what `objektiv serve`, `worker` and `demo` of the web call.

Nothing here needs Django before it is asked for, so the command line stays quick.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

from objektiv.analysis.refusal import Refused

SETTINGS = "objektiv.web.settings"
THREADS, WORKERS = 4, 2
MYSELF = (sys.executable, "-m", "objektiv.web.start")


def set_up(data: Path | None = None) -> None:
    """Choose the data folder and load Django."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    if data is not None:
        os.environ["OBJEKTIV_DATA"] = str(data.resolve())
    import django

    django.setup()


def prepare(data: Path | None = None) -> None:
    """Bring the data folder up to date: tables, cache, static files. Safe to repeat."""
    set_up(data)
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


def serve(
    data: Path | None = None, *, port: int = 8000, bind: str = "127.0.0.1", demo: bool = False
) -> None:
    """The site and one worker, until interrupted; with `demo` an empty folder is filled first.

    Raises `Refused` when the port is taken.
    """
    _require_free(bind, port)
    prepare(data)
    if demo:
        print("Демонстрационный район: первая загрузка занимает около минуты.", flush=True)
        # In a process of its own: threads of polars do not survive the fork of the server.
        subprocess.run([*MYSELF, "demo"], check=True)
    from gunicorn.app.base import BaseApplication

    class Site(BaseApplication):
        def load_config(self) -> None:
            self.cfg.set("bind", f"{bind}:{port}")
            self.cfg.set("workers", WORKERS)
            self.cfg.set("threads", THREADS)
            self.cfg.set("timeout", 120)
            self.cfg.set("loglevel", "warning")
            self.cfg.set("proc_name", "objektiv")

        def load(self):
            from objektiv.web.wsgi import application

            return application

    background = subprocess.Popen([*MYSELF, "work"])
    try:
        print(f"Объектив открыт: http://{bind}:{port}  (остановить: Ctrl+C)", flush=True)
        Site().run()
    finally:
        background.terminate()
        background.wait(timeout=30)


def work(data: Path | None = None) -> None:
    """Carry out background jobs until interrupted."""
    set_up(data)
    from objektiv.web.tasks import huey, offer_waiting_jobs

    offer_waiting_jobs.call_local()
    huey.create_consumer(workers=1, periodic=True, check_worker_health=True).run()


def first_invitation(region: str, email: str, *, address: str, data: Path | None = None) -> str:
    """The first region and the link by which its coordinator comes in."""
    prepare(data)
    from objektiv.web.actions.people import found_region

    return address.rstrip("/") + "/join/" + found_region(region, email) + "/"


def _require_free(bind: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((bind, port))
        except OSError as error:
            raise Refused(
                f"Порт {port} занят другой программой. Укажите другой: --port 8001 "
                "(для make start: PORT=8001)."
            ) from error


def load_demo(data: Path | None = None, *, seed: int = 2026) -> list[str]:
    """Fill an empty data folder with the demonstration; returns the logins, a line each."""
    prepare(data)
    from django.conf import settings

    from objektiv.web import demo

    return [str(login) for login in demo.load_demo(settings.DATA, seed=seed)]


if __name__ == "__main__":
    if sys.argv[1:] == ["demo"]:
        print("\n".join(load_demo()))
    else:
        work()
