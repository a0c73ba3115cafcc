"""The aggregates of `peers.py` in SQL: DuckDB and Spark."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from objektiv.schema import MISSING, NOT_ATTEMPTED, NOT_TAUGHT, Work, item_column

Checks = dict[str, int]


def duckdb(work: Work, paths: list[Path], out: Path) -> Checks:
    """SQL over the files, packed words in a temporary table, results to Parquet."""
    import duckdb as engine

    base = engine.connect()
    base.execute("SET preserve_insertion_order = false")
    base.execute(f"CREATE VIEW files AS SELECT * FROM read_parquet({[str(p) for p in paths]})")
    queries = sql(work, xor="xor({a}, {b})", shift="({x} >> {n})")
    packed = queries.pop("packed")
    base.execute(f"CREATE TEMP TABLE packed AS {packed}")
    for name, query in queries.items():
        base.execute(
            f"COPY ({query}) TO '{out / name}.parquet' (COMPRESSION zstd, COMPRESSION_LEVEL 1)"
        )

    def one(query: str) -> Any:
        return base.execute(query).fetchone()

    for name in queries:
        base.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{out / name}.parquet')")
    return sql_checks(work, one)


def spark(work: Work, paths: list[Path], out: Path) -> Checks:
    """The same SQL on Spark, local[2]."""
    import os
    import warnings

    warnings.simplefilter("ignore")
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    builder = builder.config("spark.ui.showConsoleProgress", "false")
    builder = builder.config("spark.driver.memory", "4g").config("spark.sql.shuffle.partitions", 8)
    session = builder.config("spark.driver.host", "127.0.0.1").getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    session.read.parquet(*map(str, paths)).createOrReplaceTempView("files")
    queries = sql(work, xor="({a} ^ {b})", shift="shiftright({x}, {n})")
    session.sql(queries.pop("packed")).cache().createOrReplaceTempView("packed")
    for name, query in queries.items():
        session.sql(query).write.parquet(str(out / name))
        session.read.parquet(str(out / name)).createOrReplaceTempView(name)
    checks = sql_checks(work, lambda query: session.sql(query).collect()[0])
    session.stop()
    return checks


def sql(work: Work, *, xor: str, shift: str) -> dict[str, str]:
    """Queries by name of the result; both dialects differ in XOR and shift only."""
    bits, per_word, top = packing(work)
    items = [f'"{item_column(code)}"' for code in work.codes]
    if "^" in xor:
        items = [name.replace('"', "`") for name in items]
    wrote, cell = "FROM files WHERE participated", "region, municipality, school, class"

    def count_if(condition: str) -> str:
        return f"CAST(sum(CASE WHEN {condition} THEN 1 ELSE 0 END) AS BIGINT)"

    def points(item: str) -> str:
        return f"CASE WHEN {item} < {NOT_TAUGHT} THEN CAST({item} AS BIGINT) ELSE 0 END"

    def total(expression: str) -> str:
        return f"CAST(sum({expression}) AS BIGINT)"

    prior, score = "CAST(prior_score AS BIGINT)", "CAST(score AS BIGINT)"
    had = "CASE WHEN prior_score IS NOT NULL THEN CAST(score AS BIGINT) ELSE 0 END"
    sums = [
        "count(*) AS n",
        f"{total(score)} AS score_sum",
        f"{total(f'{score} * {score}')} AS score_sq",
        "count(prior_score) AS prior_n",
        f"{total(prior)} AS prior_sum",
        f"{total(f'{prior} * {prior}')} AS prior_sq",
        f"{total(f'{prior} * {score}')} AS prior_score",
        f"{total(had)} AS prior_of_score",
    ]
    for place, item in enumerate(items):
        sums += [
            f"{total(points(item))} AS sum_{place}",
            f"{total(f'({points(item)}) * ({points(item)})')} AS sq_{place}",
            f"{count_if(f'{item} = {NOT_ATTEMPTED}')} AS x_{place}",
            f"{count_if(f'{item} = {NOT_TAUGHT}')} AS n_{place}",
            f"{count_if(f'{item} = {MISSING}')} AS e_{place}",
        ]
    by_mark = [
        f"{total(points(item))} AS sum_{place}, "
        + count_if(f"{item} < {NOT_TAUGHT} OR {item} = {NOT_ATTEMPTED}")
        + f" AS n_{place}"
        for place, item in enumerate(items)
    ]
    codes = [*range(top + 1), NOT_ATTEMPTED, NOT_TAUGHT, MISSING]
    cube = [
        f"{count_if(f'{item} = {code}')} AS c_{place}_{kind}"
        for place, item in enumerate(items)
        for kind, code in enumerate(codes)
    ]
    groups = [range(k, min(k + per_word, len(items))) for k in range(0, len(items), per_word)]

    def field(item: str, place: int) -> str:
        code = f"CAST({item} AS BIGINT)"
        kind = (
            f"CASE WHEN {item} >= {NOT_TAUGHT} THEN {code} - {NOT_TAUGHT - top - 1} ELSE {code} END"
        )
        return f"({kind}) * CAST({1 << (bits * place)} AS BIGINT)"

    words = [
        " + ".join(field(items[i], place) for place, i in enumerate(group)) + f" AS w{number}"
        for number, group in enumerate(groups)
    ]
    ones = sum(1 << (bits * place) for place in range(per_word))

    def differing(number: int) -> str:
        folded = " | ".join(shift.format(x=f"d{number}", n=n) for n in range(bits))
        return f"CAST(bit_count(({folded}) & CAST({ones} AS BIGINT)) AS BIGINT)"

    differences = ", ".join(
        xor.format(a=f"a.w{k}", b=f"b.w{k}") + f" AS d{k}" for k in range(len(words))
    )
    keys = " AND ".join(f"a.{key} = b.{key}" for key in ("school", "class"))
    agree = f"{len(items)} - ({' + '.join(differing(k) for k in range(len(words)))})"
    names = ", ".join(f"w{k}" for k in range(len(words)))
    return {
        "packed": f"SELECT {cell}, pupil, {', '.join(words)} {wrote}",
        "absent": f"SELECT {cell}, {count_if('NOT participated')} AS absent, "
        f"count(prior_score) AS enrolled_prior_n, {total(prior)} AS enrolled_prior_sum "
        f"FROM files GROUP BY {cell}",
        "sums": f"SELECT {cell}, {', '.join(sums)} {wrote} GROUP BY {cell}",
        "by_mark": f"SELECT {cell}, mark, {', '.join(by_mark)} {wrote} AND mark >= 2 "
        f"GROUP BY {cell}, mark",
        "histogram": f"SELECT {cell}, score, count(*) AS pupils {wrote} GROUP BY {cell}, score",
        "marks": f"SELECT {cell}, mark, journal_mark, count(*) AS pupils {wrote} "
        f"GROUP BY {cell}, mark, journal_mark",
        "cube": f"SELECT variant, score, {', '.join(cube)} {wrote} GROUP BY variant, score",
        "pairs": f"SELECT school, class, count(*) AS pairs, {total('agree')} AS agreements, "
        f"{total('agree * agree')} AS agreements_sq, "
        f"{count_if(f'agree = {len(items)}')} AS identical_pairs FROM ("
        f"SELECT school, class, {agree} AS agree FROM (SELECT a.school, a.class, {differences} "
        f"FROM packed a JOIN packed b ON {keys} AND a.pupil < b.pupil)) GROUP BY school, class",
        "twins": f"SELECT school, class, {total('same')} AS identical_pupils FROM (SELECT school, "
        f"class, count(*) AS same FROM packed GROUP BY school, class, {names}) "
        "WHERE same > 1 GROUP BY school, class",
    }


def sql_checks(work: Work, one: Callable[[str], Any]) -> Checks:
    """Checksums of the results of `sql`."""
    length = len(work.items)
    top = max(item.max for item in work.items)

    def over(prefix: str) -> str:
        return "sum(" + " + ".join(f"{prefix}_{k}" for k in range(length)) + ")"

    def row(source: str, values: dict[str, str]) -> Checks:
        query = f"SELECT {', '.join(values.values())} FROM {source}"
        return {name: int(x) for name, x in zip(values, one(query), strict=True)}

    plain = ("n", "score_sum", "score_sq", "prior_n", "prior_sum", "prior_sq", "prior_score")
    cube = " + ".join(
        f"c_{i}_{k} * {(i + 1) * (k + 1)}" for i in range(length) for k in range(top + 4)
    )
    marked = " + ".join(f"sum_{k} + 7 * n_{k}" for k in range(length))
    absent = ("absent", "enrolled_prior_n", "enrolled_prior_sum")
    return {
        **row("absent", {"cells": "count(*)"} | {name: f"sum({name})" for name in absent}),
        **row(
            "sums",
            {name: f"sum({name})" for name in (*plain, "prior_of_score")}
            | {"item_sum": over("sum"), "item_sq": over("sq"), "not_attempted": over("x")}
            | {"not_taught": over("n"), "missing": over("e")},
        ),
        **row("by_mark", {"by_mark": f"sum(mark * ({marked}))"}),
        **row("histogram", {"histogram": "sum(score * score * pupils)"}),
        **row("marks", {"marks": "sum((10 * mark + journal_mark) * pupils)"}),
        **row("cube", {"cube": f"sum((score + 1) * ({cube}))"}),
        **row(
            "pairs",
            {"pairs": "sum(pairs)", "pair_agreements": "sum(agreements)"}
            | {"pair_agreements_sq": "sum(agreements_sq)"}
            | {"identical_pairs": "sum(identical_pairs)"},
        ),
        **row("twins", {"identical_pupils": "sum(identical_pupils)"}),
    }


def packing(work: Work) -> tuple[int, int, int]:
    """Bits per item, items per 63-bit word (SQL has signed words), largest item maximum."""
    top = max(item.max for item in work.items)
    bits = (top + 3).bit_length()
    return bits, 63 // bits, top
