"""Terms: sums of products of factors with what stands above them."""

from __future__ import annotations

from typing import Final

from readback.layout import ReadError, Token, name, sign, split
from readback.quantities import QuantityReader
from symderiv.core import terms as k
from symderiv.core.terms import Term

_INVERSE_GAMMA: Final = (sign("("), Token("num", "1"), sign("/"), name("Γ"), sign(")"), sign("("))
_OPENING: Final = frozenset(map(sign, ("(", "⌊", "⟨", "𝟙", "∑", "∂", "√", "√3", "√4", "|<", "‖<")))


class TermReader(QuantityReader):
    """A reader of terms."""

    def sum(self) -> Term:
        terms = [k.mul(k.num(-1), self.product())] if self.take("−") else [self.product()]
        while s := self.take("+", "−"):
            t = self.product()
            terms.append(t if s == "+" else Term("mul", k.num(-1), t))
        return terms[0] if len(terms) == 1 else Term("add", *terms)

    def product(self) -> Term:
        factors = [self.factor()]
        while True:
            if self.take("/"):
                factors.append(k.power(self.factor(), -1))
            elif self.take("·") or self.begins():
                factors.append(self.factor())
            else:
                return factors[0] if len(factors) == 1 else Term("mul", *factors)

    def begins(self) -> bool:
        """Whether a factor follows without a sign between."""
        t = self.peek()
        if self.dotted and (t.kind != "name" or self.peek(-1).kind != "num"):
            return False
        words = ("surely", "if", "otherwise", "for", "is", "are", "lim", r"\lim")
        if t.kind == "name":
            return t.text not in words
        return t.kind in ("num", "frac", "root", "cases", "over") or t in _OPENING

    def factor(self) -> Term:
        t = self.atom()
        while True:
            if self.peek().kind == "high":
                self.at += 1
                t = Term("pow", t, self.part(self.tokens[self.at - 1].parts[0]))
            elif self.peek() == sign("^"):
                self.at += 1
                self.expect("(")
                t = Term("pow", t, self.sum())
                self.expect(")")
            elif self.take("!"):
                if self.peek() == sign("!"):
                    raise ReadError("n!! is the product of every other number up to n")
                t = k.fn("factorial", t)
            else:
                return t

    def atom(self) -> Term:
        t = self.peek()
        match t.kind:
            case "num":
                self.at += 1
                return k.num(int(t.text))
            case "name":
                return self.named()
            case "frac":
                return self.fraction()
            case "root":
                self.at += 1
                return k.root(self.part(t.parts[0]), int(t.text))
            case "over":
                self.at += 1
                return k.fn("conj", self.part(t.parts[0]))
            case "high":  # the degree of a root
                self.at += 1
                self.expect("√")
                return k.root(self.held(), int(t.parts[0][0].text))
        if (rows := self.rows()) is not None:
            return self.cases(rows)
        return self.signed()

    def signed(self) -> Term:
        s = self.expect("(", "|", "|<", "‖", "‖<", "⟨", "⌊", "√", "√3", "√4", "𝟙", "∑", "∂")
        match s:
            case "(":
                self.at -= 1
                if self.tokens[self.at : self.at + len(_INVERSE_GAMMA)] == _INVERSE_GAMMA:
                    self.at += len(_INVERSE_GAMMA) - 1
                    return self.function_of_table("1/Γ")
                return self.held()
            case "|" | "|<":
                return k.fn("abs", self.closed("|", ">|"))
            case "⌊":
                return k.fn("floor", self.closed("⌋"))
            case "‖" | "‖<":
                return self.norm()
            case "⟨":
                return self.inner()
            case "𝟙":
                return self.indicator()
            case "∑":
                return self.total()
            case "∂":
                return self.partial()
        return k.root(self.held(), int(s[1:] or 2))

    def rows(self) -> list[tuple[Term, Term | None]] | None:
        t = self.peek()
        if t.kind == "cases":
            self.at += 1
            pairs = zip(t.parts[::2], t.parts[1::2], strict=True)
            return [
                (self.part(v), self.inside(c).whole(lambda r: r.formula()) if c else None) for v, c in pairs
            ]
        if not self.take("{"):
            return None
        rows: list[tuple[Term, Term | None]] = []
        while True:
            value = self.sum()
            rows.append((value, self.formula() if self.expect("if", "otherwise") == "if" else None))
            if self.expect(";", "}") == "}":
                return rows

    def cases(self, rows: list[tuple[Term, Term | None]]) -> Term:
        (value, condition), *others = rows
        if condition is None:
            if others:
                raise ReadError("otherwise is not the last case")
            return value
        if not others:
            raise ReadError("cases without a last one are no term")
        return Term("if", condition, value, self.cases(others))

    def indicator(self) -> Term:
        if self.peek().kind == "low":
            reader = self.inside(self.next_low())
            return reader.whole(lambda r: r.bracketed_formula())
        return self.bracketed_formula()

    def bracketed_formula(self) -> Term:
        self.expect("[")
        f = self.formula()
        self.expect("]")
        return Term("ind", f)

    def total(self) -> Term:
        if self.peek().kind == "low":
            low = self.next_low()
            high = self.peek().parts[0]
            self.at += 1
            letter, lower = split(low, "=")
            lo, hi = self.part(lower), self.part(high)
        else:
            self.expect("(")
            letter = self.letter()
            self.expect("=")
            lo = self.sum()
            self.expect("..")
            hi = self.closed(")")
        with self.binding(letter, "int") as v:
            body = self.product()
        return Term("sum", k.Hint("v"), lo, hi, k.close(body, v))

    def fraction(self) -> Term:
        over, under = self.peek().parts
        self.at += 1
        if over == (sign("∂"),):
            target = self.inside(under[1:]).whole(TermReader.sum)
            return Term("diff", self.held(), target)
        if under[0] == sign("∂") and under[1].kind != "low":
            reader = self.inside(under[1:])
            target = reader.whole(TermReader.sum)
            self.used |= reader.used
            return Term("diff", self.part(over[1:]), target)
        return Term("mul", self.part(over), k.power(self.part(under), -1))

    def partial(self) -> Term:
        """∂f/∂x, ∂/∂x (f), or a derivative by the place of an argument."""
        if self.peek().kind == "low" or self.peek() == sign("["):
            below = self.peek().kind == "low"
            parts = self.letters_apart(split(self.next_low())) if below else self.brackets()
            return self.applied(self.function, parts)
        if self.take("/"):
            self.expect("∂")
            target = self.atom()
            return Term("diff", self.held(), target)
        body = self.atom()
        self.expect("/")
        self.expect("∂")
        return Term("diff", body, self.atom())

    def norm(self) -> Term:
        v = k.var(f"entry {len(self.declared)}", "int")
        before, self.vector = self.vector, v
        entry = self.sum()
        self.vector = before
        self.expect("‖", ">‖")
        lo, hi = entry.args[2][-1]
        return k.root(Term("sum", k.Hint("v"), lo, hi, k.close(k.power(entry, 2), v)))

    def inner(self) -> Term:
        v = k.var(f"entry {len(self.declared)}", "int")
        before, self.vector = self.vector, v
        first = self.sum()
        self.expect(",")
        second = self.sum()
        self.vector = before
        self.expect("⟩")
        lo, hi = (first.args[1] if first.op == "diff" else first).args[2][-1]
        return Term("sum", k.Hint("v"), lo, hi, k.close(Term("mul", first, second), v))
