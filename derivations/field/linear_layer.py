"""The backward pass of a linear layer."""

from symderiv import Page, Source, eq, gradient, jacobian, loss, matrix, outer, sizes, total, vector

page = Page(
    "linear_layer",
    title="Gradients through a linear layer",
    source=Source("I. Goodfellow, Y. Bengio, A. Courville, Deep Learning, 6.5"),
)

m, n = sizes("m n")
W, x, b = matrix("W", m, n), vector("x", n), vector("b", m)
g = gradient("g", b)


def y():
    return W @ x + b


def L():
    return loss("L", y(), gradient=g)


@page.claim("jacobian")
def of_the_layer():
    return eq(jacobian(y(), x), W)


@page.claim("weights")
def by_the_weights():
    return eq(gradient(L(), W), outer(g, x))


@page.claim("bias")
def by_the_bias():
    return eq(gradient(L(), b), g)


@page.claim("input")
def by_the_input():
    return eq(gradient(L(), x), W.T @ g)


@page.erratum("batch")
def of_the_mean_of_two():
    """The loss of two examples is their mean: the factor 1/2 goes missing where gradients are summed."""
    return eq(gradient((x.T @ x + b.T @ b) / 2, x), 2 * x)


@page.claim("batch-corrected")
def of_the_mean_with_its_factor():
    return eq(gradient((x.T @ x + b.T @ b) / 2, x), x)


@page.claim("low-rank")
def of_an_update_of_rank_one():
    """A step of rank one moves the layer's output along the gradient only."""
    return eq((W - outer(g, x)) @ x, W @ x - (x.T @ x) * g)


@page.claim("sum")
def as_columns():
    return eq(W @ x, total(n, lambda j: x[j] * W[:, j]))
