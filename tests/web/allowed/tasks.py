"""Pages of `urls/tasks.py`: address -> who may open it, of the first school."""

from .roles import OFFICE, READERS

WORK_HERE = {*OFFICE, "methodist", "teacher", "classteacher"}
LEAD = {*OFFICE, "methodist"}
ALLOWED = {
    "tasks": READERS,
    "task_add": WORK_HERE,
    "tasks_bring": WORK_HERE,
    "tasks_export": READERS,
    "task": READERS,
    "task_edit": WORK_HERE,
    "task_send": WORK_HERE,
    "task_decide": LEAD,
    "task_withdraw": LEAD,
    "task_picture": READERS,
    "task_file": WORK_HERE,
    "task_original": WORK_HERE,
    "papers": READERS,
    "paper_add": LEAD,
    "paper": READERS,
    "paper_feed": LEAD,
    "paper_print": READERS,
}
NEED_NONE = {
    "task_add", "tasks_bring", "task_edit", "task_send", "task_decide", "task_withdraw",
    "task_picture", "task_original", "paper_add", "paper_feed", "paper_print", "tasks_export",
}  # fmt: skip
PAGE_TO_OPERATION = {
    "tasks": "list_tasks",
    "task": "show_task",
    "papers": "list_papers",
    "paper": "show_paper",
    "task_file": "show_task_file",
}
OPERATIONS = {"show_task_file": WORK_HERE}
