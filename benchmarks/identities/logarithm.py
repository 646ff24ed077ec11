"""Logarithms."""

from sympy import Abs, E, I, Rational, acosh, arg, asinh, atanh, cos, cosh, exp, im, log, pi, re, sin, sqrt

from identities.words import Items, a, b, e, f, g, h, n, p, partly, q, r, same, x, y


def items() -> list[Items]:
    return [
        same("product", log(p * q), log(p) + log(q), sign=log(p) - log(q)),
        same("quotient", log(p / q), log(p) - log(q), sign=log(p) + log(q)),
        same("reciprocal", log(1 / p), -log(p), sign=log(p)),
        same("power", log(p**x), x * log(p), coefficient=2 * x * log(p)),
        same("square", log(p**2), 2 * log(p), coefficient=3 * log(p)),
        same("root", log(sqrt(p)), log(p) / 2, coefficient=log(p) / 3),
        same("root-complex", log(sqrt(g)), log(g) / 2, coefficient=2 * log(g)),
        same("cube-root-complex", log(g ** Rational(1, 3)), log(g) / 3, coefficient=log(g) / 2),
        same(
            "monomial",
            log(p**3 * q**2 / r),
            3 * log(p) + 2 * log(q) - log(r),
            coefficient=3 * log(p) + 3 * log(q) - log(r),
        ),
        same("scaled", log(p * g), log(p) + log(g), sign=log(g) - log(p)),
        same("divided", log(g / p), log(g) - log(p), sign=log(g) + log(p)),
        same("e-times", log(E * p), 1 + log(p), constant=2 + log(p)),
        same("exp-times", log(p * exp(x)), x + log(p), sign=log(p) - x),
        same("exp-real", log(exp(x) * exp(y)), x + y, sign=x - y),
        same("even", log(e**2), 2 * log(Abs(e)), coefficient=log(Abs(e))),
        same("fourth", log(e**4), 4 * log(Abs(e)), coefficient=3 * log(Abs(e))),
        same("perfect-square", log(x**2 + 2 * x + 1), 2 * log(Abs(x + 1)), sign=2 * log(Abs(x - 1))),
        same(
            "even-product",
            log(e**2 * f**2),
            2 * log(Abs(e)) + 2 * log(Abs(f)),
            sign=2 * log(Abs(e)) - 2 * log(Abs(f)),
        ),
        same("negative", log(-p), log(p) + I * pi, sign=log(p) - I * pi),
        same("imaginary", log(I * p), log(p) + I * pi / 2, coefficient=log(p) + I * pi),
        same("negative-imaginary", log(-I * p), log(p) - I * pi / 2, sign=log(p) + I * pi / 2),
        same("polar", log(g), log(Abs(g)) + I * arg(g), sign=log(Abs(g)) - I * arg(g)),
        same("real-part", re(log(g)), log(Abs(g)), coefficient=2 * log(Abs(g))),
        same("imaginary-part", im(log(g)), arg(g), sign=-arg(g)),
        same("eight", log(8), 3 * log(2), coefficient=2 * log(2)),
        same("six", log(6), log(2) + log(3), sign=log(3) - log(2)),
        same("root-two", log(sqrt(2)), log(2) / 2, coefficient=log(2) / 4),
        same("half", log(Rational(1, 2)), -log(2), sign=log(2)),
        same("minus-one", log(-1), I * pi, coefficient=2 * I * pi),
        same("of-i", log(I), I * pi / 2, sign=-I * pi / 2),
        same("twelve", log(12), 2 * log(2) + log(3), coefficient=log(2) + 2 * log(3)),
        same("of-sum", exp(log(g) + log(h)), g * h, sign=g / h),
        same("successor", log(1 + 1 / p), log(p + 1) - log(p), sign=log(p + 1) + log(p)),
        same("softplus", log(1 + exp(x)), x + log(1 + exp(-x)), sign=log(1 + exp(-x)) - x),
        same(
            "two-exponentials", log(exp(x) + exp(-x)), x + log(1 + exp(-2 * x)), exponent=x + log(1 + exp(-x))
        ),
        same("cosh", log(2 * cosh(x)), log(exp(x) + exp(-x)), coefficient=log(exp(x) + exp(-2 * x))),
        same("log-sum-exp", log(exp(x) + exp(y)), y + log(1 + exp(x - y)), sign=y + log(1 + exp(y - x))),
        same("squares", log(p) ** 2 - log(q) ** 2, log(p / q) * log(p * q), exponent=log(p / q) ** 2),
        same("swap", p ** log(q), q ** log(p), sign=q ** (-log(p))),
        same("of-log", log(log(p**2)), log(2) + log(log(p)), [p > 1], constant=log(3) + log(log(p))),
        same(
            "change-of-base", log(p) / log(2) * (log(2) / log(3)), log(p) / log(3), function=log(p) / log(2)
        ),
        same("difference", log(2 * p) - log(p), log(2), constant=log(3)),
        same("norm", log(sqrt(x**2 + y**2 + 1)), log(x**2 + y**2 + 1) / 2, coefficient=log(x**2 + y**2 + 1)),
        same("cosine-squared", log(cos(x) ** 2), 2 * log(Abs(cos(x))), function=2 * log(Abs(sin(x)))),
        same("conjugate-surds", log(sqrt(x**2 + 1) + x) + log(sqrt(x**2 + 1) - x), 0, constant=1),
        same("asinh", log(x + sqrt(x**2 + 1)), asinh(x), sign=-asinh(x)),
        same("acosh", log(p + sqrt(p**2 - 1)), acosh(p), [p > 1], coefficient=2 * acosh(p)),
        same("atanh", log((1 + x) / (1 - x)) / 2, atanh(x), [x > -1, x < 1], coefficient=2 * atanh(x)),
        same(
            "difference-of-squares",
            log(p**2 - 1),
            log(p - 1) + log(p + 1),
            [p > 1],
            sign=log(p + 1) - log(p - 1),
        ),
        partly("product-complex", log(g * h), log(g) + log(h), [re(g) > 0, re(h) > 0], sign=log(g) - log(h)),
        partly("product-positive", log(2 * g * h), log(2) + log(g) + log(h), where={g: p, h: q}),
        partly("quotient-complex", log(g / h), log(g) - log(h), [re(g) > 0, re(h) > 0], sign=log(g) + log(h)),
        partly("square-complex", log(g**2), 2 * log(g), [re(g) > 0], coefficient=log(g)),
        partly("integer-power", log(g**n), n * log(g), where={g: p}, coefficient=2 * n * log(g)),
        partly(
            "cube-complex", log(g**3), 3 * log(g), [-pi / 3 < arg(g), arg(g) < pi / 3], coefficient=log(g)
        ),
        partly("negative-complex", log(-g), log(g) + I * pi, [im(g) < 0], sign=log(g) - I * pi),
        partly("product-real", log(e * f), log(e) + log(f), [e > 0, f > 0], sign=log(e) - log(f)),
        partly("square-real", log(e**2), 2 * log(e), [e > 0], coefficient=3 * log(e)),
        partly("power-complex", log(g ** (2 * h)), 2 * h * log(g), where={g: p, h: x}),
        partly(
            "real-powers", log(p**x * exp(g)), x * log(p) + g, [-pi < im(g), im(g) < pi], sign=g - x * log(p)
        ),
        partly("absolute", log(Abs(e)), log(e), [e > 0], sign=-log(e)),
        partly("quotient-real", log(a / b), log(a) - log(b), [a > 0, b > 0], sign=log(b) - log(a)),
    ]
