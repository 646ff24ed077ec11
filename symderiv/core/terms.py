"""Terms and formulas of the kernel: immutable trees, compared up to the names of bound variables.

Semantics.  Every term denotes a value in every valuation: outside its domain of definition (a zero
denominator, a component outside its range) that value is an arbitrary one of its sort, and
``definedness.side_conditions`` says what makes it meaningful.  A page's statements are read strictly, each
atom together with its side conditions (``language.strict``).  Variables are typed: ``complex``,
``real`` or ``int``; what is made of real terms is real.
Components of sort ``random`` and ``drawn`` are functions of one outcome, which ``mean``, ``surely`` and
``law`` bind and a valuation fixes elsewhere: all means of what is made of ``random`` ones are finite, a mean
of ``drawn`` ones has a value where the law ``integrable`` holds.  An empty sum is 0, x^0 is 1, and 0^-n is
the n-th power of 0^-1.

===========  ======================================================================================
``num``      a rational number
``var``      a free variable: name, sort
``bound``    a bound variable, by its distance to the binder (de Bruijn index)
``comp``     a component of a family: name, sort, ranges ((lo, hi or None), ...), indices
``add mul``  sum and product of any number of terms
``pow``      base, exponent (an integer literal, or a term)
``root``     the principal k-th root: radicand, k; of a real radicand, which is not negative
``sum``      hint, lo, hi, body; the body is under the binder
``ind``      1 where a formula holds, else 0
``if``       condition, value if it holds, value if not
``diff``     partial derivative: body, target (a variable or a component)
``loss``     a differentiable function of a vector: name, gradient (name, ranges, fixed indices...), hint,
             length, body; its derivatives there are the components with the fixed indices and one more
``mean``     the expectation over all random quantities: body
``call``     a real function of a vector, or a partial derivative of it: name, indices, hint, length, body
``exp``      the exponential function: argument
``fn``       a constant or function of the table ``FUNCTIONS``: name, arguments
-----------  --------------------------------------------------------------------------------------
``eq le lt`` relations (an order relation says that both sides are real)
``and or not implies false``           connectives
``all ex``   hint, sort, lo or None, hi or None, body; the body is under the binder
``surely``   the formula holds whatever the outcome of the random quantities in it
``law``      what is said of the distribution of random quantities: a name of ``CHANCES``, terms
``tends``    hint, limit, body: body tends to limit as the bound integer grows without bound
``smooth``   name, order, hint, length, body: the function is order times differentiable at the vector
===========  ======================================================================================
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from collections.abc import Set as AbstractSet
from fractions import Fraction
from functools import wraps
from itertools import chain
from operator import is_
from typing import Any, Final, Self, TypeVar

Work = TypeVar("Work", bound=Callable[..., Any])


class KernelError(Exception):
    """A step that the kernel does not accept; the message says what it met and what it expected."""


def sealed(cls: type, *slots: str) -> list[Any]:
    """The setters of a class's slots, which object.__setattr__ does not reach from now on."""
    setters = [cls.__dict__[name].__set__ for name in slots]
    for name in slots:
        setattr(cls, name, property(cls.__dict__[name].__get__))
    return setters


class Hint(str):
    """A bound variable's printed name; all hints are equal, so terms compare up to renaming."""

    __slots__ = ()
    __class__ = property(type)  # an object's class is not assigned

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Hint)

    def __hash__(self) -> int:
        return 0


_set_numerator, _set_denominator = (
    Fraction.__dict__[name].__set__ for name in ("_numerator", "_denominator")
)


class Rational(Fraction):
    """A rational number p/q in lowest terms, q > 0; immutable, which a Fraction is not."""

    __slots__ = ()
    __class__ = property(type)  # an object's class is not assigned
    _numerator = property(Fraction.__dict__["_numerator"].__get__)
    _denominator = property(Fraction.__dict__["_denominator"].__get__)

    def __new__(cls, p: Any = 0, q: int = 1) -> Self:
        if type(p) is not int or type(q) is not int:
            given = Fraction(p, q)
            p, q = int(given.numerator), int(given.denominator)
        if q != 1:
            p, q = Fraction(p, q).as_integer_ratio()
        self = object.__new__(cls)
        _set_numerator(self, p)
        _set_denominator(self, q)
        return self

    def __reduce__(self) -> Any:
        return (Rational, (self.numerator, self.denominator))

    @property
    def p(self) -> int:
        return self.numerator

    @property
    def q(self) -> int:
        return self.denominator


