"""Numbered steps, one after another and one within another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from symderiv.explain.exposition import Step

_WORDS: Final = (
    "as", "by", "differentiate", "every", "expand", "for", "from", "here", "in", "it", "left", "limits",
    "multiply", "suppose", "take", "the", "there", "these", "this", "with",
)  # fmt: skip


class Outline:
    """The steps written down so far; ``lead`` is what is said before the next one, in the same step.

    >>> outline = Outline()
    >>> outline.lead = "Let x be any number. "
    >>> outline.say("this is so."), outline.steps[0].words
    ('1', 'Let x be any number. This is so.')
    """

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.lead = ""
        self._places = [0]

    @property
    def number(self) -> str:
        """The number of the last step."""
        return ".".join(map(str, self._places))

    def say(self, words: str) -> str:
        """Write a step down, with what leads up to it; its number."""
        self._places[-1] += 1
        self.steps.append(Step(self.number, _sentences(f"{self.lead}{words}")))
        self.lead = ""
        return self.number

    def add(self, words: str) -> None:
        """Words that end the last step."""
        self.steps[-1] = self.steps[-1]._replace(words=f"{self.steps[-1].words} {words}")

    @contextmanager
    def below(self) -> Iterator[None]:
        """Steps within the one before."""
        self._places.append(0)
        try:
            yield
        finally:
            self._places.pop()

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Steps that come first: what leads up to the next step is kept for it."""
        lead, self.lead = self.lead, ""
        try:
            yield
        finally:
            self.lead = lead


def _sentences(words: str) -> str:
    """Each sentence with a capital; formulas keep their letters."""
    return re.sub(rf"(^|[.] )({'|'.join(_WORDS)})(?=[ ,])", lambda m: m[1] + m[2].capitalize(), words)
