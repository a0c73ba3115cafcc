"""Folders and files appear whole or not at all, and nothing of a user's is replaced."""

from __future__ import annotations

import pytest

from objektiv.analysis.output import whole_file, whole_folder
from objektiv.analysis.refusal import Refused


def test_a_failure_leaves_no_folder_and_no_draft(tmp_path):
    with pytest.raises(RuntimeError), whole_folder(tmp_path / "out") as folder:
        (folder / "findings.csv").write_text("half")
        raise RuntimeError

    assert list(tmp_path.iterdir()) == []


def test_an_earlier_result_is_replaced_whole(tmp_path):
    out = tmp_path / "out"
    for text in ("old", "new"):
        with whole_folder(out) as folder:
            (folder / "findings.csv").write_text(text)
            if text == "old":
                (folder / "report.html").write_text("old")

    assert {path.name: path.read_text() for path in out.iterdir()} == {"findings.csv": "new"}
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_failure_keeps_the_earlier_result(tmp_path):
    out = tmp_path / "out"
    with whole_folder(out) as folder:
        (folder / "findings.csv").write_text("old")

    with pytest.raises(RuntimeError), whole_folder(out) as folder:
        raise RuntimeError

    assert (out / "findings.csv").read_text() == "old"


@pytest.mark.parametrize("stranger", ["диплом.docx", "findings.csv.bak"])
def test_a_folder_with_anything_else_in_it_is_refused_untouched(tmp_path, stranger):
    out = tmp_path / "out"
    out.mkdir()
    (out / stranger).write_text("важно")

    with pytest.raises(Refused, match=stranger.replace(".", r"\.")), whole_folder(out):
        pass

    assert (out / stranger).read_text() == "важно"


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "out").write_text("файл")

    with pytest.raises(Refused, match="нужна папка"), whole_folder(tmp_path / "out"):
        pass


def test_a_failure_while_writing_a_file_keeps_the_old_one(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("old")

    with pytest.raises(RuntimeError), whole_file(path) as draft:
        draft.write_text("new")
        raise RuntimeError

    assert path.read_text() == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["list.csv"]