BINDERS: Final = frozenset({"sum", "all", "ex", "loss", "tends", "call", "smooth"})
FORMULAS: Final = frozenset(
    {
        "eq", "le", "lt", "and", "or", "not", "implies", "false", "all", "ex", "surely", "law", "tends",
        "smooth",
    }
)  # fmt: skip
MARK: Final = "·"  # at the end of a name that was made up
SORTS: Final = ("int", "real", "complex")
CHANCE: Final = frozenset({"random", "drawn"})  # sorts of components that depend on the outcome

# what may be said of a distribution, and of how many terms: a random one and parameters; that a term is
# integrable; that terms are independent; that m = E[X | Y1, Y2, ...] is a function of the Y, of m, X, Y1, ...
DISTRIBUTIONS: Final = {"normal": 3, "bernoulli": 2, "exponential": 2, "poisson": 2, "uniform": 3}
CHANCES: Final[dict[str, int | None]] = {
    **DISTRIBUTIONS, "integrable": 1, "independent": None, "conditional": None,
}  # fmt: skip

# number of arguments, and sort of the value: that of the arguments, but at least real, where it is "like"
FUNCTIONS: Final[dict[str, tuple[int, str]]] = {
    **dict.fromkeys(("pi", "golden", "catalan", "euler"), (0, "real")),
    **dict.fromkeys(("sin", "cos", "tan", "cot", "sec", "csc"), (1, "like")),
    **dict.fromkeys(("sinh", "cosh", "tanh", "coth", "sech", "csch"), (1, "like")),
    **dict.fromkeys(("atan", "acot", "asinh", "acsch"), (1, "like")),
    **dict.fromkeys(("asin", "acos", "asec", "acsc", "atanh", "acoth"), (1, "complex")),
    **dict.fromkeys(("re", "im", "abs", "arg"), (1, "real")),
    **dict.fromkeys(("acosh", "asech", "log"), (1, "complex")),
    **dict.fromkeys(("erf", "erfc", "erfi", "gamma", "rgamma", "zeta"), (1, "like")),
    **dict.fromkeys(("beta", "rising", "falling", "binomial"), (2, "like")),
    **dict.fromkeys(("bessel_j", "bessel_y", "bessel_i", "bessel_k", "hurwitz"), (2, "complex")),
    **dict.fromkeys(("legendre", "chebyshev_t", "chebyshev_u"), (2, "like")),
    "I": (0, "complex"), "conj": (1, "like"), "floor": (1, "int"),
    "factorial": (1, "like"), "fibonacci": (1, "like"),
}  # fmt: skip


SHARED: Final = 1 << 15  # so many terms are kept, to be used again where they are made again
FEW: Final = 64  # parts of a term that are remembered one by one
_shared: dict[int, Term] = {}


def _is_same(a: Any, b: Any) -> bool:
    """Whether nothing tells a from b: one object, or the same type and text, number or parts."""
    if a is b:
        return True
    if type(a) is not type(b):
        return False
    if type(a) is tuple:
        return len(a) == len(b) and all(map(_is_same, a, b))
    return str.__eq__(a, b) if type(a) is Hint else type(a) in _PLAIN and a == b


_PLAIN: Final = frozenset({str, int, bool, Rational})


