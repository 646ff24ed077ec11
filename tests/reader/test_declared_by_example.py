"""What a declaration declares along with itself: components of vectors, several sequences and hypotheses."""

from __future__ import annotations

import pytest

from tests.reader.reading import verdicts

VECTORS = r"""
% symderiv: size m, n; index i = 1..m; j = 1..n
% symderiv: vector x = (x_j), y = (y_i)_i; matrix A = (a_{ij})
\[ y_i + \sum_j a_{ij} x_j = \sum_j a_{ij} x_j + y_i \]
\[ \|x\|^2 = \sum_j x_j^2 \]
"""

SEQUENCES = r"""
% symderiv: time t >= 1; sequence m_t from 0, g_t from 1; real \beta with 0 < \beta < 1
% symderiv: assume m_0 = 0, m_t = \beta m_{t-1} + (1-\beta) g_t for all t
\[ m_1 = (1-\beta) g_1 \]
\[ m_t = \sum_{k=1}^{t} \beta^{t-k} g_k \]
"""


def test_vectors_and_matrices_declare_their_components() -> None:
    assert verdicts(VECTORS) == ["proved", "proved"]


def test_sequences_in_a_list_start_where_each_says() -> None:
    """And of two hypotheses for all times each is one."""
    assert verdicts(SEQUENCES) == ["proved", "refuted"]


def test_components_without_an_index_are_none() -> None:
    with pytest.raises(AssertionError, match="declared first"):
        verdicts(VECTORS.replace("(x_j)", "(x)"))
