"""Derivatives by x, as the rules for sums and products leave them, against the forms that are known."""

from sympy import (
    Abs,
    acos,
    acosh,
    asin,
    asinh,
    atan,
    atanh,
    cos,
    cosh,
    cot,
    csc,
    exp,
    log,
    pi,
    sec,
    sin,
    sinh,
    sqrt,
    tan,
    tanh,
)

from identities.words import Items, a, b, derivative, p, q, x


def items() -> list[Items]:
    return [
        derivative("log-antiderivative", x * log(x) - x, log(x), constant=log(x) + 1),
        derivative("square-log", x**2 * (2 * log(x) - 1) / 4, x * log(x), exponent=x**2 * log(x)),
        derivative(
            "log-squared", x * log(x) ** 2 - 2 * x * log(x) + 2 * x, log(x) ** 2, exponent=log(x) ** 3
        ),
        derivative("exponential-by-parts", (x - 1) * exp(x), x * exp(x), sign=-x * exp(x)),
        derivative("exponential-twice", (x**2 - 2 * x + 2) * exp(x), x**2 * exp(x), exponent=x * exp(x)),
        derivative(
            "damped-sine",
            exp(a * x) * (a * sin(b * x) - b * cos(b * x)) / (a**2 + b**2),
            exp(a * x) * sin(b * x),
            function=exp(a * x) * cos(b * x),
        ),
        derivative(
            "damped-cosine",
            exp(a * x) * (a * cos(b * x) + b * sin(b * x)) / (a**2 + b**2),
            exp(a * x) * cos(b * x),
            sign=-exp(a * x) * cos(b * x),
        ),
        derivative(
            "logistic",
            1 / (1 + exp(-x)),
            1 / (1 + exp(-x)) * (1 - 1 / (1 + exp(-x))),
            sign=1 / (1 + exp(-x)) * (1 + 1 / (1 + exp(-x))),
        ),
        derivative("softplus", log(1 + exp(x)), 1 / (1 + exp(-x)), sign=1 / (1 + exp(x))),
        derivative("log-cosh", log(cosh(x)), tanh(x), function=tan(x)),
        derivative("log-sine", log(sin(x)), cot(x), sign=-cot(x)),
        derivative("log-cosine", -log(cos(x)), tan(x), sign=-tan(x)),
        derivative("log-secant", log(sec(x) + tan(x)), sec(x), function=csc(x)),
        derivative("log-cosecant", -log(csc(x) + cot(x)), csc(x), function=sec(x)),
        derivative("log-half-tangent", log(tan(x / 2)), csc(x), sign=-csc(x)),
        derivative("half-tangent", tan(x / 2), 1 / (1 + cos(x)), sign=1 / (1 - cos(x))),
        derivative("sine-squared", x / 2 - sin(2 * x) / 4, sin(x) ** 2, function=cos(x) ** 2),
        derivative("sine-cubed", cos(x) ** 3 / 3 - cos(x), sin(x) ** 3, exponent=sin(x) ** 2),
        derivative(
            "cosine-fourth", 3 * x / 8 + sin(2 * x) / 4 + sin(4 * x) / 32, cos(x) ** 4, exponent=cos(x) ** 2
        ),
        derivative("tangent-squared", tan(x) - x, tan(x) ** 2, exponent=tan(x) ** 3),
        derivative("tangent-cubed", tan(x) ** 2 / 2 + log(cos(x)), tan(x) ** 3, sign=-(tan(x) ** 3)),
        derivative(
            "secant-cubed", (sec(x) * tan(x) + log(sec(x) + tan(x))) / 2, sec(x) ** 3, exponent=sec(x) ** 2
        ),
        derivative("sine-by-parts", sin(x) - x * cos(x), x * sin(x), sign=-x * sin(x)),
        derivative(
            "product-of-frequencies",
            sin((p - q) * x) / (2 * (p - q)) - sin((p + q) * x) / (2 * (p + q)),
            sin(p * x) * sin(q * x),
            function=cos(p * x) * cos(q * x),
        ),
        derivative("arctangent", atan(x / p) / p, 1 / (x**2 + p**2), sign=1 / (x**2 - p**2)),
        derivative("arctangent-by-parts", x * atan(x) - log(1 + x**2) / 2, atan(x), coefficient=2 * atan(x)),
        derivative("arctangent-quotient", atan((1 + x) / (1 - x)), 1 / (1 + x**2), sign=-1 / (1 + x**2)),
        derivative("arcsine", asin(x / p), 1 / sqrt(p**2 - x**2), sign=-1 / sqrt(p**2 - x**2)),
        derivative("arcsine-by-parts", x * asin(x) + sqrt(1 - x**2), asin(x), function=acos(x)),
        derivative("arccosine-by-parts", x * acos(x) - sqrt(1 - x**2), acos(x), sign=-acos(x)),
        derivative(
            "circle",
            (x * sqrt(p**2 - x**2) + p**2 * asin(x / p)) / 2,
            sqrt(p**2 - x**2),
            coefficient=2 * sqrt(p**2 - x**2),
        ),
        derivative("hyperbola", (x * sqrt(x**2 + 1) + asinh(x)) / 2, sqrt(x**2 + 1), sign=-sqrt(x**2 + 1)),
        derivative("area-sine", log(x + sqrt(x**2 + p)), 1 / sqrt(x**2 + p), exponent=1 / (x**2 + p)),
        derivative("area-cosine", acosh(x), 1 / sqrt(x**2 - 1), [x > 1], sign=1 / sqrt(x**2 + 1)),
        derivative(
            "area-tangent", x * atanh(x) + log(1 - x**2) / 2, atanh(x), [x > -1, x < 1], sign=-atanh(x)
        ),
        derivative("hyperbolic-tangent", sinh(x) / cosh(x), 1 - tanh(x) ** 2, sign=1 + tanh(x) ** 2),
        derivative("gudermann", 2 * atan(exp(x)), 1 / cosh(x), function=1 / sinh(x)),
        derivative("gudermann-sinh", atan(sinh(x)), 1 / cosh(x), exponent=1 / cosh(x) ** 2),
        derivative(
            "root-composite",
            sqrt(1 + exp(2 * x)),
            exp(2 * x) / sqrt(1 + exp(2 * x)),
            coefficient=2 * exp(2 * x) / sqrt(1 + exp(2 * x)),
        ),
        derivative(
            "root-quotient", x / sqrt(1 + x**2), 1 / ((1 + x**2) * sqrt(1 + x**2)), exponent=1 / (1 + x**2)
        ),
        derivative("power-by-exponent", p**x / log(p), p**x, exponent=p ** (2 * x)),
        derivative("self-power", p**x * x, p**x * (1 + x * log(p)), sign=p**x * (1 - x * log(p))),
        derivative("absolute", log(Abs(x)), 1 / x, [x > 0], sign=-1 / x),
        derivative(
            "partial-fractions",
            log((x - p) / (x + p)) / (2 * p),
            1 / (x**2 - p**2),
            [x > p],
            sign=1 / (x**2 + p**2),
        ),
        derivative(
            "quotient", x / (1 + x**2), (1 - x**2) / (1 + x**2) ** 2, sign=(1 + x**2) / (1 + x**2) ** 2
        ),
        derivative("gauss", -exp(-(x**2)) / 2, x * exp(-(x**2)), sign=-x * exp(-(x**2))),
        derivative(
            "silu",
            x / (1 + exp(-x)),
            (1 + exp(-x) + x * exp(-x)) / (1 + exp(-x)) ** 2,
            sign=(1 + exp(-x) - x * exp(-x)) / (1 + exp(-x)) ** 2,
        ),
        derivative("sine-of-log", x * (sin(log(x)) - cos(log(x))) / 2, sin(log(x)), function=cos(log(x))),
        derivative("shifted-cosine", cos(pi / 4 - x) ** 2, cos(2 * x), sign=-cos(2 * x)),
    ]