class Term:
    """One node: an operator and its arguments. Immutable, so that one that is made again may be the same
    object; hashing costs O(1)."""

    __slots__ = (
        "_below",
        "_checked",
        "_free",
        "_hash",
        "_key",
        "_loose",
        "_losses",
        "_parts",
        "_random",
        "_sort",
        "args",
        "op",
    )
    __class__ = property(type)  # an object's class is not assigned
    op: str
    args: tuple[Any, ...]
    _below: tuple[Term, ...]
    _checked: bool
    _hash: int
    _key: str
    _free: frozenset[Term]
    _loose: int
    _losses: frozenset[Term]
    _parts: tuple[Term, ...]
    _random: bool
    _sort: str

    def __new__(cls, op: str, *args: Any) -> Self:  # not __init__, which could be called once more
        number = hash((op, args))
        known = _shared.get(number)
        if cls is Term and known is not None:
            same = known.op is op and len(known.args) == len(args) and all(map(is_, known.args, args))
            if same or (_is_same(known.op, op) and _is_same(known.args, args)):
                return known  # type: ignore[return-value] # there is one kind of terms only
        self = object.__new__(cls)
        _set_op(self, op)
        _set_args(self, args)
        _set_hash(self, number)
        if cls is Term:
            if len(_shared) >= SHARED:
                _shared.clear()
            _shared[number] = self
        return self

    def __init_subclass__(cls) -> None:
        raise KernelError("there is one kind of terms only")

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("terms are immutable")

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if type(other) is not Term or self._hash != other._hash:
            return False
        return self.op == other.op and self.args == other.args

    def __reduce__(self) -> Any:
        return (Term, (self.op, *self.args))

    @property
    def key(self) -> str:
        """A string that orders terms; equal terms have equal keys."""
        try:
            return self._key
        except AttributeError:
            _set_key(self, f"{self.op}({','.join(map(_key, self.args))})")
            return self._key

    def __repr__(self) -> str:
        return self.key


# a term is written once, here and where something is remembered in it
_set_op, _set_args, _set_hash, _set_key = sealed(Term, "op", "args", "_hash", "_key")
_set_free, _set_loose, _set_random, _set_losses, _set_checked, _set_parts, _set_sort, _set_below = sealed(
    Term, "_free", "_loose", "_random", "_losses", "_checked", "_parts", "_sort", "_below"
)


def _key(arg: Any) -> str:
    if isinstance(arg, Term):
        return arg.key
    if isinstance(arg, tuple):
        return f"[{','.join(_key(a) for a in arg)}]"
    if isinstance(arg, Hint):
        return ""
    text = str(arg)  # quoted where it could be taken for the end of an argument, or for another line
    plain = text and text.isprintable() and not _ENDS.intersection(text)
    return text if plain else ascii(text)


_ENDS: Final = frozenset(",()[]'\"\\ ")


# -- constructors ------------------------------------------------------------------------------------


def num(value: Any) -> Term:
    """The term of an int, a Fraction, or another exact number that has a numerator p and a denominator q."""
    if type(value) is Rational:
        return Term("num", value)
    if isinstance(value, (int, Fraction)):
        return Term("num", Rational(value))
    return Term("num", Rational(int(value.p), int(value.q)))


ZERO, ONE = num(0), num(1)
FALSE: Final = Term("false")
TRUE: Final = Term("not", FALSE)


def var(name: str, sort: str = "real") -> Term:
    if sort not in SORTS:
        raise KernelError(f"a variable's sort is one of {', '.join(SORTS)}, not {sort!r}")
    return Term("var", name, sort)


def add(*terms: Term) -> Term:
    terms = tuple(t for t in terms if t != ZERO)
    return terms[0] if len(terms) == 1 else Term("add", *terms) if terms else ZERO


def mul(*terms: Term) -> Term:
    if ZERO in terms:
        return ZERO
    terms = tuple(t for t in terms if t != ONE)
    return terms[0] if len(terms) == 1 else Term("mul", *terms) if terms else ONE


def neg(t: Term) -> Term:
    return num(-t.args[0]) if t.op == "num" else mul(num(-1), t)


def sub(a: Term, b: Term) -> Term:
    return add(a, neg(b))


def power(base: Term, exponent: Term | int) -> Term:
    return Term("pow", base, num(exponent) if isinstance(exponent, int) else exponent)


