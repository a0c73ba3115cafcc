"""Starting the web system: what `objektiv serve`, `worker` and `demo` of the web call.

Nothing here needs Django before it is asked for, so the command line stays quick.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from objektiv.analysis.refusal import Refused

if TYPE_CHECKING:
    from objektiv.web.integrity import Integrity

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

    from objektiv.web.actions.upkeep import lay_tables, renew_statistics

    lay_tables()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    renew_statistics()


def serve(
    data: Path | None = None,
    *,
    port: int = 8000,
    bind: str = "127.0.0.1",
    demo: bool = False,
    worker: bool = True,
) -> None:
    """The site and one worker, until interrupted; with `demo` an empty folder is filled first.

    Raises `Refused` when the port is taken or the demonstration could not be made.
    """
    _require_free(bind, port)
    logins = _demonstration(data) if demo else ""
    prepare(data)
    from django.conf import settings
    from django.db import connections
    from gunicorn.app.base import BaseApplication

    connections.close_all()  # what is open must not be shared with the processes to come

    class Site(BaseApplication):
        def load_config(self) -> None:
            self.cfg.set("bind", f"{bind}:{port}")
            self.cfg.set("workers", WORKERS)
            self.cfg.set("threads", THREADS)
            self.cfg.set("timeout", 120)
            self.cfg.set("logconfig_dict", settings.LOGGING)  # addresses without secrets
            self.cfg.set("control_socket_disable", True)
            self.cfg.set("proc_name", "objektiv")

        def load(self):
            from objektiv.web.wsgi import application

            return application

    background = subprocess.Popen([*MYSELF, "work"]) if worker else None
    try:
        print(f"{logins}Объектив открыт: http://{bind}:{port}  (остановить: Ctrl+C)", flush=True)
        Site().run()
    finally:
        if background is not None:
            background.terminate()
            background.wait(timeout=30)


def _demonstration(data: Path | None) -> str:
    """Load the demonstration once, whole or not at all; words about how to sign in."""
    place = (data or Path(os.environ.get("OBJEKTIV_DATA", "objektiv-data"))).resolve()
    empty = not place.exists() or not any(place.iterdir())
    with TemporaryDirectory(prefix=f".{place.name}-", dir=_made(place.parent)) as draft:
        chosen = Path(draft) / "data" if empty and not os.environ.get("DATABASE_URL") else place
        if empty:
            print("Первая загрузка демонстрационного района занимает около минуты.", flush=True)
        # In a process of its own: threads of polars do not survive the fork of the server.
        environment = {**os.environ, "OBJEKTIV_DATA": str(chosen)}
        done = subprocess.run(
            [*MYSELF, "demo"], env=environment, stdout=subprocess.PIPE, text=True, check=False
        )
        if done.returncode:
            raise Refused("Демонстрация не загрузилась: подробности выше. Запустите ещё раз.")
        if chosen != place:
            chosen.rename(place)
    return f"Вход в демонстрацию (почта, пароль, кто это):\n{done.stdout}" if done.stdout else ""


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def work(data: Path | None = None) -> None:
    """Carry out background jobs until interrupted."""
    set_up(data)
    from objektiv.web.tasks import huey, offer_waiting_jobs

    offer_waiting_jobs.call_local()
    huey.create_consumer(workers=1, periodic=True, check_worker_health=True).run()


def first_invitation(
    region: str, email: str, *, address: str = "", data: Path | None = None
) -> str:
    """The first region and the link by which its coordinator comes in.

    Links begin with `address`, otherwise with the site of the settings.
    """
    prepare(data)
    from django.conf import settings

    from objektiv.web.actions.people import found_region

    return (address or settings.SITE).rstrip("/") + "/join/" + found_region(region, email) + "/"


def verify(data: Path | None = None) -> Integrity:
    """Whether everything is as it was; changes nothing."""
    set_up(data)
    from objektiv.web.integrity import verify_installation

    return verify_installation()


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

    from objektiv.analysis.progress import terminal_progress
    from objektiv.web import demo

    with terminal_progress() as progress:
        logins = demo.load_demo(settings.DATA, seed=seed, progress=progress)
    return [str(login) for login in logins]


if __name__ == "__main__":
    if sys.argv[1:] == ["demo"]:
        print("\n".join(load_demo()))
    else:
        work()
