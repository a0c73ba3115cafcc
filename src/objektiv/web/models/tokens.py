"""Keys by which a person's own programs read and act through the HTTP API."""

from __future__ import annotations

import secrets
from hashlib import sha256

from django.db import models
from django.utils import timezone

from objektiv.web.models.people import Person

MARK = "objektiv_"  # how a key is known in a text, by people and by scanners of leaked secrets
PREFIX = len(MARK) + 4


class Scope(models.TextChoices):
    """What a key is for. It narrows the rights of its person and never adds to them."""

    ORGANISATIONS_READ = "organisations:read", "организации, учебные годы, классы"
    PEOPLE_READ = "people:read", "люди и их роли"
    PROCEDURES_READ = "procedures:read", "процедуры: что ждём, что пришло"
    PROCEDURES_MANAGE = "procedures:manage", "добавлять и менять процедуры, напоминать школам"
    RESULTS_READ = "results:read", "работы, отчёты, таблицы, графики"
    PUPILS_READ = "pupils:read", "строки участников своей школы (без имён)"
    RESULTS_BRING = "results:bring", "загружать, принимать и отзывать результаты"
    FINDINGS_READ = "findings:read", "выводы, рассмотрения, пояснения, решения"
    FINDINGS_ACT = "findings:act", "запрашивать пояснения, отвечать, решать"
    RECOMMENDATIONS_READ = "recommendations:read", "рекомендации, ответы школ, практики, памятки"
    RECOMMENDATIONS_ACT = "recommendations:act", "подтверждать получение, отвечать на пункты"
    PLANS_READ = "plans:read", "планы, мероприятия, подтверждения, помогло ли"
    PLANS_ACT = "plans:act", "отмечать и проверять выполнение мероприятий"
    MEETINGS_READ = "meetings:read", "заседания, повестки, решения, собеседования"
    EVALUATION_READ = "evaluation:read", "оценочные листы ВСОКО"
    OPENNESS_READ = "openness:read", "открытая страница, опросы, ознакомление семей"
    ACTS_READ = "acts:read", "локальные акты, цели и показатели"
    GROWTH_READ = "growth:read", "развитие учителей: числа, каталог обучения, своё"
    TASKS_READ = "tasks:read", "банк заданий, работы из него, критерии"
    OUTGOING_READ = "outgoing:read", "реестр исходящих документов"
    KEEPING_READ = "keeping:read", "сроки хранения, запреты, что удалено"
    TEACHING_READ = "teaching:read", "журналы, нормы и веса отметок, рабочие программы"
    FAMILY_READ = "family:read", "результаты и отметки своего ребёнка или свои"
    SEARCH = "search:read", "поиск по всему, что вам видно"
    WORK_LIST_READ = "work_list:read", "«Сегодня», календарь сроков и свои задания"
    JOURNAL_READ = "journal:read", "журнал действий"


class AccessToken(models.Model):
    """A key; its secret is shown once and only the digest is kept."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="tokens")
    name = models.CharField("для чего ключ", max_length=120)
    prefix = models.CharField(max_length=PREFIX)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scopes = models.JSONField(default=list)  # values of Scope
    created = models.DateTimeField(auto_now_add=True)
    expires = models.DateTimeField()
    revoked = models.DateTimeField(null=True)
    last_used = models.DateTimeField(null=True)
    # How often the key was used in which minute: the limit holds over all processes.
    minute = models.BigIntegerField(default=0)
    used = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @staticmethod
    def new_secret() -> str:
        return MARK + secrets.token_urlsafe(32)

    @staticmethod
    def digest_of(secret: str) -> str:
        """256 random bits need no salt and no slow hash."""
        return sha256(secret.encode()).hexdigest()

    @property
    def works(self) -> bool:
        return self.revoked is None and self.expires > timezone.now()

    @property
    def state(self) -> str:
        if self.revoked:
            return "отозван"
        return "действует" if self.expires > timezone.now() else "срок истёк"

    @property
    def scope_titles(self) -> list[str]:
        return [Scope(one).label for one in self.scopes if one in Scope.values]
