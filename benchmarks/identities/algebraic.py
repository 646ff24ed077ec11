"""Polynomials and rational functions."""

from sympy import Eq, I, sqrt

from identities.words import Items, a, b, c, d, m, n, partly, s, same, t, x, y, z


def items() -> list[Items]:
    return [
        same("difference-of-squares", x**2 - y**2, (x - y) * (x + y), sign=(x - y) ** 2),
        same("square", (x + y) ** 2, x**2 + 2 * x * y + y**2, coefficient=x**2 + x * y + y**2),
        same(
            "cube",
            (x + y) ** 3,
            x**3 + 3 * x**2 * y + 3 * x * y**2 + y**3,
            coefficient=x**3 + 3 * x**2 * y + 2 * x * y**2 + y**3,
        ),
        same(
            "fifth",
            (x + y) ** 5,
            x**5 + 5 * x**4 * y + 10 * x**3 * y**2 + 10 * x**2 * y**3 + 5 * x * y**4 + y**5,
            exponent=x**5 + 5 * x**4 * y + 10 * x**3 * y**2 + 10 * x**2 * y**2 + 5 * x * y**4 + y**5,
        ),
        same(
            "sum-of-cubes", x**3 + y**3, (x + y) * (x**2 - x * y + y**2), sign=(x + y) * (x**2 + x * y + y**2)
        ),
        same(
            "difference-of-cubes",
            x**3 - y**3,
            (x - y) * (x**2 + x * y + y**2),
            exponent=(x - y) * (x**2 + x * y + y),
        ),
        same(
            "sophie-germain",
            x**4 + 4 * y**4,
            (x**2 + 2 * x * y + 2 * y**2) * (x**2 - 2 * x * y + 2 * y**2),
            coefficient=(x**2 + 2 * x * y + 2 * y**2) * (x**2 - 2 * x * y + y**2),
        ),
        same(
            "fourth-order",
            x**4 + x**2 + 1,
            (x**2 + x + 1) * (x**2 - x + 1),
            sign=(x**2 + x + 1) * (x**2 + x - 1),
        ),
        same(
            "root-two-factors",
            x**4 + 1,
            (x**2 + sqrt(2) * x + 1) * (x**2 - sqrt(2) * x + 1),
            coefficient=(x**2 + 2 * x + 1) * (x**2 - 2 * x + 1),
        ),
        same(
            "sixth-of-unity",
            x**6 - 1,
            (x - 1) * (x + 1) * (x**2 + x + 1) * (x**2 - x + 1),
            sign=(x - 1) * (x + 1) * (x**2 + x + 1) * (x**2 - x - 1),
        ),
        same(
            "trinomial",
            (a + b + c) ** 2,
            a**2 + b**2 + c**2 + 2 * (a * b + b * c + c * a),
            coefficient=a**2 + b**2 + c**2 + a * b + b * c + c * a,
        ),
        same(
            "three-cubes",
            a**3 + b**3 + c**3 - 3 * a * b * c,
            (a + b + c) * (a**2 + b**2 + c**2 - a * b - b * c - c * a),
            sign=(a + b + c) * (a**2 + b**2 + c**2 + a * b + b * c + c * a),
        ),
        same(
            "cube-of-three",
            (a + b + c) ** 3 - a**3 - b**3 - c**3,
            3 * (a + b) * (b + c) * (c + a),
            coefficient=6 * (a + b) * (b + c) * (c + a),
        ),
        same(
            "seventh",
            (x + y) ** 7 - x**7 - y**7,
            7 * x * y * (x + y) * (x**2 + x * y + y**2) ** 2,
            exponent=7 * x * y * (x + y) * (x**2 + x * y + y**2),
        ),
        same(
            "brahmagupta",
            (a**2 + b**2) * (c**2 + d**2),
            (a * c - b * d) ** 2 + (a * d + b * c) ** 2,
            sign=(a * c - b * d) ** 2 + (a * d - b * c) ** 2,
        ),
        same(
            "brahmagupta-weighted",
            (a**2 + n * b**2) * (c**2 + n * d**2),
            (a * c - n * b * d) ** 2 + n * (a * d + b * c) ** 2,
            coefficient=(a * c - n * b * d) ** 2 + (a * d + b * c) ** 2,
        ),
        same(
            "lagrange",
            (a**2 + b**2 + c**2) * (x**2 + y**2 + z**2) - (a * x + b * y + c * z) ** 2,
            (a * y - b * x) ** 2 + (b * z - c * y) ** 2 + (c * x - a * z) ** 2,
            sign=(a * y + b * x) ** 2 + (b * z - c * y) ** 2 + (c * x - a * z) ** 2,
        ),
        same(
            "candido",
            (x**2 + y**2 + (x + y) ** 2) ** 2,
            2 * (x**4 + y**4 + (x + y) ** 4),
            coefficient=x**4 + y**4 + (x + y) ** 4,
        ),
        same(
            "vandermonde",
            b * c**2 - c * b**2 - a * c**2 + c * a**2 + a * b**2 - b * a**2,
            (b - a) * (c - a) * (c - b),
            sign=(b - a) * (c - a) * (b - c),
        ),
        same(
            "heron",
            4 * a**2 * b**2 - (a**2 + b**2 - c**2) ** 2,
            (a + b + c) * (a + b - c) * (b + c - a) * (c + a - b),
            sign=(a + b + c) * (a + b - c) * (b + c - a) * (c + a + b),
        ),
        same(
            "pythagorean-triple",
            (m**2 - n**2) ** 2 + (2 * m * n) ** 2,
            (m**2 + n**2) ** 2,
            exponent=(m**2 + n**2) ** 3,
        ),
        same("conjugates", (x + I * y) * (x - I * y), x**2 + y**2, sign=x**2 - y**2),
        same(
            "complex-square", (x + I * y) ** 2, x**2 - y**2 + 2 * I * x * y, sign=x**2 + y**2 + 2 * I * x * y
        ),
        same(
            "complex-reciprocal",
            1 / (x + I * y),
            (x - I * y) / (x**2 + y**2),
            sign=(x + I * y) / (x**2 + y**2),
        ),
        same("completed-square", x**2 + 2 * b * x + c, (x + b) ** 2 + c - b**2, sign=(x + b) ** 2 + c + b**2),
        same(
            "horner",
            3 * x**4 - 2 * x**3 + 5 * x**2 - x + 7,
            (((3 * x - 2) * x + 5) * x - 1) * x + 7,
            constant=(((3 * x - 2) * x + 4) * x - 1) * x + 7,
        ),
        same("square-minus-four-products", (x + y) ** 2 - (x - y) ** 2, 4 * x * y, coefficient=2 * x * y),
        same(
            "four-consecutive",
            x * (x + 1) * (x + 2) * (x + 3) + 1,
            (x**2 + 3 * x + 1) ** 2,
            coefficient=(x**2 + 2 * x + 1) ** 2,
        ),
        same("triangular", (n * (n + 1) / 2) ** 2 - ((n - 1) * n / 2) ** 2, n**3, exponent=n**2),
        same(
            "symmetric-sums",
            (a + b) * (b + c) * (c + a) + a * b * c,
            (a + b + c) * (a * b + b * c + c * a),
            sign=(a + b + c) * (a * b + b * c - c * a),
        ),
        same("telescoping", 1 / (x * (x + 1)), 1 / x - 1 / (x + 1), sign=1 / x + 1 / (x + 1)),
        same(
            "telescoping-three",
            1 / (x * (x + 1) * (x + 2)),
            (1 / (x * (x + 1)) - 1 / ((x + 1) * (x + 2))) / 2,
            coefficient=1 / (x * (x + 1)) - 1 / ((x + 1) * (x + 2)),
        ),
        same(
            "partial-fractions",
            1 / (x**2 - a**2),
            (1 / (x - a) - 1 / (x + a)) / (2 * a),
            sign=(1 / (x - a) + 1 / (x + a)) / (2 * a),
        ),
        same(
            "partial-fractions-cubic",
            (3 * x + 5) / ((x + 1) * (x + 2) ** 2),
            2 / (x + 1) - 2 / (x + 2) + 1 / (x + 2) ** 2,
            coefficient=2 / (x + 1) - 1 / (x + 2) + 1 / (x + 2) ** 2,
        ),
        same(
            "partial-fractions-quadratic",
            1 / (x * (x**2 + 1)),
            1 / x - x / (x**2 + 1),
            sign=1 / x + x / (x**2 + 1),
        ),
        same("geometric", (x**5 - 1) / (x - 1), x**4 + x**3 + x**2 + x + 1, term=x**4 + x**3 + x**2 + 1),
        same("cancelled", (x**2 - 5 * x + 6) / (x**2 - 4), (x - 3) / (x + 2), sign=(x + 3) / (x + 2)),
        same(
            "common-denominator",
            1 / x + 1 / y + 1 / z,
            (x * y + y * z + z * x) / (x * y * z),
            coefficient=(x * y + y * z + 2 * z * x) / (x * y * z),
        ),
        same(
            "compound-fraction",
            1 / (1 + 1 / (1 + 1 / x)),
            (x + 1) / (2 * x + 1),
            coefficient=(x + 1) / (x + 1 + 1),
        ),
        same("parallel", 1 / (1 / x + 1 / y), x * y / (x + y), sign=x * y / (x - y)),
        same(
            "moebius-inverse",
            (a * ((d * x - b) / (a - c * x)) + b) / (c * ((d * x - b) / (a - c * x)) + d),
            x,
            sign=-x,
        ),
        same(
            "cross-ratio",
            (x - a) * (b - c) / ((x - c) * (b - a)) + (x - b) * (a - c) / ((x - c) * (a - b)),
            1,
            sign=-1,
        ),
        same(
            "interpolation",
            a * (x - b) * (x - c) / ((a - b) * (a - c))
            + b * (x - a) * (x - c) / ((b - a) * (b - c))
            + c * (x - a) * (x - b) / ((c - a) * (c - b)),
            x,
            exponent=x**2,
        ),
        same(
            "interpolation-constant",
            a**2 / ((a - b) * (a - c)) + b**2 / ((b - a) * (b - c)) + c**2 / ((c - a) * (c - b)),
            1,
            constant=0,
        ),
        same("rational-circle", ((1 - t**2) / (1 + t**2)) ** 2 + (2 * t / (1 + t**2)) ** 2, 1, constant=2),
        same(
            "velocity-addition",
            (1 - x) * (1 - y) / ((1 + x) * (1 + y)),
            (1 - (x + y) / (1 + x * y)) / (1 + (x + y) / (1 + x * y)),
            sign=(1 - (x - y) / (1 + x * y)) / (1 + (x + y) / (1 + x * y)),
        ),
        same("fraction-of-squares", (x**2 + y**2) / (x * y), x / y + y / x, sign=x / y - y / x),
        same(
            "square-of-sum-with-reciprocal",
            (x + 1 / x) ** 2,
            x**2 + 2 + 1 / x**2,
            constant=x**2 + 1 + 1 / x**2,
        ),
        same(
            "cube-of-sum-with-reciprocal",
            (x + 1 / x) ** 3 - 3 * (x + 1 / x),
            x**3 + 1 / x**3,
            sign=x**3 - 1 / x**3,
        ),
        same("newton-step", x - (x**2 - a) / (2 * x), (x + a / x) / 2, sign=(x - a / x) / 2),
        same(
            "newton-error",
            (x - (x**2 - a**2) / (2 * x)) - a,
            (x - a) ** 2 / (2 * x),
            coefficient=(x - a) ** 2 / x,
        ),
        same(
            "determinant-product",
            (a * d - b * c) * (x * t - y * s),
            (a * x + b * s) * (c * y + d * t) - (a * y + b * t) * (c * x + d * s),
            sign=(a * x + b * s) * (c * y + d * t) + (a * y + b * t) * (c * x + d * s),
        ),
        same(
            "ratio",
            (a * x + b) / (c * x + d),
            a / c + (b * c - a * d) / (c * (c * x + d)),
            sign=a / c - (b * c - a * d) / (c * (c * x + d)),
        ),
        same("zero-sum-cubes", a**3 + b**3 + c**3, 3 * a * b * c, [Eq(c, -a - b)], coefficient=2 * a * b * c),
        same(
            "zero-sum-fourths",
            2 * (a**4 + b**4 + c**4),
            (a**2 + b**2 + c**2) ** 2,
            [Eq(c, -a - b)],
            coefficient=2 * (a**2 + b**2 + c**2) ** 2,
        ),
        same("given-root", x**3, 2 * x + 1, [Eq(x, (1 + sqrt(5)) / 2)], coefficient=x + 1),
        same(
            "unit-product",
            1 / (1 + a + a * b) + 1 / (1 + b + b * c) + 1 / (1 + c + c * a),
            1,
            [Eq(c, 1 / (a * b))],
            constant=2,
        ),
        partly("zero-sum", a**2 - b**2, a + b, [Eq(a, b + 1)], sign=a - b),
        partly("linear", (a + b) ** 3, a**3 + b**3, [Eq(b, -a)], constant=a**3 + b**3 + 1),
        partly("sum-of-squares", z**2 + 1, 0, [Eq(z, I)], constant=1),
    ]