def root(radicand: Term, k: int = 2) -> Term:
    if k < 2:
        raise KernelError(f"a root's degree is at least 2, not {k}")
    return Term("root", radicand, k)


def fn(name: str, *args: Term) -> Term:
    """A constant or function of the table ``FUNCTIONS``."""
    return Term("fn", name, args)


I, PI = fn("I"), fn("pi")


def eq(a: Term, b: Term) -> Term:
    return Term("eq", a, b)


def le(a: Term, b: Term) -> Term:
    return Term("le", a, b)


def lt(a: Term, b: Term) -> Term:
    return Term("lt", a, b)


def not_(f: Term) -> Term:
    return Term("not", f)


def ne(a: Term, b: Term) -> Term:
    return not_(eq(a, b))


def and_(*fs: Term) -> Term:
    return fs[0] if len(fs) == 1 else Term("and", *fs) if fs else TRUE


def or_(*fs: Term) -> Term:
    return fs[0] if len(fs) == 1 else Term("or", *fs) if fs else FALSE


def implies(a: Term, b: Term) -> Term:
    return Term("implies", a, b)


def sum_(v: Term, lo: Term, hi: Term, body: Term) -> Term:
    """The sum of body for the integer v from lo to hi; v is bound in the whole body."""
    if body == ZERO:
        return ZERO
    return Term("sum", Hint(v.args[0]), lo, hi, close(body, v))


def tends(v: Term, body: Term, limit: Term) -> Term:
    """body tends to limit as the integer v grows without bound."""
    return Term("tends", Hint(v.args[0]), limit, close(body, v))


def absolute(t: Term) -> Term:
    return Term("if", le(ZERO, t), t, neg(t))


def call(name: str, indices: tuple[Term, ...], v: Term, length: Term, body: Term) -> Term:
    """The function's partial derivative by these indices, at the vector body for v from 1 to length."""
    return Term("call", name, indices, Hint(v.args[0]), length, close(body, v))


def law(name: str, *terms: Term) -> Term:
    """What is said of the distribution of random terms, by a name of ``CHANCES``."""
    return Term("law", name, terms)


def smooth(name: str, order: int, v: Term, length: Term, body: Term) -> Term:
    """The function is differentiable order times at the vector: order - 1 times in a neighbourhood, and
    its partial derivatives of that order are (totally) differentiable at the vector itself."""
    return Term("smooth", name, order, Hint(v.args[0]), length, close(body, v))


def quantified(op: str, v: Term, lo: Term | None, hi: Term | None, body: Term) -> Term:
    """``all`` or ``ex`` over v, of v's sort, between lo and hi where they are given."""
    return Term(op, Hint(v.args[0]), v.args[1], lo, hi, close(body, v))


# -- traversal ---------------------------------------------------------------------------------------


def map_parts(f: Callable[[Term, int], Term], t: Term) -> Term:
    """t with f applied to each direct part; f is told how many binders it passes (0 or 1)."""
    under = len(t.args) - 1 if t.op in BINDERS else -1
    args = [f(a, int(i == under)) if type(a) is Term else _mapped(f, a) for i, a in enumerate(t.args)]
    return t if all(map(is_, args, t.args)) else Term(t.op, *args)


def _mapped(f: Callable[[Term, int], Term], arg: Any) -> Any:
    if type(arg) is not tuple:
        return arg
    new = [f(a, 0) if type(a) is Term else _mapped(f, a) for a in arg]
    return arg if all(map(is_, new, arg)) else tuple(new)


def parts(t: Term) -> tuple[Term, ...]:
    """The direct parts of t; remembered."""
    try:
        return t._parts
    except AttributeError:
        _set_parts(t, tuple(_parts(t.args)))
        return t._parts


def _parts(args: tuple[Any, ...]) -> Iterator[Term]:
    for a in args:
        if type(a) is Term:
            yield a
        elif type(a) is tuple:
            yield from _parts(a)


