"""Outcomes of what is random: coins, which are tossed when they are asked for.

A coin falls on a point between 0 and 1, each part of which has its length for a probability; where it falls
is told as far as it matters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import prod
from typing import Any

from flint import fmpq

from symderiv.evaluate.numbers import ONE, ZERO, Undecided

Coin = tuple[Any, ...]

MAX_COINS = 8
HALF = fmpq(1, 2)


class Toss(Exception):
    """A coin that decides a random component has not been tossed yet, or not far enough."""


class Outcomes:
    """The coins tossed so far, and between which points each of them fell; ``used`` are all there were."""

    def __init__(self) -> None:
        self.coins: dict[Coin, tuple[fmpq, fmpq]] = {}
        self.used: set[Coin] = set()

    def side(self, coin: Coin) -> int:
        """Plus or minus 1, as a fair coin fell."""
        return 1 if self.below(coin, HALF) else -1

    def below(self, coin: Coin, p: fmpq) -> bool:
        """Whether the coin fell below p, which it does with probability p."""
        self.used.add(coin)
        low, high = self.coins.get(coin, (ZERO, ONE))
        if low < p < high:
            raise Toss(coin, p)
        return bool(high <= p)

    def each(self, work: Callable[[], Any]) -> Iterator[tuple[fmpq, Any]]:
        """What work gives for each outcome of the coins it asks for, with the outcome's probability."""
        todo: list[dict[Coin, tuple[fmpq, fmpq]]] = [{}]
        before = self.coins
        try:
            while todo:
                self.coins = todo.pop()
                if len(self.coins) > MAX_COINS:
                    raise Undecided("too many independent random quantities")
                try:
                    found = work()
                except Toss as toss:
                    todo += self._further(*toss.args)
                else:
                    yield prod((high - low for low, high in self.coins.values()), start=ONE), found
        finally:
            self.coins = before

    def _further(self, coin: Coin, p: fmpq) -> Iterator[dict[Coin, tuple[fmpq, fmpq]]]:
        """The outcomes so far with the coin below p, and above."""
        low, high = self.coins.get(coin, (ZERO, ONE))
        return ({**self.coins, coin: ends} for ends in ((low, p), (p, high)))
