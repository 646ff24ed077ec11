r"""The author's macros, expanded on tokens; what they expand to stands where the macro is used.

>>> source = Source("p.tex", r"\newcommand{\half}[1]{\frac{#1}{2}} \half{x}")
>>> macros = Macros()
>>> macros.define(source, source.text)
>>> written(macros.expanded(tokens(source, 36)))
'\\frac{x}{2}'
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from symderiv.reader.problems import Unread
from symderiv.reader.tokens import Source, Token, tokens, written

MOST: Final = 200_000  # tokens that a display may expand to

DEFINITION: Final = re.compile(
    r"\\(?P<word>newcommand|renewcommand|providecommand|DeclareRobustCommand|def|gdef|edef|xdef|let|"
    r"DeclareMathOperator|DeclarePairedDelimiter\w*|(?:New|Renew|Declare)(?:Expandable)?DocumentCommand)"
    r"\*?\s*(?:\{\s*(?P<braced>\\(?:[A-Za-z@]+|.))\s*\}|(?P<bare>\\(?:[A-Za-z@]+|.)))"
)
_COMMANDS: Final = frozenset({"newcommand", "renewcommand", "providecommand", "DeclareRobustCommand"})
_SILENT: Final = {
    r"\ensuremath",
    r"\mathop",
    r"\mathbin",
    r"\mathrel",
    r"\mathord",
    r"\mathopen",
    r"\mathclose",
}


@dataclass(frozen=True, slots=True)
class Macro:
    """How many arguments, the value of an optional first one (None where there is none), and the body; or
    ``unread``, why the macro is not expanded."""

    arguments: int = 0
    optional: tuple[Token, ...] | None = None
    body: tuple[Token, ...] = ()
    delimiters: tuple[tuple[Token, ...], tuple[Token, ...]] | None = None
    unread: str = ""


@dataclass
class Macros:
    """The macros that are known at a place."""

    known: dict[str, Macro] = field(default_factory=dict)

    def define(self, source: Source, text: str, start: int = 0, end: int | None = None) -> None:
        """Note the definitions between two offsets; ``text`` is the source's without comments."""
        end = len(text) if end is None else end
        for m in DEFINITION.finditer(text, start, end):
            self.add(source, text, m)

    def add(self, source: Source, text: str, m: re.Match[str]) -> int:
        """Note one definition, and return where it ends; what is no such form is noted as not read."""
        name, end = m["braced"] or m["bare"], m.end()
        try:
            made, end = _defined(source, text, m["word"], end)
        except Unread as error:
            made = Macro(unread=error.message)
        if m["word"] != "providecommand" or name not in self.known:
            self.known[name] = made
        return end

    def expanded(self, given: Sequence[Token]) -> list[Token]:
        """The tokens with macros expanded; Unread names one that is not."""
        done: list[Token] = []
        todo = [*reversed(given)]
        steps = 0
        while todo:
            t = todo.pop()
            macro = self.known.get(t.text) if t.is_command else None
            if t.text in _SILENT and macro is None:
                continue
            if macro is None:
                done.append(t)
                continue
            steps += 1
            if steps + len(done) > MOST or len(todo) > MOST:
                raise Unread(f"the macro {t.text} expands without end", t, reason="macro")
            if macro.unread:
                raise Unread(f"the macro {t.text} is not expanded: {macro.unread}", t, reason="macro")
            todo += reversed(_body(macro, t, todo))
        return done


