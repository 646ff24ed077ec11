r"""Tokens as a reader groups them: spaces and sizes dropped, brackets matched, bars paired.

>>> from symderiv.reader.tokens import Source, tokens
>>> nested(cleaned(tokens(Source("", r"\left| a - b \right| (c)"))))[0].opening
'|'
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from symderiv.reader.macros import argument
from symderiv.reader.problems import Unread, ambiguous
from symderiv.reader.tokens import Token

DEEPEST: Final = 40  # brackets within brackets; more is no formula that anyone reads
MOST_BARS: Final = 12

_DROPPED: Final = frozenset(
    {
        r"\,",
        r"\;",
        r"\:",
        r"\!",
        r"\>",
        r"\/",
        r"\thinspace",
        r"\medspace",
        r"\enspace",
        r"\thickspace",
        r"\negthinspace",
        r"\limits",
        r"\nolimits",
        r"\displaystyle",
        r"\textstyle",
        r"\scriptstyle",
        r"\nonumber",
        r"\notag",
        r"\allowbreak",
        r"\mathstrut",
        r"\strut",
        r"\noindent",
        r"\qedhere",
        r"\centering",
        r"\relax",
        r"\displaybreak",
        r"\newline",
        r"\null",
        r"\protect",
        r"\xspace",
        r"\boldmath",
        r"\small",
        r"\footnotesize",
        r"\bigskip",
        r"\medskip",
        r"\smallskip",
        r"\hss",
        r"\big",
        r"\Big",
        r"\bigg",
        r"\Bigg",
        r"\bigm",
        r"\Bigm",
        r"\biggm",
        r"\Biggm",
        r"~",
        "\\ ",
        "\\\n",
        "\\\t",
    }
)
SPACE: Final = r"\quad"
SPACES: Final = frozenset({r"\quad", r"\qquad", r"\hfill", r"\hspace", r"\hspace*", r"\hfil"})
_WITH_ARGUMENT: Final = frozenset(
    [
        r"\vspace",
        r"\vspace*",
        r"\phantom",
        r"\vphantom",
        r"\hphantom",
        r"\label",
        r"\color",
        r"\footnote",
        r"\intertext",
        r"\shortintertext",
        r"\hskip",
        r"\eqnarraynumspace",
        r"\index",
        r"\todo",
        r"\vskip",
    ]
)
_AROUND: Final = frozenset(
    [r"\boxed", r"\underline", r"\mathclap", r"\mathllap", r"\mathrlap", r"\smash", r"\mathinner", r"\fbox"]
)
_ALIASES: Final = {
    r"\dfrac": r"\frac", r"\tfrac": r"\frac", r"\cfrac": r"\frac", r"\leq": r"\le", r"\leqslant": r"\le",
    r"\geq": r"\ge", r"\geqslant": r"\ge", r"\neq": r"\ne", r"\vert": "|", r"\Vert": r"\|",
    r"\lbrace": r"\{", r"\rbrace": r"\}", r"\lbrack": "[", r"\rbrack": "]", r"\lparen": "(",
    r"\rparen": ")", r"\ldots": r"\dots", r"\cdots": r"\dots", r"\dotsc": r"\dots", r"\dotsb": r"\dots",
    r"\dotsm": r"\dots", r"\dotsi": r"\dots", r"\intercal": r"\top", r"\rightarrow": r"\to",
    r"\longrightarrow": r"\to", r"\land": r"\wedge", r"\lor": r"\vee", r"\lt": "<", r"\gt": ">",
    r"\lnot": r"\neg", r"\implies": r"\Rightarrow", r"\Longrightarrow": r"\Rightarrow",
    r"\iff": r"\Leftrightarrow", r"\Longleftrightarrow": r"\Leftrightarrow", r"\cr": r"\\",
    r"\tabularnewline": r"\\", r"\prime": "'", r"\coloneqq": r"\coloneqq", r"\dbinom": r"\binom",
    r"\tbinom": r"\binom", r"\mathds": r"\mathbb", r"\mathbbm": r"\mathbb", r"\rm": r"\mathrm",
    r"\widetilde": r"\tilde", r"\widehat": r"\hat", r"\varGamma": r"\Gamma", r"\colon": ":",
    r"\triangleq": r"\coloneqq", r"\defeq": r"\coloneqq", r"\eqdef": r"\coloneqq", r"\doteq": r"\doteq",
}  # fmt: skip
_SENTENCE: Final = frozenset(
    {
        "if",
        "for",
        "when",
        "where",
        "and",
        "or",
        "by",
        "as",
        "with",
        "since",
        "so",
        "is",
        "otherwise",
        "all",
        "on",
    }
)
_PAIRS: Final = {
    "{": "}", "(": ")", "[": "]", r"\{": r"\}", r"\langle": r"\rangle", r"\lvert": r"\rvert",
    r"\lVert": r"\rVert", r"\lfloor": r"\rfloor", r"\lceil": r"\rceil",
}  # fmt: skip
_CLOSING: Final = {closing: opening for opening, closing in _PAIRS.items()}
_OPEN_BAR: Final = {"|": r"\lvert", r"\|": r"\lVert"}
_CLOSE_BAR: Final = {"|": r"\rvert", r"\|": r"\rVert"}
_LEFT: Final = frozenset({r"\left", r"\bigl", r"\Bigl", r"\biggl", r"\Biggl"})
_RIGHT: Final = frozenset({r"\right", r"\bigr", r"\Bigr", r"\biggr", r"\Biggr"})

RELATIONS: Final = {
    "=": "=", "<": "<", ">": ">", r"\le": "<=", r"\ge": ">=", r"\ne": "!=", r"\coloneqq": ":=",
    r"\approx": "~", r"\propto": "~", r"\sim": "~", r"\simeq": "~", r"\cong": "~", r"\lesssim": "~",
    r"\gtrsim": "~", r"\ll": "<<", r"\gg": ">>", r"\equiv": "==", r"\to": "->", r"\in": "in",
    r"\notin": "notin", r"\subset": "in", r"\subseteq": "in", r"\doteq": "==", r"\succeq": "psd",
    r"\preceq": "psd", r"\succ": "psd", r"\prec": "psd", r"\mapsto": "mapsto", r"\asymp": "~",
    r"\leftarrow": "<-", r"\gets": "<-", r"\xrightarrow": "->", r"\perp": "perp", r"\mid": "mid",
}  # fmt: skip
CONNECTIVES: Final = frozenset(
    {r"\Rightarrow", r"\Leftrightarrow", r"\wedge", r"\vee", r"\neg", r"\Leftarrow"}
)
_OPERATORS: Final = frozenset({"+", "-", r"\cdot", r"\times", "/", r"\pm", r"\mp", "*", r"\odot", r"\div"})
_SEPARATORS: Final = frozenset({",", ";", "&", r"\\", ":", SPACE})


@dataclass(frozen=True, eq=False, slots=True)
class Bracket:
    """What stands between two brackets, or in an environment, whose name is then the opening one."""

    opening: str
    inside: tuple[Item, ...]
    first: Token
    last: Token


Item: TypeAlias = "Token | Bracket"


def cleaned(given: Sequence[Token]) -> list[Token]:
    """The tokens without what is for the eye alone, and each under one name."""
    done: list[Token] = []
    todo = [*reversed(given)]
    while todo:
        t = todo.pop()
        if t.text in _DROPPED:
            continue
        if t.text in SPACES:
            if t.text.startswith(r"\hspace"):
                argument(todo, t)
            done.append(t._replace(text=SPACE))
            continue
        if t.text in _WITH_ARGUMENT:
            if todo and todo[-1].text == "{":
                argument(todo, t)
        elif t.text == r"\textcolor":
            argument(todo, t)
            todo += [*_braced(argument(todo, t), t)][::-1]
        elif t.text in (r"\underbrace", r"\overbrace"):
            inside = argument(todo, t)
            if todo and todo[-1].text in "_^":
                argument(todo, todo.pop())
            todo += [*_braced(inside, t)][::-1]
        elif t.text in _AROUND:
            todo += [*_braced(argument(todo, t), t)][::-1]
        elif t.text in (r"\stackrel", r"\overset"):
            done.append(_above(argument(todo, t), argument(todo, t), t))
        elif t.text in _LEFT | _RIGHT:
            done.append(_delimiter(t, todo))
        elif t.text == r"\middle":
            continue
        elif t.text == r"\not" and todo:
            done.append(_denied(t, todo.pop()))
        elif (
            t.words is not None and todo and todo[-1].text in ("(", "[", "_", r"\left") and _is_name(t.words)
        ):
            word = [t._replace(text=c) for c in ("{", *t.words, "}")]
            todo += [*reversed(word), t._replace(text=r"\operatorname")]
        elif t.text == ":" and todo and todo[-1].text == "=":
            done.append(Token(r"\coloneqq", t.source, t.start, todo.pop().end))
        else:
            done.append(t._replace(text=_ALIASES.get(t.text, t.text)))
    return done


def _is_name(words: str) -> bool:
    """Whether a text is a name such as Var, and no word of a sentence."""
    return words.isalpha() and len(words) > 1 and words.lower() not in _SENTENCE


def _braced(inside: Sequence[Token], at: Token) -> Iterator[Token]:
    yield at._replace(text="{")
    yield from inside
    yield at._replace(text="}")


def _above(over: Sequence[Token], under: Sequence[Token], at: Token) -> Token:
    r"""A relation with a word over it, that it defines (``\stackrel{def}{=}``), or with its number."""
    text = "".join(t.text for t in over)
    if "def" in text or text in (r"\triangle", r"\Delta"):
        return at._replace(text=r"\coloneqq")
    number = re.fullmatch(r"(\\text\{)?\(([a-z]|[ivx]+|\d+)\)\}?", text)
    if len(under) == 1 and number is not None:
        return under[0]._replace(text=_ALIASES.get(under[0].text, under[0].text))
    raise Unread(f"what stands over a sign here is not read: {text}", at, reason="text")


def _denied(at: Token, t: Token) -> Token:
    denied = {"=": r"\ne", r"\in": r"\notin"}.get(t.text)
    if denied is None:
        raise Unread(f"\\not{t.text} is not read", at)
    return at._replace(text=denied, end=t.end)


def _delimiter(t: Token, todo: list[Token]) -> Token:
    if not todo:
        raise Unread(f"{t.text} is followed by nothing", t)
    bar = todo.pop()
    text = _ALIASES.get(bar.text, bar.text)
    table = _OPEN_BAR if t.text in _LEFT else _CLOSE_BAR
    if text == "." or (text not in table and text not in _PAIRS and text not in _CLOSING):
        raise Unread(f"{t.text}{bar.text} is not read", t, reason="bracket")
    return Token(table.get(text, text), t.source, t.start, bar.end)


def nested(given: Sequence[Token]) -> list[Item]:
    """The tokens with brackets and environments matched, and bars paired at each level."""
    stack: list[tuple[str, Token | None, list[Item]]] = [("", None, [])]
    todo = [*reversed(given)]
    while todo:
        t = todo.pop()
        text = t.text
        if text == r"\begin":
            stack.append((_environment(todo, t), t, []))
        elif text in _PAIRS:
            stack.append((text, t, []))
        elif text == r"\end" or text in _CLOSING:
            opening, first, items = stack.pop()
            wanted = _environment(todo, t) if text == r"\end" else _CLOSING[text]
            if first is None or opening != wanted:
                raise Unread(f"{text} closes what was not opened", t, reason="bracket")
            name = {r"\lvert": "|", r"\lVert": r"\|"}.get(opening, opening)
            dropped = (SPACE,) if text == r"\end" else (SPACE, "&", r"\\")
            kept = [i for i in items if not is_sign(i, *dropped)]
            stack[-1][2].append(Bracket(name, tuple(_paired(kept)), first, t))
        else:
            stack[-1][2].append(t)
        if len(stack) > DEEPEST:
            raise Unread("the formula is nested too deeply", t, reason="depth")
    opening, first, items = stack.pop()
    if first is not None:
        raise Unread(f"{opening} is not closed", first, reason="bracket")
    return _paired(items)


def _environment(todo: list[Token], at: Token) -> str:
    return "".join(t.text for t in argument(todo, at))


def first(item: Item) -> Token:
    """The first token of an item."""
    return item.first if isinstance(item, Bracket) else item


def is_sign(item: Item, *texts: str) -> bool:
    """Whether an item is one of these tokens."""
    return isinstance(item, Token) and item.text in texts


def is_relation(item: Item) -> bool:
    """Whether an item is a sign that relates what stands on its sides."""
    return isinstance(item, Token) and item.text in RELATIONS


# -- bars


def _paired(items: list[Item]) -> list[Item]:
    for bar in ("|", r"\|"):
        if any(is_sign(i, bar) for i in items):
            items = _with_bars(items, bar)
    return items


def _with_bars(items: list[Item], bar: str) -> list[Item]:
    places = [n for n, item in enumerate(items) if is_sign(item, bar)]
    at = first(items[places[0]])
    if len(places) % 2:
        raise Unread(
            "a bar alone is a condition, which no word of a page has"
            if bar == "|"
            else f"{bar} is not paired",
            at,
            reason="condition",
        )
    if len(places) > MOST_BARS:
        raise Unread("there are too many bars to pair", at, reason="bracket")
    found = list(_pairings(items, places, bar))
    if len(found) > 1:
        raise ambiguous("what the bars enclose", at, "bars beside each other", "bars within bars")
    if not found:
        raise Unread("the bars do not pair", at, reason="bracket")
    return _enclosed(items, found[0], bar)


def _pairings(items: list[Item], places: list[int], bar: str) -> Iterator[dict[int, int]]:
    """The ways to pair bars, each as the place of the closing bar for that of the opening one."""

    def go(n: int, opened: tuple[int, ...], pairs: dict[int, int]) -> Iterator[dict[int, int]]:
        if n == len(places):
            if not opened:
                yield pairs
            return
        p = places[n]
        if len(opened) < len(places) - n and _begins(items, p + 1, pairs, opened, bar):
            yield from go(n + 1, (*opened, p), pairs)
        if opened and _ends(items, p, pairs) and _one_thing(items, opened[-1], p):
            yield from go(n + 1, opened[:-1], {**pairs, opened[-1]: p})

    yield from go(0, (), {})


def _begins(items: list[Item], n: int, _: dict[int, int], __: tuple[int, ...], bar: str) -> bool:
    if n >= len(items):
        return False
    item = items[n]
    if isinstance(item, Bracket) or item.text in (bar, "-", "+"):
        return True
    return item.text not in _OPERATORS | _SEPARATORS | RELATIONS.keys() and item.text not in "_^'!"


def _ends(items: list[Item], p: int, pairs: dict[int, int]) -> bool:
    item = items[p - 1] if p else None
    if item is None or isinstance(item, Bracket):
        return item is not None
    if item.text in _OPEN_BAR:
        return p - 1 in pairs.values() or not is_sign(items[p], item.text)
    if p > 1 and is_sign(items[p - 2], "^", "_"):
        return True
    return item.text not in _OPERATORS | _SEPARATORS | RELATIONS.keys() and item.text not in "_^"


def _one_thing(items: list[Item], start: int, end: int) -> bool:
    """Whether no relation and no separator stands between two places."""
    return not any(is_relation(i) or is_sign(i, *_SEPARATORS) for i in items[start + 1 : end])


def _enclosed(items: list[Item], pairs: dict[int, int], bar: str) -> list[Item]:
    def part(start: int, end: int) -> list[Item]:
        done: list[Item] = []
        n = start
        while n < end:
            if n in pairs:
                inside = part(n + 1, pairs[n])
                other = r"\|" if bar == "|" else "|"
                if any(is_sign(i, other) for i in inside):
                    inside = _with_bars(inside, other)
                done.append(Bracket(bar, tuple(inside), first(items[n]), first(items[pairs[n]])))
                n = pairs[n] + 1
            else:
                done.append(items[n])
                n += 1
        return done

    return part(0, len(items))
