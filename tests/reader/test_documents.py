"""Files as they come: encodings, includes, macros, and what is no paper at all."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from reading import of, steps

from symderiv.language.errors import UsageError
from symderiv.reader.documents import MOST_BYTES, Display, contents, paper
from symderiv.reader.steps import read_paper
from symderiv.reader.tokens import Source


def written(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def displays(text: str, *, markdown: bool = False) -> list[str]:
    found = contents(Source("paper", text), markdown=markdown).items
    return [text[d.body[0] : d.body[1]].strip() for d in found if isinstance(d, Display)]


def test_latin_1_and_line_ends_of_two_characters(tmp_path: Path) -> None:
    text = "% symderiv: real a\r\nGr\u00fc\u00dfe\r\n\\[ a = a \\]\r\n".encode("latin-1")
    (step,) = read_paper(written(tmp_path, "p.tex", text)).steps
    assert of(step) == "claim"
    assert step.place == (3, 6)


@pytest.mark.parametrize("bracket", ["{}", "()", "[]"])
def test_what_is_nested_without_end_is_said_in_a_line(bracket: str) -> None:
    left, right = bracket
    (step,) = steps(rf"\[ {left * 100_000}x{right * 100_000} = 1 \]")
    assert of(step) == "not_read"
    assert step.message.startswith("the formula is nested too deeply")


def test_a_file_that_is_cut_off_is_said_in_a_line(tmp_path: Path) -> None:
    found = read_paper(written(tmp_path, "p.tex", "\\begin{align} a &= b \\\\ c &= "))
    assert [what for _, _, what in found.problems] == ["\\begin{align} is not closed: the file is cut off"]


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is no LaTeX and no Markdown"):
        read_paper(written(tmp_path, "p.tex", b"%PDF-1.5 \0"))


def test_a_file_that_is_too_large_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "p.tex"
    with path.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    with pytest.raises(UsageError, match="is read at most"):
        read_paper(path)


def test_a_megabyte_is_taken_apart_in_less_than_a_second(tmp_path: Path) -> None:
    part = "Prose with $x^2$ in it, as papers have it, and with \\cite{this} and \\ref{that}. " * 8
    path = written(tmp_path, "p.tex", f"{part}\n\\begin{{align}} a &= b \\\\ &= c \\end{{align}}\n" * 1500)
    assert path.stat().st_size > 10**6
    started = time.perf_counter()
    found = paper(path)
    assert time.perf_counter() - started < 1
    assert len(found.items) == 1500


def test_includes_and_styles_are_followed(tmp_path: Path) -> None:
    written(tmp_path, "own.sty", r"\newcommand{\half}{\frac12}")
    written(tmp_path, "defs.tex", r"\def\sq#1{#1^2}" + "\n% symderiv: real a\n")
    text = r"\usepackage{own}\input{defs}\begin{document}\[ \half \sq{a} = a^2/2 \]\end{document}\[ a = 1 \]"
    (step,) = read_paper(written(tmp_path, "p.tex", text)).steps
    assert of(step) == "claim", step.message
    assert step.reading == "(1/2)·a² = a²/2"


def test_a_file_that_includes_itself_ends(tmp_path: Path) -> None:
    path = written(tmp_path, "p.tex", r"\input{p} \[ 1 = 1 \]")
    assert len(list(read_paper(path).steps)) == 1


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    found = read_paper(written(tmp_path, "p.tex", r"\input{gone} \[ 1 = 1 \]"))
    assert "gone" in found.problems[0][2]


def test_declarations_stand_in_a_file_of_their_own(tmp_path: Path) -> None:
    path = written(tmp_path, "p.tex", "\\[ a = b \\tag{1} \\]\n\\[ a = b \\tag{2} \\]")
    written(tmp_path, "p.symderiv", "real a, b\nbefore (2): given a = b\n")
    first, second = read_paper(path).steps
    assert (first.given, len(second.given)) == ((), 1)


def test_verbatim_comments_and_code_are_no_displays() -> None:
    text = "\\begin{verbatim} \\[ a \\] \\end{verbatim} \\iffalse \\[ b \\] \\fi % \\[ c \\]\n\\[ d \\]"
    assert displays(text) == ["d"]
    assert displays("`$$a$$` and\n```\n$$b$$\n```\n$$c$$", markdown=True) == ["c"]


def test_macros_for_environments_are_followed() -> None:
    text = "\\newcommand{\\be}{\\begin{equation}}\\newcommand{\\ee}{\\end{equation}} \\be a = b \\ee"
    assert displays(text) == ["a = b"]


def test_a_macro_that_is_not_expanded_is_named() -> None:
    (step,) = steps(r"\let\x=y \[ \x = 1 \]")
    assert of(step) == "not_read"
    assert r"the macro \x is not expanded" in step.message


def test_a_macro_without_end_is_named() -> None:
    (step,) = steps(r"\newcommand{\x}{\x \x} \[ \x = 1 \]")
    assert r"\x expands without end" in step.message


def test_a_macro_keeps_the_place_of_what_it_is_given() -> None:
    text = "% symderiv: real a\n\\newcommand{\\same}[2]{#1 = #2}\n\\[ \\same{a}{a} \\]\n\\[ a = a \\]"
    assert [s.place for s in steps(text)] == [(3, 4), (4, 6)]