def subterms(t: Term) -> Iterator[Term]:
    """t and everything below it, bodies with their bound variables as they stand; remembered if few."""
    try:
        return iter(t._below)
    except AttributeError:
        found, todo = list[Term](), [t]
    while todo and len(found) < FEW:
        found.append(todo.pop())
        todo.extend(reversed(parts(found[-1])))
    if todo:
        return chain(found, _rest(todo))
    _set_below(t, tuple(found))
    return iter(found)


def _rest(todo: list[Term]) -> Iterator[Term]:
    while todo:
        s = todo.pop()
        yield s
        todo.extend(reversed(parts(s)))


def free_vars(t: Term) -> frozenset[Term]:
    """The free variables of t; remembered in the term."""
    try:
        return t._free
    except AttributeError:
        _set_free(t, frozenset((t,)) if t.op == "var" else frozenset().union(*map(free_vars, parts(t))))
        return t._free


def loose(t: Term) -> int:
    """How many binders have to be put around t before no bound variable in it is loose; remembered."""
    try:
        return t._loose
    except AttributeError:
        depths = [0, *map(loose, parts(t))]
        if t.op in BINDERS and type(t.args[-1]) is Term:
            depths[-1] -= 1
        _set_loose(t, t.args[0] + 1 if t.op == "bound" else max(depths))
        return t._loose


def is_random(t: Term) -> bool:
    """Whether t depends on the outcome: a random component in it is bound by no mean; remembered."""
    try:
        return t._random
    except AttributeError:
        random = t.op == "comp" and t.args[1] in CHANCE
        bound = t.op in OUTCOME_BINDERS
        _set_random(t, random or (not bound and any(map(is_random, parts(t)))))
        return t._random


def is_drawn(t: Term) -> bool:
    """Whether a component of sort ``drawn`` in t is bound by no mean: t has a mean if it is integrable."""
    if not is_random(t):
        return False
    return (t.op == "comp" and t.args[1] == "drawn") or any(map(is_drawn, parts(t)))


def losses(t: Term) -> frozenset[Term]:
    """The losses in t, each with its gradient at its point; remembered."""
    try:
        return t._losses
    except AttributeError:
        own = frozenset((t,)) if t.op == "loss" else frozenset[Term]()
        _set_losses(t, own.union(*map(losses, parts(t))))
        return t._losses


def point_of(loss: Term) -> Term:
    """The loss with marks for those of its fixed indices that are variables, free or bound."""
    fixed = enumerate(loss.args[1][2:], 1)
    marks = {f: Term("bound", -place) for place, f in fixed if f.op in ("var", "bound")}  # no term has these

    def go(s: Term, depth: int) -> Term:
        if s.op == "var":
            return marks.get(s, s)
        if s.op == "bound":  # one that is bound within the loss is none of its indices
            return s if s.args[0] < depth else marks.get(Term("bound", s.args[0] - depth), s)
        return map_parts(lambda p, deep: go(p, depth + deep), s)

    return go(loss, 0) if marks else loss


def once(work: Work) -> Work:
    """``work`` on terms, done once for the same objects: an equal one may name bound variables otherwise.

    Terms are kept with what came of them, so that no others take their places in memory."""
    known: dict[tuple[int, ...], tuple[Any, Any]] = {}

    @wraps(work)
    def kept(*terms: Term) -> Any:
        place = tuple(map(id, terms))
        found = known.get(place)
        if found is None:
            if len(known) >= SHARED:
                known.clear()
            found = known[place] = terms, work(*terms)
        return found[1]

    return kept  # type: ignore[return-value] # it is called as ``work`` is


def is_open(t: Term) -> bool:
    """Whether a bound variable in t has no binder in t."""
    return loose(t) > 0


