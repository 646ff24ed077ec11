"""The policy gradient's baseline, for a softmax policy over n actions."""

from sympy import KroneckerDelta, exp, log

from symderiv import Page, Source, components, d, eq, index, lt, scalars, sizes, total

page = Page(
    "policy_gradient",
    title="Policy gradient with a baseline",
    source=Source("R. S. Sutton, A. G. Barto, Reinforcement Learning, 2nd ed., section 13.4"),
)

n = sizes("n")
a, k = index("a k", n)
b = scalars("b")
z, r = components("z r", n)


def pi(a):
    return exp(z[a]) / total(n, lambda j: exp(z[j]), name="j")


def score(a):
    """The derivative of the policy's logarithm by a preference."""
    return KroneckerDelta(a, k) - pi(k)


@page.claim("probabilities")
def probabilities():
    yield lt(0, pi(a))
    yield eq(total(n, pi, name="a"), 1)


@page.claim("score")
def of_the_policy():
    return eq(d(pi(a), z[k]), pi(a) * score(a))


@page.claim("log")
def of_its_logarithm():
    return eq(d(z[a] - log(total(n, lambda j: exp(z[j]), name="j")), z[k]), score(a))


@page.claim("gradient")
def gradient():
    """Of the mean reward, as the mean of the reward times the score."""
    rewards = total(n, lambda a: pi(a) * r[a], name="a")
    yield eq(d(rewards, z[k]), total(n, lambda a: pi(a) * r[a] * score(a), name="a"))


@page.claim("baseline")
def baseline():
    """A baseline that does not depend on the action changes nothing."""
    yield eq(total(n, lambda a: pi(a) * score(a), name="a"), 0)
    yield eq(
        total(n, lambda a: pi(a) * (r[a] - b) * score(a), name="a"),
        total(n, lambda a: pi(a) * r[a] * score(a), name="a"),
    )


@page.erratum("advantage")
def of_the_action():
    """One that does depend on it changes the gradient."""
    return eq(
        total(n, lambda a: pi(a) * (r[a] - b * z[a]) * score(a), name="a"),
        total(n, lambda a: pi(a) * r[a] * score(a), name="a"),
    )


@page.claim("advantage-corrected")
def of_the_action_corrected():
    left = total(n, lambda a: pi(a) * (r[a] - b * z[a]) * score(a), name="a")
    right = total(n, lambda a: pi(a) * r[a] * score(a), name="a")
    return eq(left, right - b * total(n, lambda a: pi(a) * z[a] * score(a), name="a"))
