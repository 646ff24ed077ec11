r"""A display as rows: labels taken out, alignment dropped, conditions told from formulas.

A row is a formula and what stands behind it: a condition in one of a few forms, a reference, or something
that is not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from symderiv.reader.brackets import SPACE, Bracket, Item, cleaned, first, is_relation, is_sign, nested
from symderiv.reader.conditions import growing
from symderiv.reader.declarations import joined
from symderiv.reader.documents import Display
from symderiv.reader.grammar import tokens_of
from symderiv.reader.macros import argument
from symderiv.reader.problems import Unread
from symderiv.reader.tokens import Token, written

MARK: Final = "\\\0label:"
_ALIGNED: Final = frozenset(
    {
        "aligned",
        "split",
        "gathered",
        "alignedat",
        "alignat",
        "align",
        "multlined",
        "IEEEeqnarraybox",
        "subequations",
        "eqnarray",
        "equation",
        "gather",
    }
)
_LABELS: Final = frozenset({r"\label", r"\tag", r"\tag*"})
_LENGTH: Final = re.compile(r"-?[\d.]*(pt|em|ex|mm|cm|in|bp|mu|pc|sp|\\jot|\\baselineskip|\\smallskipamount)")
_NUMBER: Final = re.compile(r"\d+[a-z]?'*|[A-Z]?\d*\.\d+[a-z]?|[ivx]+|\*+")
_BY: Final = re.compile(
    r"^\(?\s*(by|from|using|see|cf\.|due to|since by|because of|according to|with)?\s*"
    r"((eq|eqs|equation|equations|lemma|theorem|proposition|corollary)?\.?~?\s*\(?\d+(\.\d+)*[a-z]?\)?|definition|linearity"
    r"|chain rule|the chain rule|product rule|induction)\s*\)?[.,;]?$",
    re.IGNORECASE,
)
_CONDITION: Final = re.compile(
    r"^(for|for all|for each|for every|for any|if|when|where|whenever|provided|provided that|with)$",
    re.IGNORECASE,
)


@dataclass(eq=False)
class Row:
    r"""One row: the formula, conditions behind it, its labels, and the reason why it is not read, if any.

    ``aligned`` says that it began with an alignment; ``grows`` is the letter of ``(t \\to \\infty)``."""

    items: list[Item]
    conditions: list[list[Item]] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    amiss: Unread | None = None
    aligned: bool = False
    grows: str = ""

    @property
    def at(self) -> Token | None:
        return first(self.items[0]) if self.items else None


def rows(display: Display, one: Sequence[tuple[str, ...]]) -> list[Row]:
    """The rows of a display; Unread where its brackets do not match or a macro is not expanded."""
    found = cleaned(display.macros.expanded(list(_marked(display.tokens))))
    if (
        display.environment.startswith(("alignat", "xalignat", "IEEEeqnarray"))
        and found[:1]
        and found[0].text == "{"
    ):
        left = [*reversed(found)]
        argument(left, found[0]._replace(text=display.environment))
        found = left[::-1]
    items = list(_flat(nested(joined(found, one))))
    return [row for row in map(_row, _parted(items)) if row.items or row.labels or row.amiss]


def _marked(given: Sequence[Token]) -> Iterator[Token]:
    """The tokens with marks for labels, which stand for nothing else."""
    todo = [*reversed(given)]
    while todo:
        t = todo.pop()
        if t.text in _LABELS:
            name = written(argument(todo, t))
            yield t._replace(text=MARK + name)
        elif t.text in (r"\eqno", r"\leqno"):
            inside = todo[::-1]
            todo.clear()
            yield t._replace(text=f"{MARK}{written(inside)}")
        else:
            yield t


def _flat(items: Sequence[Item]) -> Iterator[Item]:
    """The items with environments that only align taken apart."""
    todo = [*reversed(items)]
    while todo:
        item = todo.pop()
        if isinstance(item, Bracket) and item.opening == "array" and any(map(is_relation, item.inside)):
            todo += [i for n, i in enumerate(item.inside) if n or not isinstance(i, Bracket)][::-1]
        elif (
            isinstance(item, Bracket)
            and item.first.text == r"\begin"
            and item.opening.rstrip("*") in _ALIGNED
        ):
            inside = list(item.inside)
            if (
                item.opening.rstrip("*") in ("alignedat", "alignat")
                and inside
                and isinstance(inside[0], Bracket)
            ):
                inside = inside[1:]
            if (
                inside
                and isinstance(inside[0], Bracket)
                and inside[0].opening == "["
                and written(tokens_of(inside[0].inside)) in "tbc"
            ):
                inside = inside[1:]
            todo += inside[::-1]
        else:
            yield item


def _parted(items: list[Item]) -> Iterator[list[Item]]:
    """Items parted at the ends of rows; a length behind one is dropped."""
    row: list[Item] = []
    n = 0
    while n < len(items):
        item = items[n]
        n += 1
        if not is_sign(item, r"\\"):
            row.append(item)
            continue
        yield row
        row = []
        if n < len(items) and is_sign(items[n], "*"):
            n += 1
        after = items[n] if n < len(items) else None
        if (
            isinstance(after, Bracket)
            and after.opening == "["
            and _LENGTH.fullmatch(written(tokens_of(after.inside)))
        ):
            n += 1
    yield row


def _row(items: list[Item]) -> Row:
    labels = [first(i).text[len(MARK) :] for i in items if isinstance(i, Token) and i.text.startswith(MARK)]
    items = [i for i in items if not (isinstance(i, Token) and i.text.startswith(MARK))]
    aligned = bool(items) and is_sign(items[0], "&")
    items = [i for i in items if not is_sign(i, "&")]
    row = Row([], labels=labels, aligned=aligned)
    try:
        _take_apart(row, items)
    except Unread as error:
        row.items = row.items or items
        row.amiss = error
    return row


def _segments(items: list[Item]) -> list[list[Item]]:
    """Parts between wide spaces and commas; a text begins one."""
    found: list[list[Item]] = [[]]
    for item in items:
        text = isinstance(item, Token) and item.words is not None
        if is_sign(item, SPACE, ",", ";"):
            found.append([])
        elif text and found[-1] and not _is_text(found[-1][-1]):
            found.append([item])
        else:
            found[-1].append(item)
    kept = [s for s in found if s]
    return _ranges_joined(kept)


def _ranges_joined(segments: list[list[Item]]) -> list[list[Item]]:
    r"""``i = 1, \dots, n`` is one part."""
    done: list[list[Item]] = []
    n = 0
    while n < len(segments):
        segment = list(segments[n])
        while n + 1 < len(segments) and is_sign(segments[n + 1][0], r"\dots"):
            comma = first(segments[n + 1][0])._replace(text=",")
            segment += [comma, *segments[n + 1]]
            n += 1
            if len(segments[n]) == 1 and n + 1 < len(segments):
                segment += [comma, *segments[n + 1]]
                n += 1
        done.append(segment)
        n += 1
    return done


def _is_text(item: Item) -> bool:
    return isinstance(item, Token) and item.words is not None


def _take_apart(row: Row, items: list[Item]) -> None:
    """Sort the parts of a row."""
    while items and is_sign(items[-1], ".", ",", ";", SPACE):
        items = items[:-1]
    items, label = _trailing_label(items)
    if label:
        row.labels.append(label)
    while items and is_sign(items[-1], ".", ",", ";", SPACE):
        items = items[:-1]
    segments = _segments(items)
    if not segments:
        return
    row.items = segments[0]
    if _is_text(segments[0][0]):
        raise _text(first(segments[0][0]))
    waiting: list[Item] | None = None
    for segment in segments[1:]:
        whole = [*(waiting or ()), *segment]
        waiting = None
        if len(whole) == 1 and _CONDITION.match((first(whole[0]).words or "?").strip()):
            waiting = whole
        else:
            _segment(row, whole)
    if waiting is not None:
        raise _text(first(waiting[0]))


def _segment(row: Row, segment: list[Item]) -> None:
    head = segment[0]
    if _is_text(head):
        _words(row, segment)
    elif (
        is_sign(head, r"\Rightarrow", r"\Leftrightarrow", r"\Leftarrow", r"\wedge", r"\vee")
        or (row.items and is_sign(row.items[-1], r"\Rightarrow", r"\Leftrightarrow", r"\wedge", r"\vee", ":"))
        or (is_relation(head) and not row.conditions)
    ):
        row.items = [*row.items, *segment]
    elif is_sign(head, r"\forall"):
        row.conditions.append(segment)
    elif grows := growing(segment):
        row.grows = grows
    elif any(map(is_relation, segment)):
        told = bool(row.conditions) and (first(row.conditions[-1][0]).words or "?") != "?"
        told = told or [i for i in segment if is_relation(i) and not is_sign(i, r"\ne")] == []
        row.conditions.append([first(head)._replace(text=rf"\text{{{'and' if told else '?'}}}"), *segment])
    else:
        raise Unread("what stands behind the formula is not read", first(head), reason="text")


def _words(row: Row, segment: list[Item]) -> None:
    words = (first(segment[0]).words or "").strip()
    rest = segment[1:]
    if not rest and (
        _BY.match(words) or re.fullmatch(r"\(?\s*(as required|q\.e\.d\.|qed)\s*\)?\.?", words, re.IGNORECASE)
    ):
        return
    if not rest and (m := re.fullmatch(r"\(([^()]+)\)", words)) and _NUMBER.fullmatch(m[1]):
        row.labels.append(m[1])
        return
    if words == "as" and (grows := growing(rest)):
        row.grows = grows
        return
    condition = re.sub(r"\$([^$]*)\$", "", words).strip()
    if words == "and" and rest and row.conditions:
        row.conditions.append(segment)
        return
    if words.lower() == "for all" and len(rest) == 1 and isinstance(rest[0], Token):
        row.conditions.append([rest[0]._replace(text=r"\forall"), *rest])
        return
    if rest and _CONDITION.match(condition) and words == condition:
        row.conditions.append([first(segment[0])._replace(text=rf"\text{{{words.lower()}}}"), *rest])
        return
    raise _text(first(segment[0]))


def _text(at: Token) -> Unread:
    return Unread(
        f"text in a row is not read: {(at.words or '').strip()!r}; it may be a condition", at, reason="text"
    )


def _trailing_label(items: list[Item]) -> tuple[list[Item], str]:
    """The items without a number in brackets at their end, which is the label of the row."""
    if len(items) < 2 or not isinstance(items[-1], Bracket) or items[-1].opening != "(":
        return items, ""
    inside = items[-1].inside
    text = written(tokens_of(inside))
    if not _NUMBER.fullmatch(text):
        return items, ""
    before = items[-2]
    if is_sign(before, SPACE, ".", ",", ";"):
        return items[:-1], text
    return items, ""
