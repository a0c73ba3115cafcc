"""Counts → signs of bias → one p-value → controlled decision → explanation.

`look_up` makes the tables of the second counting pass, `find` the findings of one work,
`relate` adds the signs that need other works.
"""

from objektiv.evidence.judgement import find, look_up
from objektiv.evidence.related import relate

__all__ = ["find", "look_up", "relate"]