@once
def open_(binder: Term, value: Term) -> Term:
    """The body of a binder, with value (no loose bound variable in it) for the bound variable."""
    if binder.op in ("all", "ex") and binder.args[1] == "complex" != sort_of(value):
        v = fresh(str(binder.args[0]), "complex", binder)
        return substitute(open_(binder, v), {v: value})

    def go(s: Term, depth: int) -> Term:
        if loose(s) <= depth:
            return s
        if s.op == "bound":
            return value if s.args[0] == depth else s
        opened = map_parts(lambda p, deep: go(p, depth + deep), s)
        if s.op in _CAPTURING:
            target = s.op == "diff" and s.args[1] == Term("bound", depth)
            _same_meaning(s, opened, () if target else (value,), {Term("bound", depth)})
        return opened

    return go(binder.args[-1], 0)


OUTCOME_BINDERS: Final = frozenset({"mean", "surely", "law"})
_CAPTURING: Final = OUTCOME_BINDERS | {"diff", "loss"}


def _same_meaning(before: Term, after: Term, values: Iterable[Term], variables: AbstractSet[Term]) -> None:
    """Refuse values that ``before`` would capture in place of the variables.

    A mean binds the outcome; a derivative moves its target; and the gradient of a loss belongs to the one
    point that its body describes: one for each value of the variables that are its fixed indices.
    """
    if before.op == "loss" and not variables <= set(before.args[1][2:]):
        raise KernelError(
            f"a gradient belongs to one point: nothing is substituted in the loss {before.args[0]}"
        )
    if before.op in OUTCOME_BINDERS and any(map(is_random, values)):
        raise KernelError(f"nothing random is substituted below {before.op}: {before}")
    if before.op == "diff":
        old, new = before.args[1], after.args[1]
        renamed = new.op == "var" and new not in free_vars(before)
        if not renamed and (new.op != old.op or (old.op == "var" and new != old)):
            raise KernelError(f"the target of a derivative is not substituted: {before}")
        for v in values:
            if any(_moves(s, new) for s in subterms(v)):
                raise KernelError(f"{v} may change with the target of the derivative {before}")


def _moves(s: Term, target: Term) -> bool:
    return s == target or (s.op == "comp" and (s.args[1] == "value" or s.args[0] == target.args[0]))


@once
def close(body: Term, v: Term) -> Term:
    """body with v made the bound variable of a binder that is about to be put around it."""

    def go(s: Term, depth: int) -> Term:
        if s == v:
            return Term("bound", depth)
        if v not in free_vars(s):
            return s
        return map_parts(lambda p, deep: go(p, depth + deep), s)

    return go(body, 0)


def substitute(t: Term, values: dict[Term, Term]) -> Term:
    """t with terms (without loose bound variables) for free variables."""
    if t in values:
        return values[t]
    if free_vars(t).isdisjoint(values):
        return t
    if t.op in ("all", "ex") and t.args[1] != "int":  # sorts below depend on that of the bound variable
        hint, sort, *ends, _ = t.args
        v = fresh(str(hint), sort, t, *values, *values.values())
        ends = [None if end is None else substitute(end, values) for end in ends]
        return Term(t.op, hint, sort, *ends, close(substitute(open_(t, v), values), v))
    result = map_parts(lambda p, _: substitute(p, values), t)
    if t.op in _CAPTURING:
        _same_meaning(
            t,
            result,
            [s for v, s in values.items() if v in free_vars(t) and (t.op != "diff" or v != t.args[1])],
            values.keys() & free_vars(t),
        )
    if t.op in ("root", "pow") and _principal(t) and not _principal(result):
        raise KernelError(f"a real number is not substituted in {t}: its roots are real, or undefined")
    return result


def _principal(t: Term) -> bool:
    """Whether a root or power has a value of negative numbers: a complex one, or that of a whole power."""
    if t.op == "pow" and sort_of(t.args[1]) == "int":
        return True
    return "complex" in map(sort_of, t.args if t.op == "pow" else t.args[:1])


def fresh(hint: str, sort: str, *avoid: Term) -> Term:
    """A variable that occurs in none of the given terms, and in no statement: no name from outside has its
    mark."""
    taken = {v.args[0] for t in avoid for v in free_vars(t)}
    name = hint.rstrip(MARK) + MARK
    while name in taken:
        name += MARK
    return var(name, sort)


