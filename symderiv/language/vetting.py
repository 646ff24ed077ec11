"""What a page may be made of: printable texts, labels, lists. What is amiss is said where it is written."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable
from typing import Any

from symderiv.language.errors import PageError


def vetted_text(what: str, value: Any) -> str:
    """A text of printable characters on one line; an escape sequence would reach the reader's terminal."""
    if not isinstance(value, str):
        raise PageError(f"{what} is a text, not {_met(value)}")
    if not value.isprintable():
        raise PageError(f"{what} has a character that cannot be printed: {value!r}")
    return value


def vetted_name(value: Any) -> str:
    """The name of a page, which begins the ids of its claims and names the files that are written of it."""
    if not re.fullmatch(r"\w[\w .+-]*", vetted_text("the name of a page", value)):
        raise PageError(f"the name of a page has letters, digits and _ - + . in it, not {value!r}")
    return str(value)


def vetted_label(word: str, value: Any) -> str:
    """The label of a claim; a function in its place is a decorator without its parentheses.

    >>> vetted_label("claim", len)
    Traceback (most recent call last):
    symderiv.language.errors.PageError: a claim has a label: write @page.claim("...") above the function 'len'
    """
    if callable(value):
        name = getattr(value, "__name__", type(value).__name__)
        raise PageError(f'a claim has a label: write @page.{word}("...") above the function {name!r}')
    if not vetted_text(f"the label of a {word}", value).strip():
        raise PageError(f"the label of a {word} is empty")
    return str(value)


def vetted_list(what: str, value: Any) -> tuple[Any, ...]:
    """Several of something. A text alone would be taken for the list of its letters."""
    if isinstance(value, (str, bytes)) or not isinstance(value, Iterable):
        raise PageError(f"{what} is a list, not {_met(value)}: write {what}=[...]")
    return tuple(value)


def vetted_labels(what: str, value: Any) -> tuple[str, ...]:
    """Several labels."""
    return tuple(vetted_text(f"each of {what}", label) for label in vetted_list(what, value))


def vetted_function(word: str, value: Any) -> Callable[..., Any]:
    """A function that a page's author has written, whose place in the file can be told."""
    if not inspect.isfunction(inspect.unwrap(value)):
        raise PageError(f"a {word} is written as a function, not {_met(value)}")
    return value  # type: ignore[no-any-return]


def line_outside(file: str) -> int:
    """The line of the innermost caller that is not in this file nor in the one named."""
    frame = inspect.currentframe()
    while frame is not None and frame.f_code.co_filename in {__file__, file}:
        frame = frame.f_back
    return 1 if frame is None else frame.f_lineno


def _met(value: Any) -> str:
    text = repr(value)
    return f"{type(value).__name__} {text if len(text) <= 60 else text[:59] + '…'}"
