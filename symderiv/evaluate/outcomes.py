"""Outcomes of what is random: coins, which are tossed when they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from flint import fmpq

from symderiv.evaluate.numbers import Undecided

Coin = tuple[Any, ...]

MAX_COINS = 8


class Toss(Exception):
    """A coin that decides a random component has not been tossed yet."""


class Outcomes:
    """The coins tossed so far, and how each of them fell."""

    def __init__(self) -> None:
        self.coins: dict[Coin, int] = {}

    def side(self, coin: Coin) -> int:
        """Plus or minus 1, as the coin fell."""
        if coin not in self.coins:
            raise Toss(coin)
        return self.coins[coin]

    def each(self, work: Callable[[], Any]) -> Iterator[tuple[fmpq, Any]]:
        """What work gives for each outcome of the coins it asks for, with the outcome's probability."""
        todo: list[dict[Coin, int]] = [{}]
        before = self.coins
        try:
            while todo:
                self.coins = todo.pop()
                if len(self.coins) > MAX_COINS:
                    raise Undecided("too many independent random quantities")
                try:
                    yield fmpq(1, 2 ** len(self.coins)), work()
                except Toss as toss:
                    todo += [{**self.coins, toss.args[0]: side} for side in (1, -1)]
        finally:
            self.coins = before
