"""Exponentials."""

from sympy import I, Rational, cos, cosh, exp, im, log, pi, sin, sinh, sqrt, tan, tanh

from identities.words import Items, g, n, p, partly, q, same, u, v, w, x, y, z


def items() -> list[Items]:
    return [
        same("sum", exp(z + w), exp(z) * exp(w), sign=exp(z) * exp(-w)),
        same("three-terms", exp(z + w + u), exp(z) * exp(w) * exp(u), term=exp(z) * exp(w)),
        same("difference", exp(z - w), exp(z) / exp(w), sign=exp(z) * exp(w)),
        same("reciprocal", exp(-z), 1 / exp(z), sign=-1 / exp(z)),
        same("double", exp(2 * z), exp(z) ** 2, exponent=exp(z) ** 3),
        same("integer-power", exp(n * z), exp(z) ** n, exponent=exp(z) ** (n + 1)),
        same("negative-power", exp(z) ** (-2), exp(-2 * z), exponent=exp(-z)),
        same("thirds", exp(x / 3) ** 3, exp(x), exponent=exp(x / 3)),
        same("fractions", exp(x / 2) * exp(x / 3), exp(5 * x / 6), exponent=exp(x / 6)),
        same("euler", exp(I * z), cos(z) + I * sin(z), sign=cos(z) - I * sin(z)),
        same("euler-negative", exp(-I * z), cos(z) - I * sin(z), function=cosh(z) - I * sin(z)),
        same(
            "cartesian",
            exp(x + I * y),
            exp(x) * (cos(y) + I * sin(y)),
            function=exp(x) * (sin(y) + I * cos(y)),
        ),
        same("period", exp(z + 2 * pi * I), exp(z), sign=-exp(z)),
        same("half-period", exp(z + I * pi), -exp(z), sign=exp(z)),
        same("quarter-period", exp(z + I * pi / 2), I * exp(z), sign=-I * exp(z)),
        same("periods", exp(z + 2 * pi * I * n), exp(z), coefficient=2 * exp(z)),
        same("half-periods", exp(z + pi * I * n), (-1) ** n * exp(z), sign=exp(z)),
        same("of-log", exp(log(g)), g, exponent=g**2),
        same("of-twice-log", exp(2 * log(g)), g**2, exponent=g**3),
        same("of-half-log", exp(log(p) / 2), sqrt(p), exponent=p),
        same("of-log-sum", exp(x + log(q)), q * exp(x), coefficient=2 * q * exp(x)),
        same("base", exp(x * log(p)), p**x, exponent=p ** (2 * x)),
        same("two-squares", exp(z) - 1, (exp(z / 2) - 1) * (exp(z / 2) + 1), sign=(exp(z / 2) - 1) ** 2),
        same(
            "two-cubes",
            exp(3 * z) - 1,
            (exp(z) - 1) * (exp(2 * z) + exp(z) + 1),
            sign=(exp(z) - 1) * (exp(2 * z) - exp(z) + 1),
        ),
        same(
            "difference-of-squares",
            (exp(z) - exp(w)) * (exp(z) + exp(w)),
            exp(2 * z) - exp(2 * w),
            sign=exp(2 * z) + exp(2 * w),
        ),
        same("logistic", 1 / (1 + exp(-x)), exp(x) / (1 + exp(x)), sign=exp(x) / (1 - exp(x))),
        same("logistic-sum", 1 / (1 + exp(-x)) + 1 / (1 + exp(x)), 1, constant=2),
        same(
            "logistic-slope",
            exp(x) / (1 + exp(x)) * (1 - exp(x) / (1 + exp(x))),
            exp(-x) / (1 + exp(-x)) ** 2,
            exponent=exp(-x) / (1 + exp(-x)),
        ),
        same("logistic-tanh", 1 / (1 + exp(-x)), (1 + tanh(x / 2)) / 2, argument=(1 + tanh(x)) / 2),
        same("softmax", exp(x) / (exp(x) + exp(y)), 1 / (1 + exp(y - x)), sign=1 / (1 + exp(x - y))),
        same(
            "softmax-shift",
            exp(x + u) / (exp(x + u) + exp(y + u)),
            exp(x) / (exp(x) + exp(y)),
            term=exp(x) / (1 + exp(y)),
        ),
        same("half-tanh", (exp(z) - 1) / (exp(z) + 1), tanh(z / 2), function=tan(z / 2)),
        same("cosh", exp(z) + exp(-z), 2 * cosh(z), function=2 * cos(z)),
        same("sinh", exp(z) - exp(-z), 2 * sinh(z), coefficient=sinh(z)),
        same("cosine", exp(I * z) + exp(-I * z), 2 * cos(z), coefficient=cos(z)),
        same("sine", exp(I * z) - exp(-I * z), 2 * I * sin(z), coefficient=2 * sin(z)),
        same("tangent", (exp(2 * I * z) - 1) / (exp(2 * I * z) + 1), I * tan(z), sign=-I * tan(z)),
        same("unit-hyperbola", (exp(z) + exp(-z)) ** 2 - (exp(z) - exp(-z)) ** 2, 4, constant=2),
        same(
            "shifted-difference", exp(z + w) - exp(z - w), 2 * exp(z) * sinh(w), function=2 * exp(z) * cosh(w)
        ),
        same("cancel", exp(z) * exp(w) / exp(z - w), exp(2 * w), sign=exp(-2 * w)),
        same(
            "binomial",
            (exp(z) + exp(w)) ** 2,
            exp(2 * z) + 2 * exp(z + w) + exp(2 * w),
            coefficient=exp(2 * z) + exp(z + w) + exp(2 * w),
        ),
        same("nested", exp(exp(z) + exp(-z)), exp(2 * cosh(z)), coefficient=exp(cosh(z))),
        same(
            "square-of-phase",
            exp(I * x) ** 2,
            cos(2 * x) + I * sin(2 * x),
            coefficient=cos(2 * x) + 2 * I * sin(x),
        ),
        same(
            "four-factors",
            (exp(u) + exp(v)) * (exp(w) - exp(z)),
            exp(u + w) - exp(u + z) + exp(v + w) - exp(v + z),
            sign=exp(u + w) - exp(u + z) + exp(v + w) + exp(v + z),
        ),
        same("root-real", sqrt(exp(x)), exp(x / 2), sign=-exp(x / 2)),
        same("log-real", log(exp(x)), x, sign=-x),
        partly("root", sqrt(exp(z)), exp(z / 2), [-pi < im(z), im(z) < pi], sign=-exp(z / 2)),
        partly("log", log(exp(z)), z, [-pi < im(z), im(z) < pi], sign=-z),
        partly("power", exp(z) ** w, exp(z * w), where={z: x}, sign=exp(-z * w)),
        partly(
            "third-root",
            exp(z) ** (Rational(1) / 3),
            exp(z / 3),
            [-pi < im(z), im(z) < pi],
            exponent=exp(z / 2),
        ),
    ]