def _defined(source: Source, text: str, word: str, at: int) -> tuple[Macro, int]:
    """The macro whose definition goes on at an offset, and where it ends."""
    if word in ("def", "gdef"):
        m = re.compile(r"\s*((?:#\d)*)\s*\{").match(text, at)
        if m is None:
            raise Unread("its arguments have delimiters of their own")
        body, end = _group(source, text, m.end() - 1)
        return Macro(len(m[1]) // 2, None, body), end
    if word in _COMMANDS:
        return _command(source, text, at)
    if word == "DeclareMathOperator":
        body, end = _group(source, text, _skip(text, at))
        before, after = (tokens(Source(source.name, s)) for s in (r"\operatorname{", "}"))
        return Macro(0, None, (*before, *body, *after)), end
    if word == "DeclarePairedDelimiter":
        left, at = _group(source, text, _skip(text, at))
        right, end = _group(source, text, _skip(text, at))
        return Macro(1, None, (), (left, right)), end
    raise Unread(f"\\{word} is no form that is read")


def _command(source: Source, text: str, at: int) -> tuple[Macro, int]:
    head = re.compile(r"\s*(?:\[\s*(\d)\s*\])?\s*").match(text, at)
    assert head is not None  # noqa: S101 - it matches the empty text
    count, at, optional = int(head[1] or 0), head.end(), None
    if count and at < len(text) and text[at] == "[":
        end = _closing(text, at, "[", "]")
        optional = tuple(tokens(source, at + 1, end))
        at = _skip(text, end + 1)
    if at < len(text) and text[at] == "\\":  # as in \newcommand\x\y
        single = tokens(source, at, min(len(text), at + 40))[:1]
        return Macro(count, optional, tuple(single)), single[0].end
    body, end = _group(source, text, at)
    return Macro(count, optional, body), end


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _group(source: Source, text: str, at: int) -> tuple[tuple[Token, ...], int]:
    """The tokens of the braces that open at an offset, and the offset behind them."""
    if at >= len(text) or text[at] != "{":
        raise Unread("its body is not in braces")
    end = _closing(text, at, "{", "}")
    return tuple(tokens(source, at + 1, end)), end + 1


_BRACE: Final = re.compile(r"\\.|[{}\[\]]", re.DOTALL)


def _closing(text: str, at: int, opening: str, closing: str) -> int:
    depth = 0
    for m in _BRACE.finditer(text, at):
        depth += (m[0] == opening) - (m[0] == closing)
        if not depth:
            return m.start()
    raise Unread("its definition does not end")


def _body(macro: Macro, at: Token, todo: list[Token]) -> list[Token]:
    """What a macro stands for here; its arguments are taken from what follows, which is kept reversed."""
    if macro.delimiters is not None:
        return _delimited(macro.delimiters, at, todo)
    given: list[list[Token]] = []
    if macro.optional is not None:
        given.append(
            _bracketed(todo) if todo and todo[-1].text == "[" else [t.moved(at) for t in macro.optional]
        )
    while len(given) < macro.arguments:
        given.append(argument(todo, at))
    found: list[Token] = []
    for t in macro.body:
        if t.text[0] == "#" and len(t.text) == 2:
            place = int(t.text[1]) - 1
            if place >= len(given):
                raise Unread(f"the macro {at.text} has no argument {t.text}", at, reason="macro")
            found += given[place]
        elif t.words is not None and "#" in t.text:
            found.append(
                t.moved(at)._replace(text=re.sub(r"#(\d)", lambda m: written(given[int(m[1]) - 1]), t.text))
            )
        else:
            found.append(t.moved(at))
    return found


def _delimited(
    delimiters: tuple[tuple[Token, ...], tuple[Token, ...]], at: Token, todo: list[Token]
) -> list[Token]:
    if todo and todo[-1].text == "*":
        todo.pop()
    elif todo and todo[-1].text == "[":
        _bracketed(todo)
    inside = argument(todo, at)
    left, right = ([t.moved(at) for t in side] for side in delimiters)
    return [Token(r"\left", *at[1:]), *left, *inside, Token(r"\right", *at[1:]), *right]


def argument(todo: list[Token], at: Token) -> list[Token]:
    """The next token, or what is in the next braces, taken from a reversed list."""
    if not todo:
        raise Unread(f"{at.text} is followed by nothing", at)
    t = todo.pop()
    if t.text != "{":
        return [t]
    inside: list[Token] = []
    depth = 1
    while todo:
        t = todo.pop()
        depth += (t.text == "{") - (t.text == "}")
        if not depth:
            return inside
        inside.append(t)
    raise Unread(f"the braces after {at.text} are not closed", at)


def _bracketed(todo: list[Token]) -> list[Token]:
    inside: list[Token] = []
    opening, depth = todo.pop(), 0
    while todo:
        t = todo.pop()
        if t.text == "]" and not depth:
            return inside
        depth += (t.text == "{") - (t.text == "}")
        inside.append(t)
    raise Unread(f"the bracket before {written(inside[:4])} is not closed", opening)
