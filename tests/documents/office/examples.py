"""A true-to-life document of every kind, with a name that would break XML and Typst."""

from __future__ import annotations

from objektiv.documents import office
from objektiv.schema.recommendations import Recommendation

SCHOOL = "МБОУ «Школа & <лицей> № 5 #set [текст]» г. Северска"
HEAD = {
    "above": ("Администрация города Северска", "Северная область"),
    "organisation": "УПРАВЛЕНИЕ ОБРАЗОВАНИЯ",
    "contacts": "ул. Пионерская, д. 28, г. Северск, 681000; тел. (4217) 54-45-68",
    "registered": "№ 01-27/1951 от 22 ноября 2026 г.",
}
COUNCIL = tuple(
    office.Signature(role=role, name=name)
    for role, name in (
        ("Председатель координационного совета", "И. А. Косарева"),
        ("Член совета", "И. В. Горских"),
        ("Член совета", "Г. Ю. Ясенева"),
        ("Секретарь", ""),
    )
)
POINTS = tuple(
    Recommendation(
        "",
        block,
        direction,
        "руководителю образовательной организации",
        ground,
        text,
        term,
        "Локальный акт размещён на сайте, педагоги ознакомлены",
        "управление образования",
    )
    for block, direction, ground, text, term in (
        ("school", "Объективность оценивания", "Математика, 5 класс: 9 учеников набрали 13–14 "
         "баллов, ожидалось 3–6", "Провести перепроверку работ школьной комиссией с участием "
         "эксперта муниципалитета", "до 25 декабря 2026 г."),
        ("school", "Преподавание", "Задание 6 выполнили 43,1 % учеников", "Включить в рабочую "
         "программу повторение темы «Обыкновенные дроби»", "в течение II четверти"),
        ("all", "Внутренняя система оценки", "", "Определить чёткие критерии оценивания при "
         "текущем контроле и промежуточной аттестации с учётом критериальной базы ВПР, ОГЭ, ЕГЭ",
         "до 1 февраля 2027 г."),
        ("all", "Внутренняя система оценки", "", "Сформировать группу общественных наблюдателей",
         "на постоянной основе"),
    )
)  # fmt: skip
SECTIONS = (
    office.Section(
        title="До проверки",
        paragraphs=(
            "Получите бланки работ под подпись и сверьте их число с ведомостью.",
            "Обсудите с комиссией критерии: в каких случаях ответ засчитывается.",
        ),
    ),
    office.Section(
        title="Во время проверки",
        paragraphs=("Ставьте баллы по критериям; спорную работу смотрят два эксперта.",),
    ),
)

