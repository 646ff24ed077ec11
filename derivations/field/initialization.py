"""Initial weights: variances that keep the size of what passes through a layer (Xavier's and He's)."""

from symderiv import (
    Page, Source, components, eq, independent, le, mean, normal, random, scalars, sizes, surely, total,
    variance,
)  # fmt: skip

page = Page(
    "initialization",
    title="Variances of initial weights",
    source=Source("K. He, X. Zhang, S. Ren, J. Sun, Delving Deep into Rectifiers, 2015, section 2.2"),
)

n, m = sizes("n m")
v = scalars("v")
x, g = components("x", n), components("g", m)
W = normal("W", 0, v, n)  # a row of weights
U = normal("U", 0, v, m)  # a column of them
z, above, below = random("z z_plus z_minus")


def output():
    return total(n, lambda k: W[k] * x[k], name="k")


def squared(a, size):
    return total(size, lambda k: a[k] ** 2, name="k")


@page.claim("forward", given=[lambda: independent(W)])
def forward():
    """Of one output, for given inputs."""
    yield eq(mean(output()), 0)
    yield eq(variance(output()), v * squared(x, n))


@page.claim("xavier", given=[lambda: independent(W), lambda: eq(v, 1 / n)])
def xavier():
    """With the variance 1/n an output is as large as an input is on average."""
    return eq(variance(output()), squared(x, n) / n)


@page.claim("backward", given=[lambda: independent(U)])
def backward():
    """Of the gradient by one input, which comes from m outputs: 1/m."""
    return eq(variance(total(m, lambda k: U[k] * g[k], name="k")), v * squared(g, m))


PARTS = [surely(eq(z, above - below)), surely(eq(above * below, 0))]  # of z, above 0 and below
SYMMETRIC = [*PARTS, lambda: eq(mean(above**2), mean(below**2))]


@page.claim("rectified", given=SYMMETRIC)
def rectified():
    """Where z is symmetric about 0, a rectifier leaves half of the mean square: hence 2/n."""
    yield surely(eq(z**2, above**2 + below**2)), "one of both parts is 0"
    yield eq(mean(z**2), mean(above**2) + mean(below**2))
    yield eq(mean(above**2), mean(z**2) / 2)


@page.erratum("variance", given=SYMMETRIC)
def half_of_the_variance():
    """What passes has half of the mean square, and a mean of its own."""
    return eq(variance(above), mean(z**2) / 2)


@page.claim("variance-corrected", given=["rectified"])
def less_than_half():
    return le(variance(above), mean(z**2) / 2)