def sort_of(t: Term) -> str:
    """The least of int, real, complex that the form of t guarantees, wherever t is defined; remembered."""
    try:
        return t._sort
    except AttributeError:
        _set_sort(t, _sort_of(t))
        return t._sort


def _sort_of(t: Term) -> str:
    if t.op == "num":
        return "int" if t.args[0].q == 1 else "real"
    if t.op in ("var", "comp"):
        return "int" if t.args[1] == "int" else "complex" if t.args[1] == "complex" else "real"
    if t.op in ("ind", "bound"):
        return "int"
    if t.op in ("loss", "call"):
        return "real"
    if t.op in ("exp", "root"):
        return "complex" if sort_of(t.args[0]) == "complex" else "real"
    if t.op == "fn":
        sort = FUNCTIONS[t.args[0]][1]
        like = "complex" if any(sort_of(a) == "complex" for a in t.args[1]) else "real"
        return like if sort == "like" else sort
    if t.op in ("diff", "mean"):
        return "complex" if any(sort_of(p) == "complex" for p in parts(t)) else "real"
    worst = max((SORTS.index(sort_of(p)) for p in parts(t) if p.op not in FORMULAS), default=0)
    if t.op == "pow" and worst == 0 and not (t.args[1].op == "num" and t.args[1].args[0] >= 0):
        worst = 1
    return SORTS[worst]


def bounds(v: Term, lo: Term | None, hi: Term | None) -> tuple[Term, ...]:
    """The facts lo <= v and v <= hi, as far as the bounds are given."""
    return (() if lo is None else (le(lo, v),)) + (() if hi is None else (le(v, hi),))


# -- text --------------------------------------------------------------------------------------------


def encode(t: Any) -> Any:
    """t as nested JSON lists."""
    if isinstance(t, Term):
        return [t.op, *(encode(a) for a in t.args)]
    if isinstance(t, tuple):
        return ["", *(encode(a) for a in t)]
    return ["q", str(t)] if isinstance(t, Rational) else ["h", str(t)] if isinstance(t, Hint) else t


def decode(data: Any) -> Any:
    """The inverse of :func:`encode`; anything else is a KernelError."""
    if not isinstance(data, list):
        if data is None or isinstance(data, (str, int)):
            return data
        raise KernelError(f"expected a term as JSON lists, met {data!r}")
    match data:
        case ["", *rest]:
            return tuple(decode(a) for a in rest)
        case ["q", str(text)]:
            p, _, q = text.partition("/")
            try:
                return Rational(int(p), int(q or "1"))
            except (ValueError, ZeroDivisionError) as error:
                raise KernelError(f"expected a rational number, met {text!r}") from error
        case ["h", str(text)]:
            return Hint(text)
        case [str(op), *rest]:
            return checked(Term(op, *(decode(a) for a in rest)))
    raise KernelError(f"expected a term as JSON lists, met {data!r}")


_SHAPES: Final = {
    "num": "q", "var": "ss", "bound": "i", "comp": "ssrx", "add": "t...", "mul": "t...", "pow": "tt",
    "root": "ti", "sum": "httt", "ind": "f", "if": "ftt", "diff": "tt", "loss": "sghtt", "eq": "tt",
    "le": "tt", "lt": "tt", "and": "f...", "or": "f...", "not": "f", "implies": "ff", "false": "",
    "all": "hsbbf", "ex": "hsbbf", "mean": "t", "surely": "f", "tends": "htt", "call": "sxhtt",
    "smooth": "sihtt", "exp": "t", "fn": "sx", "law": "sx",
}  # fmt: skip


_LEAST: Final = {"root": 2, "smooth": 1}

