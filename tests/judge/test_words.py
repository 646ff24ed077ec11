"""A proof is told in words as far as it is asked for, and the verdict does not depend on that."""

from dataclasses import replace

import pytest

from derivations import momentum_average
from symderiv.judge.decide import judge
from symderiv.language.verdict import Status, Verdict, Words

CLAIM = next(c for c in momentum_average.page.claims if c.expected is Status.PROVED and not c.kind)


def told(words: Words) -> Verdict:
    return judge(CLAIM, words=words)


@pytest.mark.parametrize("words", Words)
def test_the_verdict_is_the_same_whatever_is_told_of_its_proof(words: Words) -> None:
    whole, found = told(Words.LATEX), told(words)
    assert whole.proof
    kept = {"proof": whole.proof, "names": whole.names, "seconds": whole.seconds}
    assert replace(found, **kept) == whole
    assert found.certificate == whole.certificate


def test_words_and_formulas_are_told_where_they_are_asked_for() -> None:
    nothing, text, latex = map(told, Words)
    assert nothing.proof == ()
    assert nothing.names == ("",) * len(nothing.given)
    assert text.proof == latex.proof
    for verdict, lines in ((nothing, 0), (text, 0), (latex, len(latex.proof))):
        assert verdict.formulas is not None
        assert len(verdict.formulas.proof) == lines
