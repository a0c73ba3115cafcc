"""Addresses of the task bank: tasks, files of other systems, papers."""

from django.urls import path

from objektiv.web.views.teaching import papers, tasks

addresses = [
    path("o/<int:place>/tasks/", tasks.index, name="tasks"),
    path("o/<int:place>/tasks/add/", tasks.add, name="task_add"),
    path("o/<int:place>/tasks/bring/", tasks.bring, name="tasks_bring"),
    path("o/<int:place>/tasks/export/<str:exchange>/", tasks.export, name="tasks_export"),
    path("tasks/<int:task>/", tasks.show, name="task"),
    path("tasks/<int:task>/edit/", tasks.edit, name="task_edit"),
    path("tasks/<int:task>/send/", tasks.send, name="task_send"),
    path("tasks/<int:task>/decide/", tasks.decide, name="task_decide"),
    path("tasks/<int:task>/withdraw/", tasks.withdraw, name="task_withdraw"),
    path("task-pictures/<int:task_picture>/", tasks.picture, name="task_picture"),
    path("task-files/<int:task_file>/", tasks.file, name="task_file"),
    path("task-files/<int:task_file>/original/", tasks.original, name="task_original"),
    path("o/<int:place>/papers/", papers.index, name="papers"),
    path("o/<int:place>/papers/add/", papers.add, name="paper_add"),
    path("papers/<int:test_paper>/", papers.show, name="paper"),
    path("papers/<int:test_paper>/feed/", papers.feed, name="paper_feed"),
    path("papers/<int:test_paper>/<str:part>.<str:form>", papers.printed, name="paper_print"),
]
