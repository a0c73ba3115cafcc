"""The task bank: tasks with their history, papers assembled of them, files of other systems."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from objektiv.web.models.files import KeptFile
from objektiv.web.models.jobs import Job
from objektiv.web.models.organisations import Organisation, Subject
from objektiv.web.models.results import Work
from objektiv.web.models.searching import SearchText

PERSON = settings.AUTH_USER_MODEL


class BankTask(models.Model):
    """A task of an organisation. What the pages filter by stands in columns, all of it in
    `content` (`objektiv.tasks.model.Task.plain`); every version stays in `TaskStep`."""

    class State(models.TextChoices):
        DRAFT = "draft", "черновик"
        REVIEW = "review", "на рецензии"
        APPROVED = "approved", "утверждено"
        WITHDRAWN = "withdrawn", "изъято"

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="bank_tasks")
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="+")
    grade = models.PositiveSmallIntegerField("класс")
    state = models.CharField(max_length=9, choices=State.choices, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1)
    title = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=8)
    level = models.CharField(max_length=1)
    points = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField()
    skills = models.CharField(max_length=500, blank=True)  # «|5.1|5.2|»
    content = models.JSONField()
    origin = models.CharField(max_length=20)  # of profiles/tasks.toml
    source = models.CharField(max_length=500, blank=True)
    licence = models.CharField(max_length=200, blank=True)
    secret_until = models.DateField(null=True)  # before it only few see the task
    enemies = models.ManyToManyField("self", blank=True)
    made_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    reviewer = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    search = SearchText(of="searched")

    class Meta:
        ordering = ["subject", "grade", "id"]

    def __str__(self) -> str:
        return self.title or f"Задание № {self.pk}"

    @property
    def searched(self) -> str:
        return f"{self.title} {self.content.get('text', '')} {self.source} № {self.pk}"

    @property
    def skill_list(self) -> list[str]:
        return [one for one in self.skills.split("|") if one]


class TaskPicture(KeptFile):
    """A picture of a task, by the name that its text calls it; an older one stays for the
    versions that show it."""

    task = models.ForeignKey(BankTask, models.CASCADE, related_name="pictures")
    alt = models.CharField("что изображено", max_length=300, blank=True)


class TaskStep(models.Model):
    """What happened to a task: versions with their content, words of reviewers, decisions."""

    class Act(models.TextChoices):
        WRITTEN = "written", "записано"
        SENT = "sent", "передано на рецензию"
        RETURNED = "returned", "возвращено автору"
        APPROVED = "approved", "утверждено"
        WITHDRAWN = "withdrawn", "изъято"

    task = models.ForeignKey(BankTask, models.CASCADE, related_name="steps")
    act = models.CharField(max_length=9, choices=Act.choices)
    version = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    content = models.JSONField(null=True)  # of the version, where it is a new one
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]


class TestPaper(models.Model):
    """Variants of one paper by a blueprint, or why there are none."""

    __test__ = False  # no test, whatever its name says

    class State(models.TextChoices):
        WAITING = "waiting", "собирается"
        READY = "ready", "собрана"
        IMPOSSIBLE = "impossible", "собрать нельзя"

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="test_papers")
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="+")
    grade = models.PositiveSmallIntegerField("класс")
    title = models.CharField("название", max_length=200)
    demo = models.BooleanField("демонстрационный вариант", default=False)
    blueprint = models.JSONField()
    minutes = models.PositiveSmallIntegerField("минут")
    secret_until = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    said = models.JSONField(default=dict)  # sentences, shares, points, minutes, bank, seed
    job = models.ForeignKey(Job, models.SET_NULL, null=True)
    work = models.ForeignKey(Work, models.PROTECT, null=True, related_name="test_papers")
    made_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.title


class PaperTask(models.Model):
    """A task on its place of a variant, as it was then."""

    paper = models.ForeignKey(TestPaper, models.CASCADE, related_name="places")
    variant = models.PositiveSmallIntegerField()
    place = models.PositiveSmallIntegerField()
    task = models.ForeignKey(BankTask, models.PROTECT, related_name="uses")
    version = models.PositiveIntegerField()
    content = models.JSONField()

    class Meta:
        ordering = ["variant", "place"]
        constraints = [
            models.UniqueConstraint(fields=["paper", "variant", "place"], name="paper_place_once")
        ]


class TaskFigures(models.Model):
    """Statistics of a task in one work: fed back from results, never typed."""

    task = models.ForeignKey(BankTask, models.CASCADE, related_name="figures")
    paper = models.ForeignKey(TestPaper, models.CASCADE, related_name="figures")
    version = models.PositiveIntegerField()
    variant = models.PositiveSmallIntegerField()
    statistics = models.JSONField()  # of tasks.statistics.TaskStatistics
    data_hash = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["task", "paper", "variant"], name="figures_once")
        ]


class TaskFile(KeptFile):
    """A file of another system as it came, and what was understood of it."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="task_files")
    brought_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    brought_at = models.DateTimeField(auto_now_add=True)
    form = models.CharField(max_length=6)
    said = models.JSONField(default=dict)  # refused: sentences; notes: {task: sentences}
    tasks = models.ManyToManyField(BankTask, related_name="files")
