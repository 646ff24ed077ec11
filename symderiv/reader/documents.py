r"""Papers as displays and directives, in the order in which a reader meets them; prose is never read.

>>> text = "We have $$a = b.$$\n% symderiv: real a\n\\begin{align} a &= 1 \\end{align} 50\\% \\[ c \\]"
>>> for found in contents(Source("p.tex", text)).items:
...     print(type(found).__name__, found.source.line_column(found.start))
Display (1, 9)
Directive (2, 12)
Display (3, 1)
Display (3, 39)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

from symderiv.language.errors import UsageError
from symderiv.reader.macros import DEFINITION, Macros
from symderiv.reader.tokens import Source, Token, tokens, without_comments

MOST_BYTES: Final = 32 * 2**20
MOST_FILES: Final = 500
MARKDOWN: Final = frozenset({".md", ".markdown", ".mkd", ".qmd", ".rmd"})
SUFFIXES: Final = MARKDOWN | {".tex", ".ltx", ".latex"}
SIDE: Final = ".symderiv"

_DISPLAYS: Final = (
    "equation|align|alignat|flalign|gather|multline|eqnarray|displaymath|dmath|IEEEeqnarray|xalignat"
)
_VERBATIM: Final = "verbatim|lstlisting|comment|minted|Verbatim|filecontents|alltt"
_MATH: Final = (
    rf"(?P<begin>\\begin\s*\{{(?P<env>(?:{_DISPLAYS})\*?)\}})|(?P<square>\\\[)|(?P<dollars>\$\$)"
    r"|\\\\|\\\$|(?P<inline>\$(?:[^$\\\n]|\\.|\n(?![ \t]*\n))*\$)"
)
_LATEX: Final = re.compile(
    rf"{_MATH}|(?P<macro>{DEFINITION.pattern})"
    r"|\\(?P<include>input|include|subfile|subfileinclude)\b\s*(?:\{(?P<file>[^{}]*)\}|(?P<plain>[^\s{}\\]+))"
    r"|\\(?P<style>usepackage|RequirePackage|documentclass|LoadClass)\s*(?:\[[^\]]*\])?\s*\{(?P<names>[^{}]*)\}"
    r"|(?P<end>\\end\s*\{document\})|(?P<short>\\[A-Za-z]+)",
    re.DOTALL,
)
_MARKDOWN: Final = re.compile(
    rf"(?P<fence>^[ \t]*(?P<ticks>```+|~~~+)[^\n]*\n)|(?P<code>`[^`\n]+`)|{_MATH}", re.DOTALL | re.MULTILINE
)
_DIRECTIVE: Final = re.compile(r"%+[ \t]*symderiv:(?P<text>[^\n]*)")
_MARKDOWN_DIRECTIVE: Final = re.compile(r"<!--\s*symderiv:(?P<text>.*?)-->", re.DOTALL)
_SKIPPED: Final = re.compile(
    rf"\\begin\s*\{{(?P<name>(?:{_VERBATIM})\*?)\}}.*?\\end\s*\{{(?P=name)\}}"
    r"|\\iffalse\b.*?\\fi\b|\\verb\*?(?P<bar>[^\sA-Za-z*]).*?(?P=bar)",
    re.DOTALL,
)


@dataclass(frozen=True, eq=False)
class Directive:
    """The text of a directive, where it stands, and the macros known there; ``before`` is the label of the
    display that it stands in front of, where it comes from a file of its own."""

    source: Source
    start: int
    end: int
    macros: Macros
    before: str = ""

    @property
    def text(self) -> str:
        return self.source.text[self.start : self.end]

    @property
    def place(self) -> tuple[int, int]:
        return self.source.line_column(self.start)


@dataclass(frozen=True, eq=False)
class Display:
    """A display: its span, that of what is in it, and the macros known there."""

    source: Source
    start: int
    body: tuple[int, int]
    macros: Macros
    environment: str = ""

    @property
    def place(self) -> tuple[int, int]:
        return self.source.line_column(self.start)

    @property
    def tokens(self) -> list[Token]:
        """What is in the display, macros not expanded."""
        return tokens(self.source, *self.body)


@dataclass
class Contents:
    """What a paper has: displays and directives in order, and what could not be read (file, line, what)."""

    items: list[Display | Directive] = field(default_factory=list)
    problems: list[tuple[Source, int, str]] = field(default_factory=list)


def is_paper(path: Path) -> bool:
    """Whether a file is read as a paper, and not as a page of Python."""
    return path.suffix.lower() in SUFFIXES


def read_file(path: Path) -> Source:
    """The text of a file, in UTF-8 or else in Latin-1; UsageError for what is no text.

    Columns are counted in characters."""
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise UsageError(
                f"{path} has {size // 2**20} MB; a paper of {MOST_BYTES // 2**20} MB is read at most"
            )
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}") from error
    if b"\0" in data or data[:5] == b"%PDF-":
        raise UsageError(f"{path} is no LaTeX and no Markdown: it has bytes that are no text")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    return Source(str(path), text)


def paper(path: Path, declarations: Path | None = None) -> Contents:
    """The contents of a paper with all that it includes, after those of a file of declarations beside it."""
    reader = _Reader(path.parent)
    side = declarations or next((p for p in _beside(path) if p.is_file()), None)
    if side is not None:
        reader.side(read_file(side))
    reader.file(read_file(path), markdown=path.suffix.lower() in MARKDOWN)
    return reader.found


def _beside(path: Path) -> Iterator[Path]:
    yield path.with_name(path.name + SIDE)
    yield path.with_suffix(SIDE)


def contents(source: Source, *, markdown: bool = False) -> Contents:
    """The contents of one text."""
    reader = _Reader(Path(source.name).parent)
    reader.file(source, markdown=markdown)
    return reader.found


class _Reader:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.found = Contents()
        self.macros = Macros()
        self.open: list[str] = []
        self.files = 0
        self.ended = False

    # -- directives

    def side(self, source: Source) -> None:
        """The directives of a file of declarations, one a line; ``before (13):`` places one."""
        for m in re.finditer(r"[^\n]+", source.text):
            head = re.match(r"\s*(?:%+\s*)?(?:symderiv:)?\s*(?:before\s+\(?([^():]+)\)?\s*:)?", m[0])
            assert head is not None  # noqa: S101 - it matches the empty text
            if m[0].strip() and not m[0].lstrip().startswith("#"):
                start = m.start() + head.end()
                self.found.items.append(
                    Directive(source, start, m.end(), self.macros, (head[1] or "").strip())
                )

    def directives(self, source: Source, *, markdown: bool) -> list[tuple[int, int]]:
        pattern = _MARKDOWN_DIRECTIVE if markdown else _DIRECTIVE
        found = [m.span("text") for m in pattern.finditer(source.text)]
        return found + [m.span("text") for m in _DIRECTIVE.finditer(source.text)] if markdown else found

    # -- files

    def file(self, source: Source, *, markdown: bool = False, style: bool = False) -> None:
        """Take in a file; of one for style the definitions alone."""
        self.open.append(source.name)
        raw = source.text
        text = raw if markdown else without_comments(raw)
        text = _SKIPPED.sub(lambda m: re.sub(r"\S", " ", m[0]), text)
        waiting = [] if style else sorted(self.directives(source, markdown=markdown), reverse=True)
        pattern, at = _MARKDOWN if markdown else _LATEX, 0
        while not self.ended and (m := pattern.search(text, at)) is not None:
            end = self.met(m, source, text, style=style)
            if end is not None:
                start, at = m.start(), end
                self.place(source, waiting, at)
                if not style:
                    self.display(m, source, text, start)
            else:
                at = m.end()
                self.place(source, waiting, m.start())
                at = max(self.other(m, source, text, style=style), self.skipped(m, text, at))
        self.place(source, waiting, len(raw) + 1)
        self.open.pop()

    def place(self, source: Source, waiting: list[tuple[int, int]], before: int) -> None:
        """Put the directives up to an offset in their place."""
        while waiting and waiting[-1][0] < before:
            self.found.items.append(Directive(source, *waiting.pop(), self.macros))

    def skipped(self, m: re.Match[str], text: str, at: int) -> int:
        """Where to go on behind code, which is not read."""
        groups = m.groupdict()
        if groups.get("fence") is None:
            return at
        end = re.compile(rf"^[ \t]*{re.escape(m['ticks'])}`*[ \t]*$", re.MULTILINE).search(text, at)
        return len(text) if end is None else end.end()

    def met(self, m: re.Match[str], source: Source, text: str, *, style: bool) -> int | None:
        """The offset behind the display that begins here; None where none does, or where it has no end."""
        closing = self.closing(m)
        if closing is None:
            return None
        end = closing.search(text, m.end())
        if end is None:
            if not style:
                line, _ = source.line_column(m.start())
                self.found.problems.append(
                    (source, line, f"{m[0].strip()} is not closed: the file is cut off")
                )
            return None
        return end.end()

    def closing(self, m: re.Match[str]) -> re.Pattern[str] | None:
        groups = m.groupdict()
        if groups["begin"]:
            return re.compile(rf"\\end\s*\{{{re.escape(m['env'])}\}}")
        if groups["square"]:
            return re.compile(r"\\\]")
        if groups["dollars"]:
            return re.compile(r"\$\$")
        if groups.get("short") and (name := self.environment(m["short"], r"\begin")):
            ends = [rf"\\end\s*\{{{re.escape(name)}\}}"]
            ends += [
                rf"{re.escape(n)}(?![A-Za-z])"
                for n in self.macros.known
                if self.environment(n, r"\end") == name
            ]
            return re.compile("|".join(ends))
        if groups.get("fence") and re.match(r"\s*```+\s*\{?math\b", m[0]):
            return re.compile(r"^[ \t]*```+", re.MULTILINE)
        return None

    def environment(self, macro: str, side: str) -> str:
        r"""The environment of displays that a macro such as \be begins or ends."""
        known = self.macros.known.get(macro)
        text = "" if known is None else "".join(t.text for t in known.body)
        m = re.fullmatch(rf"{re.escape(side)}\{{((?:{_DISPLAYS})\*?)\}}", text)
        return m[1] if m else ""

    def display(self, m: re.Match[str], source: Source, text: str, start: int) -> None:
        closing = self.closing(m)
        assert closing is not None  # noqa: S101 - a display has been met
        last = closing.search(text, m.end())
        assert last is not None  # noqa: S101 - as above
        body = m.end(), last.start()
        if DEFINITION.search(text, *body):
            self.macros = Macros(dict(self.macros.known))
            self.macros.define(source, text, *body)
        name = m["env"] or (
            self.environment(m["short"], r"\begin") if "short" in m.groupdict() and m["short"] else ""
        )
        self.found.items.append(Display(source, start, body, self.macros, name))

    def other(self, m: re.Match[str], source: Source, text: str, *, style: bool) -> int:
        """What is no display: definitions, files that are included, the end; returns where to go on."""
        groups = m.groupdict()
        if groups.get("macro"):
            self.macros = Macros(dict(self.macros.known))  # displays before it keep theirs
            definition = DEFINITION.match(text, m.start())
            assert definition is not None  # noqa: S101 - it has been matched
            return self.macros.add(source, text, definition)
        if groups.get("include") and not style:
            self.include(source, m["file"] or m["plain"] or "", m.start())
        elif groups.get("style"):
            suffix = ".cls" if "lass" in m["style"] else ".sty"
            for name in m["names"].split(","):
                path = self.folder / f"{name.strip()}{suffix}"
                if path.is_file():
                    self.nested(path, partial(self.file, style=True))
        elif groups.get("end") and not style:
            self.ended = True
        return m.end()

    def include(self, source: Source, name: str, at: int) -> None:
        path = self.folder / name.strip()
        known = [p for p in (path.with_name(path.name + ".tex"), path) if p.is_file()]
        if not known:
            line, _ = source.line_column(at)
            self.found.problems.append(
                (source, line, f"the file {name.strip()} that is included is not there")
            )
            return
        self.nested(known[0], self.file)

    def nested(self, path: Path, take: Callable[[Source], None]) -> None:
        self.files += 1
        if str(path) in self.open or self.files > MOST_FILES:
            return
        try:
            source = read_file(path)
        except UsageError as error:
            self.found.problems.append((Source(str(path), ""), 1, str(error)))
            return
        take(source)
