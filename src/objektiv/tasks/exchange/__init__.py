"""Tasks from and for other systems: QTI packages (2 and 3 in, 3 out) and Moodle XML."""

from objektiv.tasks.exchange.moodle_in import read_moodle
from objektiv.tasks.exchange.moodle_out import write_moodle
from objektiv.tasks.exchange.qti_in import read_qti
from objektiv.tasks.exchange.qti_out import write_qti
from objektiv.tasks.exchange.result import LARGEST, Brought, ExchangeRefused, Found


def read_tasks(content: bytes, name: str) -> Brought:
    """Whatever of the two the file is. Raises `ExchangeRefused` with a Russian sentence."""
    head = content[:4096]
    if content.startswith(b"PK") or b"qti-assessment-item" in head or b"<assessment" in head:
        return read_qti(content, name)
    return read_moodle(content, name)


__all__ = [
    "LARGEST",
    "Brought",
    "ExchangeRefused",
    "Found",
    "read_moodle",
    "read_qti",
    "read_tasks",
    "write_moodle",
    "write_qti",
]
