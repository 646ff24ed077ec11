"""Square roots and other roots."""

from sympy import Abs, I, Rational, im, re, sqrt

from identities.words import Items, e, g, h, p, partly, q, r, same, x, y, z

third = Rational(1, 3)


def items() -> list[Items]:
    return [
        same("square-of-root", sqrt(z) ** 2, z, sign=-z),
        same("cube-of-cube-root", (z**third) ** 3, z, exponent=z**2),
        same("root-of-square", sqrt(p**2), p, sign=-p),
        same("root-of-square-real", sqrt(x**2), Abs(x), sign=-Abs(x)),
        same("root-of-fourth", sqrt(x**4), x**2, sign=-(x**2)),
        same("root-of-sixth", sqrt(x**6), Abs(x) ** 3, exponent=Abs(x) ** 2),
        same("product", sqrt(p * q), sqrt(p) * sqrt(q), sign=-sqrt(p) * sqrt(q)),
        same("quotient", sqrt(p / q), sqrt(p * q) / q, function=sqrt(p * q) / p),
        same("reciprocal", sqrt(1 / p), 1 / sqrt(p), exponent=1 / p),
        same("positive-factor", sqrt(p * z), sqrt(p) * sqrt(z), sign=-sqrt(p) * sqrt(z)),
        same("square-factor", sqrt(p**2 * q), p * sqrt(q), exponent=p**2 * sqrt(q)),
        same("square-factor-real", sqrt(x**2 * q), Abs(x) * sqrt(q), coefficient=2 * Abs(x) * sqrt(q)),
        same("two-squares", sqrt(x**2 * y**2), Abs(x * y), sign=-Abs(x * y)),
        same("fourth-root", sqrt(sqrt(z)), z ** Rational(1, 4), exponent=z ** Rational(1, 3)),
        same("three-halves", sqrt(z) * sqrt(z) * sqrt(z), z ** Rational(3, 2), exponent=z ** Rational(5, 2)),
        same("five-sixths", sqrt(z) * z**third, z ** Rational(5, 6), exponent=z ** Rational(1, 6)),
        same("binomial", (sqrt(p) + sqrt(q)) ** 2, p + q + 2 * sqrt(p * q), coefficient=p + q + sqrt(p * q)),
        same("conjugates", (sqrt(p) + sqrt(q)) * (sqrt(p) - sqrt(q)), p - q, sign=p + q),
        same(
            "rationalised",
            1 / (sqrt(p) + sqrt(q)),
            (sqrt(p) - sqrt(q)) / (p - q),
            sign=(sqrt(p) + sqrt(q)) / (p - q),
        ),
        same("successors", 1 / (sqrt(p + 1) + sqrt(p)), sqrt(p + 1) - sqrt(p), sign=sqrt(p + 1) + sqrt(p)),
        same("hyperbola", (x + sqrt(x**2 - 1)) * (x - sqrt(x**2 - 1)), 1, sign=-1),
        same("flipped", sqrt(x**2 + 1) - x, 1 / (sqrt(x**2 + 1) + x), sign=1 / (sqrt(x**2 + 1) - x)),
        same("difference-with-reciprocal", (sqrt(p) - 1 / sqrt(p)) ** 2, p - 2 + 1 / p, sign=p + 2 + 1 / p),
        same(
            "cube-roots",
            (p**third - q**third) * (p ** (2 * third) + p**third * q**third + q ** (2 * third)),
            p - q,
            sign=p + q,
        ),
        same(
            "sum-of-cube-roots",
            (p**third + q**third) * (p ** (2 * third) - p**third * q**third + q ** (2 * third)),
            p + q,
            coefficient=p + 2 * q,
        ),
        same("nested", sqrt(p + q + 2 * sqrt(p * q)), sqrt(p) + sqrt(q), sign=sqrt(p) - sqrt(q)),
        same(
            "nested-difference", sqrt(p + q - 2 * sqrt(p * q)), Abs(sqrt(p) - sqrt(q)), sign=sqrt(p) + sqrt(q)
        ),
        same("two-roots", sqrt(1 - x) * sqrt(1 + x), sqrt(1 - x**2), sign=-sqrt(1 - x**2)),
        same("perfect-square", sqrt(x**2 + 2 * x + 1), Abs(x + 1), sign=Abs(x - 1)),
        same("perfect-square-two", sqrt(x**2 - 2 * x * y + y**2), Abs(x - y), sign=Abs(x + y)),
        same("perfect-fourth", sqrt(x**4 + 2 * x**2 + 1), x**2 + 1, sign=x**2 - 1),
        same("three-plus-root-eight", sqrt(3 + 2 * sqrt(2)), 1 + sqrt(2), coefficient=1 + 2 * sqrt(2)),
        same("three-minus-root-eight", sqrt(3 - 2 * sqrt(2)), sqrt(2) - 1, sign=1 - sqrt(2)),
        same("five-plus-root-24", sqrt(5 + 2 * sqrt(6)), sqrt(2) + sqrt(3), sign=sqrt(3) - sqrt(2)),
        same("seven-minus-root-48", sqrt(7 - 4 * sqrt(3)), 2 - sqrt(3), sign=2 + sqrt(3)),
        same("golden-cubes", (2 + sqrt(5)) ** third - (sqrt(5) - 2) ** third, 1, constant=2),
        same("two-golden-surds", sqrt(6 + 2 * sqrt(5)) - sqrt(6 - 2 * sqrt(5)), 2, constant=4),
        same("twelve", sqrt(12), 2 * sqrt(3), coefficient=3 * sqrt(2)),
        same("half", 1 / sqrt(2), sqrt(2) / 2, coefficient=sqrt(2)),
        same(
            "three-surds",
            1 / (1 + sqrt(2) + sqrt(3)),
            (2 + sqrt(2) - sqrt(6)) / 4,
            sign=(2 + sqrt(2) + sqrt(6)) / 4,
        ),
        same("cube-root-of-16", 16**third, 2 * 2**third, coefficient=4 * 2**third),
        same("cube-rationalised", 1 / (2**third - 1), 1 + 2**third + 4**third, sign=1 - 2**third + 4**third),
        same("six-root-product", sqrt(2) * 2**third, 2 ** Rational(5, 6), exponent=2 ** Rational(2, 3)),
        same("norm", sqrt(x**2 + y**2) ** 2, x**2 + y**2, sign=x**2 - y**2),
        same(
            "unit-vector",
            (x / sqrt(x**2 + y**2 + 1)) ** 2 + (y / sqrt(x**2 + y**2 + 1)) ** 2,
            1 - 1 / (x**2 + y**2 + 1),
            sign=1 + 1 / (x**2 + y**2 + 1),
        ),
        same(
            "scaled-norm",
            sqrt((p * x) ** 2 + (p * y) ** 2),
            p * sqrt(x**2 + y**2),
            exponent=p**2 * sqrt(x**2 + y**2),
        ),
        same(
            "quadratic-root",
            ((-q + sqrt(q**2 + 4 * p * r)) / (2 * p)) ** 2 * p + (-q + sqrt(q**2 + 4 * p * r)) / (2 * p) * q,
            r,
            sign=-r,
        ),
        same(
            "conjugate-fraction",
            (sqrt(p) + 1) / (sqrt(p) - 1),
            (p + 1 + 2 * sqrt(p)) / (p - 1),
            coefficient=(p + 1 + sqrt(p)) / (p - 1),
        ),
        same(
            "complex-root",
            (sqrt(p) + I * sqrt(q)) ** 2,
            p - q + 2 * I * sqrt(p) * sqrt(q),
            sign=p + q + 2 * I * sqrt(p) * sqrt(q),
        ),
        partly("square", sqrt(z**2), z, [re(z) > 0], sign=-z),
        partly("square-real", sqrt(x**2), x, [x >= 0], sign=-x),
        partly("square-negative", sqrt(x**2), -x, [x <= 0], sign=x),
        partly(
            "product-complex", sqrt(g * h), sqrt(g) * sqrt(h), [re(g) > 0, re(h) > 0], sign=-sqrt(g) * sqrt(h)
        ),
        partly(
            "quotient-complex",
            sqrt(g / h),
            sqrt(g) / sqrt(h),
            [re(g) > 0, re(h) > 0],
            sign=-sqrt(g) / sqrt(h),
        ),
        partly("eighth-complex", sqrt(z**8), z**4, where={z: x}, sign=-(z**4)),
        partly("cube-complex", (z**3) ** third, z, where={z: p}, exponent=z**2),
        partly(
            "difference-of-squares",
            sqrt(z - 1) * sqrt(z + 1),
            sqrt(z**2 - 1),
            [re(z) > 0],
            sign=-sqrt(z**2 - 1),
        ),
        partly("sixth", sqrt(x**6), x**3, [x >= 0], sign=-(x**3)),
        partly("binomial-square", sqrt(x**2 - 2 * x * y + y**2), x - y, [x >= y], sign=x + y),
        partly("shifted-square", sqrt(x**2 + 2 * x + 1), x + 1, [x >= -1], sign=x - 1),
        partly(
            "factor-out",
            sqrt(e**2 + y**2),
            e * sqrt(1 + (y / e) ** 2),
            [e > 0],
            sign=-e * sqrt(1 + (y / e) ** 2),
        ),
        partly("minus", sqrt(-z), I * sqrt(z), [im(z) < 0], sign=-I * sqrt(z)),
        partly(
            "nested-difference-signed",
            sqrt(p + q - 2 * sqrt(p * q)),
            sqrt(p) - sqrt(q),
            [p >= q],
            sign=sqrt(p) + sqrt(q),
        ),
    ]