_KINDS: Final[dict[str, Callable[[Any], bool]]] = {
    "q": lambda a: type(a) is Rational,
    "s": lambda a: type(a) is str,
    "h": lambda a: type(a) is Hint,
    "i": lambda a: type(a) is int and a >= 0,
    "t": lambda a: type(a) is Term and checked(a).op not in FORMULAS,
    "f": lambda a: type(a) is Term and checked(a).op in FORMULAS,
    "b": lambda a: a is None or _KINDS["t"](a),
    "r": lambda a: (
        type(a) is tuple and all(type(r) is tuple and len(r) == 2 and all(map(_KINDS["b"], r)) for r in a)
    ),
    "x": lambda a: type(a) is tuple and all(map(_KINDS["t"], a)),
    "g": lambda a: (
        type(a) is tuple
        and len(a) >= 2
        and _KINDS["s"](a[0])
        and _KINDS["r"](a[1])
        and len(a[1]) == len(a) - 1
        and all(map(_KINDS["t"], a[2:]))
    ),
}


def checked(t: Term) -> Term:
    """t if its arguments, and those of its parts, have the kinds that their operators take; remembered."""
    if type(t) is not Term:
        raise KernelError(f"expected a term, not {t!r}")
    if not hasattr(t, "_checked"):
        _check(t)
        _set_checked(t, True)
    return t


def _check(t: Term) -> None:
    shape = _SHAPES.get(t.op) if type(t.op) is str else None
    if shape is None:
        raise KernelError(f"no term is called {t.op!r}")
    kinds = shape[0] * len(t.args) if shape.endswith("...") else shape
    if len(kinds) != len(t.args) or not all(_KINDS[kind](a) for kind, a in zip(kinds, t.args, strict=True)):
        raise KernelError(f"{t.op} does not take these arguments: {t.args!r}")
    if t.op in _LEAST and t.args[1] < _LEAST[t.op]:
        raise KernelError(f"{t.op} takes a number from {_LEAST[t.op]} on, not {t.args[1]}")
    if t.op == "diff" and t.args[1].op not in ("var", "comp", "bound"):
        raise KernelError(f"a derivative is taken by a variable or component, not by {t.args[1]}")
    if t.op == "comp" and len(t.args[2]) != len(t.args[3]):
        raise KernelError(f"a component has as many ranges as indices: {t}")
    if t.op == "fn" and (t.args[0] not in FUNCTIONS or len(t.args[1]) != FUNCTIONS[t.args[0]][0]):
        raise KernelError(f"no function is called {t.args[0]!r} and takes {len(t.args[1])} arguments")
    if t.op == "law":
        _check_law(*t.args)
    if t.op in ("var", "all", "ex") and t.args[1] not in SORTS:
        raise KernelError(f"unknown sort {t.args[1]!r}")
    if t.op == "loss" and not _loose(t) <= {f.args[0] for f in t.args[1][2:] if f.op == "bound"}:
        raise KernelError(f"a gradient belongs to one point, which moves with its fixed indices only: {t}")
    if t.op == "loss" and is_random(t):
        raise KernelError(f"a gradient belongs to one point, which does not move with the outcome: {t}")


def _check_law(name: str, terms: tuple[Term, ...]) -> None:
    """Distributions are of real numbers, and their parameters are not random."""
    if name not in CHANCES or CHANCES[name] not in (None, len(terms)):
        raise KernelError(f"nothing is said by {name!r} of {len(terms)} terms")
    if name == "conditional" and len(terms) < 3:
        raise KernelError(f"a conditional mean is one of a term, given others, not of {terms}")
    if name in DISTRIBUTIONS and any(map(is_random, terms[1:])):
        raise KernelError(f"the parameters of a distribution are not random: {name}{terms[1:]}")
    if name != "integrable" and any(sort_of(t) == "complex" for t in terms):
        raise KernelError(f"a distribution is one of real numbers: {name}{terms}")


def _loose(t: Term, depth: int = 0) -> frozenset[int]:
    """The loose bound variables of t, as they are counted outside of it."""
    if loose(t) <= depth:
        return frozenset()
    if t.op == "bound":
        return frozenset({t.args[0] - depth})
    found: list[frozenset[int]] = []

    def visit(p: Term, deep: int) -> Term:
        found.append(_loose(p, depth + deep))
        return p

    map_parts(visit, t)
    return frozenset().union(*found)
