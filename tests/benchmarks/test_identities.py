"""The labels of the project's own identities, against mpmath at 30 digits."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
import sympy as sp
from identities import CONDITIONAL, FALSE, TRUE, Identity, families, own
from identities.oracle import POINTS, compared
from identities.trees import TreeError, read
from identities.words import n, p, x, z

ITEMS = own()


def test_there_are_enough_of_each_kind() -> None:
    counts = Counter(item.truth for item in ITEMS)
    assert counts[TRUE] >= 320
    assert counts[FALSE] >= 250
    assert counts[CONDITIONAL] >= 40


def test_each_identity_has_a_name_of_its_own() -> None:
    assert len({item.id for item in ITEMS}) == len(ITEMS)
    statements = Counter((str(i.lhs), str(i.rhs), str(i.given)) for i in ITEMS if i.truth == TRUE)
    assert [s for s, times in statements.items() if times > 1] == []


def test_nothing_has_settled_itself() -> None:
    assert [i.id for i in ITEMS if i.lhs == i.rhs or sp.true in i.given or sp.false in i.given] == []


def test_a_false_one_says_what_was_changed_and_a_conditional_one_when_it_holds() -> None:
    known = {"sign", "coefficient", "exponent", "function", "argument", "constant", "term"}
    assert {i.changed for i in ITEMS if i.truth == FALSE} <= known
    assert all(i.under for i in ITEMS if i.truth == CONDITIONAL)
    names = {i.id for i in ITEMS}
    assert all(f"{i.id}/given" in names for i in ITEMS if i.truth == CONDITIONAL)


@pytest.mark.parametrize("family", families())
def test_the_labels_agree_with_the_oracle(family: str) -> None:
    wrong = [item.id for item in ITEMS if item.family == family and not _as_labelled(item)]
    assert wrong == []


def _as_labelled(item: Identity) -> bool:
    if item.truth == TRUE:
        agreed, differed = compared(item)
        return not differed and agreed >= (POINTS // 2 if item.variables else 1)
    return bool(compared(item, 60, special=False)[1])


@pytest.mark.parametrize("truth", [TRUE, FALSE, CONDITIONAL])
def test_the_oracle_finds_a_wrong_label(truth: str) -> None:
    with sp.evaluate(False):
        right = Identity("right", sp.sin(z) ** 2 + sp.cos(z) ** 2, sp.Integer(1), truth)
        wrong = Identity("wrong", sp.sin(2 * z), sp.sin(z), truth)
        partly = Identity("partly", sp.sqrt(z**2), z, truth)
    labelled = [_as_labelled(item) for item in (right, wrong, partly)]
    assert labelled == ([True, False, False] if truth == TRUE else [False, True, True])


def test_the_oracle_reads_roots_of_real_expressions_as_real_ones() -> None:
    with sp.evaluate(False):
        real = Identity("real", sp.sqrt(x - 5) * sp.sqrt(x - 6), -sp.sqrt((x - 5) * (x - 6)), TRUE)
    assert compared(real) == (0, 0)


def test_the_oracle_keeps_to_domains_and_hypotheses() -> None:
    with sp.evaluate(False):
        positive = Identity("positive", sp.Abs(p), p, TRUE)
        whole = Identity("whole", sp.sin(sp.pi * n), sp.Integer(0), TRUE)
        real = Identity("real", sp.Abs(x), x, TRUE)
        given = replace(real, given=(x > 0,))
        solved = replace(real, rhs=sp.Integer(2), given=(sp.Eq(x, -2),))
    assert [compared(i)[1] for i in (positive, whole, real, given, solved)] == [0, 0, 1, 0, 0]


def line(**changes: object) -> str:
    sine = ["sin", ["Symbol", "z", {"complex": True}]]
    record = {"id": "a", "set": "some", "truth": "true", "how": "true", "lhs": sine, "rhs": ["Integer", 0]}
    return json.dumps(record | changes)


def test_identities_are_read_from_a_file_and_not_evaluated(tmp_path: Path) -> None:
    path = tmp_path / "some.jsonl"
    halves = ["Add", ["Rational", 1, 2], ["Rational", 1, 2], ["Mul", ["I"], ["Integer", 0]]]
    path.write_text(
        "\n".join([line(), line(truth="false", how="mutated-sign", rhs=halves)]), encoding="utf-8"
    )
    true, false = read(path)
    assert (true.id, true.truth, true.family, true.lhs) == ("a", TRUE, "some", sp.sin(z))
    assert (false.id, false.truth, false.changed, len(false.rhs.args)) == ("a/sign", FALSE, "sign", 3)


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"lhs": ["Lambda", ["Integer", 1]]}, "the head 'Lambda' is not known"),
        ({"lhs": ["__import__", ["Integer", 1]]}, "is not known"),
        ({"lhs": "sin(z)"}, "a tree is a list"),
        ({"lhs": ["Integer", "1"]}, "1 integers are wanted"),
        ({"lhs": ["Integer", True]}, "1 integers are wanted"),
        ({"lhs": ["Symbol", "a b"]}, "names no symbol"),
        ({"lhs": ["Symbol", "a", {"polar": True}]}, "not all known"),
        ({"truth": "maybe"}, "truth is true, false or conditional"),
    ],
)
def test_a_file_with_anything_else_is_refused(
    tmp_path: Path, changes: dict[str, object], complaint: str
) -> None:
    path = tmp_path / "some.jsonl"
    path.write_text(line(**changes), encoding="utf-8")
    with pytest.raises(TreeError, match=re.escape(complaint)) as raised:
        read(path)
    assert "some.jsonl:1" in str(raised.value)


def test_a_name_is_read_once(tmp_path: Path) -> None:
    path = tmp_path / "some.jsonl"
    path.write_text(f"{line()}\n{line()}\n", encoding="utf-8")
    with pytest.raises(TreeError, match=r"some\.jsonl:2: a is there already"):
        read(path)
