"""The attack on prints finds a printer that is not injective, and tries terms and statements."""

from __future__ import annotations

import attack_print
from readback.readers import NOTATIONS

from symderiv.core import terms as k


def test_tries_come_from_both_sources_and_are_given_by_seed_and_number():
    found = [attack_print.tried(2, number) for number in range(6)]
    assert {name for name, _ in found} == {"terms", "statements"}
    assert found == [attack_print.tried(2, number) for number in range(6)]


def test_a_printer_that_drops_parentheses_is_found(monkeypatch):
    x, y = k.var("x"), k.var("y")
    formula = k.eq(k.mul(x, k.add(x, y)), y)
    monkeypatch.setattr(attack_print, "random_statement", lambda *_: formula)
    assert attack_print.tried(0, 0) == ("terms", "")
    plain = NOTATIONS[0]
    careless = plain._replace(printed=lambda t, s: plain.printed(t, s).replace("(", "").replace(")", ""))
    monkeypatch.setattr("readback.readers.NOTATIONS", (careless,))
    name, found = attack_print.tried(0, 0)
    assert name == "terms"
    assert found.startswith(("text: ", "ReadError", "ValueError"))
