"""Counts → signs of bias → one p-value → controlled decision → explanation."""

from objektiv.evidence.judgement import find

__all__ = ["find"]
