"""Ф1 «Индивидуальные результаты» as exported from ФИС ОКО: where things are on its sheet.

Layout (reference: open code that reads real exports; rows may be shifted by blank or
extra title rows, everything is found by its words, never by its position)::

    sheet   «Индивидуальные результаты» (a name that contains «Индивидуальн»)
    row 1   ВПР 2026 Математика 5 класс
    row 2   Предмет                     | Математика
    row 3   Максимальный первичный балл | 24
    row 4   Дата проведения             | 21.04.2026
    row 5   МБОУ СОШ № 6 г. Ручейск (edu123456) | Кол-во участников: 57
    row 6   (blank)
    row 7                                               Б      | П        | В          levels
    row 8   ОО | Муниципалитет | Название ОО | Код участника | Класс | Вариант
               | 1 (2б) | 9.1 (1б) | 1К1 (3б) | … | Первичный балл | Отметка | Отметка по журналу
    row 9…  edu123456 | город Ручейск | МБОУ СОШ № 6 г. Ручейск | 50001 | 5А | 1
               | 2 | X | 0 | … | 2 | 3 | 4

* The title is `<procedure> <year> <subject> <N> класс`; «(базовый уровень)» or
  «(углублённый уровень)» after the subject makes `variant_of` "base" or "advanced".
* «ОО» holds the login of the school. The columns «Регион» and «Пол» (м/ж) are read when
  they are there; a column of names is never read.
* An item column is `<code> (<max>б)`. The row right above the header holds Б, П or В above
  each item (a merged cell speaks for all its columns).
* An item cell: an integer, `X` (Latin or Cyrillic) not attempted, `N` topic not taught,
  empty or a dash: no data. A row whose items and score are all empty: the pupil was absent.
* Several schools in one sheet: a school line (with the login or «Кол-во участников: N»)
  before each block; the header may be repeated below it or not.
* «Кол-во участников» counts pupils who wrote the work; a difference is a warning.
"""