EXAMPLES: tuple[office.Sheet, ...] = (
    office.AddressedRecommendations(
        **HEAD,
        title="Адресные рекомендации",
        addressee=f"Директору {SCHOOL} Петровой А. И.",
        subject="по результатам: ВПР 2026, Математика, 5 класс",
        basis="протокол заседания координационного совета № 4 от 27.04.2026",
        relevance=(
            "Анализ результатов оценочных процедур нужен, чтобы школа вовремя видела достижения "
            "и дефициты и принимала обоснованные решения.",
            "Математика, 5 класс: 48 участников; «4» и «5» — 62,5 %.",
        ),
        blocks=office.blocks_of(POINTS),
        closing="Признак необъективности — повод для проверки, а не вывод об организации.",
        signatures=COUNCIL,
        performer="Васильева Юлия Сергеевна\n54 43 78",
        source="Метод 1.0; профиль порогов 2026; данные 4c01ab; начальное число 2026.",
    ),
    office.PlanAppendix(
        organisation=SCHOOL,
        registered="",
        title="План мероприятий по повышению объективности и качества оценивания, 2026/27",
        appendix=f"Приложение к приказу {SCHOOL} от 22 ноября 2026 г. № 115",
        goals=("Снизить долю отметок, не подтверждённых работой",),
        directions=tuple(
            office.MeasuresOfDirection(
                title=f"{i}. {title}",
                measures=tuple(
                    office.PlannedMeasure(
                        number=f"{i}.{j}",
                        text="Обсуждение результатов оценочных процедур на совещаниях, "
                        "методическом совете, заседаниях ШМО",
                        term="октябрь, апрель",
                        responsibles="Байтемиров К. В., Травникова Л. С., руководители ШМО",
                        participants="педагоги",
                        expected_result="Единые подходы к оцениванию",
                    )
                    for j in range(1, 5)
                ),
            )
            for i, title in enumerate(("Повышение компетентности", "Прозрачность процедур"), 1)
        ),
        signatures=(office.Signature(role="Директор", name="А. И. Петрова"),),
    ),
    office.Order(
        **HEAD,
        title="Об утверждении плана мероприятий по повышению объективности оценивания",
        place="г. Северск",
        preamble="В целях повышения качества оценивания, на основании решения педагогического "
        "совета (протокол № 3 от 20.11.2026)",
        clauses=tuple(
            office.Clause(number=i, text=text)
            for i, text in enumerate(
                (
                    "Утвердить план мероприятий на 2026/27 учебный год (приложение).",
                    "Руководителям ШМО внести мероприятия в планы работы в срок до 01.12.2026.",
                    "Контроль исполнения приказа оставляю за собой.",
                ),
                1,
            )
        ),
        appendices=("План мероприятий на 4 л. в 1 экз.",),
        acquainted=("Е. И. Травникова",),
        signatures=(office.Signature(role="Начальник управления", name="Е. Б. Порвина"),),
    ),
    office.CoverLetter(
        **HEAD,
        addressee=f"Директору {SCHOOL} Петровой А. И.",
        title="О направлении адресных рекомендаций",
        greeting="Уважаемая Анна Ивановна!",
        paragraphs=(
            "Направляем адресные рекомендации по итогам оценочных процедур 2026 года.",
            "Просим отметить получение и внести рекомендации в план мероприятий.",
        ),
        appendices=("Адресные рекомендации на 3 л. в 1 экз.",),
        signatures=(
            office.Signature(role="Начальник управления образования", name="Е. Б. Порвина"),
        ),
        performer="Васильева Юлия Сергеевна\n54 43 78",
    ),
    office.Minutes(
        **HEAD,
        title="заседания координационного совета по развитию общего образования",
        chair="И. А. Косарева",
        secretary="М. В. Конева",
        present=("И. А. Косарева, председатель", "И. В. Горских", "Г. Ю. Ясенева"),
        absent=("П. П. Орлов (отпуск)",),
        invited=("А. И. Петрова, директор школы № 5",),
        attendance="Присутствовали 3 из 4; заседание правомочно.",
        questions=(
            office.Question(
                number=1,
                title="О результатах ВПР 2026 по математике",
                heard="Косарева И. П. доложила об итогах анализа.",
                spoke=("Петрова А. И. представила пояснения школы.",),
                resolved=(
                    office.Resolved(
                        number="1.1",
                        text="Провести перепроверку 12 работ.",
                        responsibles="Ясенева Г. Н.",
                        term="до 25.12.2026",
                    ),
                    office.Resolved(number="1.2", text="Пояснения школы принять к сведению."),
                ),
                vote="за — 3, против — 0, воздержались — 0",
            ),
            office.Question(number=2, title="Разное"),
        ),
        signatures=(COUNCIL[0], COUNCIL[-1]),
    ),
    office.Certificate(
        **HEAD,
        title="Справка по итогам анализа",
        subject="по итогам анализа результатов ВПР 2026, математика, 5 класс",
        purpose="оценить согласованность результатов с результатами региона",
        figures=(
            office.Figure(name="Участников", value="48", compared="в муниципалитете 1 204"),
            office.Figure(name="Доля «4» и «5»", value="62,5 %", compared="55,0–60,2 %"),
        ),
        sections=(office.Section(title="Что видно", paragraphs=("Задания 1–5 решены ровно.",)),),
        conclusions=("Результаты согласуются с результатами других школ.",),
        signatures=(office.Signature(role="Методист", name="О. Н. Лисина"),),
        source="Метод 1.0; данные 4c01ab.",
    ),
    office.Leaflet(
        **HEAD | {"registered": ""},
        title="Как проверять работы объективно",
        readers="экспертам школьной комиссии",
        sections=SECTIONS,
        performer="Вопросы: 54 43 78",
    ),
    office.Evaluation(
        **HEAD | {"registered": "", "organisation": SCHOOL},
        title="Оценочный лист эффективности функционирования внутренней системы оценки качества "
        "образования",
        year="2026/27 учебный год",
        sections=tuple(
            office.JudgedSection(
                title=title,
                criteria=tuple(
                    office.Judged(
                        number=3 * i + j,
                        text="Положение о внутренней системе оценки качества образования принято "
                        "и размещено на сайте",
                        own="2",
                        evidence="Приказ № 87 от 01.09.2026\nположение.pdf",
                        above="1",
                        comment="На сайте прежняя редакция",
                    )
                    for j in range(1, 4)
                ),
            )
            for i, title in enumerate(("Нормативная основа", "Объективность процедур"))
        ),
        total="Всего баллов: самооценка 12 из 12, оценка муниципалитета 6 из 12.",
        signatures=(
            office.Signature(role="Директор", name="А. И. Петрова"),
            office.Signature(role="Оценку провёл"),
        ),
    ),
    office.CommonSchedule(
        organisation=SCHOOL,
        registered="",
        title="Единый график оценочных процедур на 2026/27 учебный год",
        appendix="Утверждено приказом № 7 от 31 августа 2026 г.",
        version="Версия 2: перенесена работа по химии",
        classes=(
            office.ClassSchedule(
                title="5А",
                entries=(
                    office.Scheduled(
                        day="09.02.2027, вт",
                        lesson="3–4",
                        subject="Математика",
                        procedure="Контрольная работа № 4",
                        level="школьный",
                    ),
                ),
            ),
        ),
        changes=("8А, Химия, «Срез»: перенесена с 02.03.2027 на 04.03.2027.",),
        signatures=COUNCIL[:1],
    ),
    office.BriefingLog(
        **HEAD | {"registered": "", "organisation": SCHOOL},
        title="Инструктаж организаторов в аудитории",
        procedure="ВПР 2027, Математика, 5 класс, 20 апреля 2027 г.",
        role="организатор",
        held="19 апреля 2027 г., срок — 19 апреля 2027 г.",
        paragraphs=("Телефоны сданы до начала работы.", "Коды раздают по списку."),
        people=tuple(
            office.SignedRow(number=str(n), name=name, day="19.04.2027", mark="в системе")
            for n, name in enumerate(("Ладова Анна Викторовна", "Рунов Пётр Ильич"), 1)
        ),
        signatures=(office.Signature(role="Инструктаж провёл", name="О. Н. Лисина"),),
    ),
    office.Checklist(
        **HEAD | {"registered": "", "organisation": SCHOOL},
        title="Чек-лист: ВПР 2027",
        subject="Математика, 5 класс, 20 апреля 2027 г., начало в 09:00",
        rows=(
            office.CheckRow(
                time="08:30", text="Проверить кабинет", role="Организатор", mark="✓ 08:31"
            ),
            office.CheckRow(text="Собрать работы и пересчитать", role="Организатор"),
        ),
        signatures=(office.Signature(role="Школьный координатор", name="О. Н. Лисина"),),
    ),
    office.DayProtocol(
        **HEAD | {"registered": "", "organisation": SCHOOL},
        title="ВПР 2027",
        subject="Математика, 5 класс, 20 апреля 2027 г.",
        figures=(office.Figure(name="Участвовали", value="22", compared="по списку 25"),),
        absent=("Болезнь: 12, 5001.",),
        incidents=(office.Happened(time="09:12", text="Начали позже", measures="Продлили время"),),
        calm="Записано одно происшествие.",
        signatures=(office.Signature(role="Директор", name="А. И. Петрова"),),
    ),
    office.ProgrammeSheet(
        organisation=SCHOOL,
        registered="",
        title="Лист корректировки рабочей программы",
        appendix="Приложение к рабочей программе\nПриказ № 45 от 12 ноября 2026 г.",
        subject="Математика, 5 класс, 2026/27 учебный год",
        topics=(
            office.CorrectedTopic(
                number="1",
                text="Действия с дробями",
                hours="4",
                ground="ВПР 2026, Математика, 4 класс: 31 % баллов, регион 58 %",
                taken_from="уроки повторения",
                done="20.11.2026: срез 70 %",
            ),
            office.CorrectedTopic(number="2", text="Площадь прямоугольника", hours="3"),
        ),
        total="Всего 7 часов из 90 оставшихся до конца года.",
        note="Составил: Ладова Анна Викторовна.",
        signatures=(office.Signature(role="Директор", name="А. И. Петрова"),),
    ),
)
