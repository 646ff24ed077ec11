"""A second opinion: what the core has proved, as theorems that Coq checks by itself.

**What is written.** ``symderiv export --format coq -o DIR`` writes one file a page over a prelude; nothing
of it needs Coq. Each step of a certificate is one lemma, and steps that claims of a page share are written
once. ``python -m symderiv.export.coq.accept DIR`` runs coqc over the files.

**What a theorem says.** The last theorem of a claim is printed from the claim as it was translated (its
lines, its hypotheses and conditions, read strictly) and not from its certificate: what a certificate says
too much or too little makes coqc fail. Quantities are quantified in the theorem: integers are Z, real
numbers R, families ``Z -> ... -> R``, functions of a vector ``list R -> R``; expectations a functional with
the properties that ``expectation`` lists; that a loss has its gradient, and Taylor's theorem for a
function, are premises that are seen. Terms without a value in the core have there an arbitrary one, so that
Coq's total functions (1/0 = 0) are one way of giving them values; strict atoms are stated as what they are.

**Three ways were weighed.**

1. *Tactics* (``ring``, ``field``, ``lra``): short texts, but each call reads the goal anew (some 50 ms a
   step), and what they search for is not what the certificate says.
2. *One term a claim*: the fastest to check, and nobody can say which step is wrong.
3. *Lemmas whose proofs are terms*: a logical step is a term over its premises' names, a law the theorem of
   that name, and an identity an expression of Coq's own normaliser over listed atoms, with the multipliers
   that the core's ring used, so that the kernel computes one expansion. Some 3 ms a step, and a rejected
   step has a name. This is the way taken.

**Integers.** An integer variable is of type Z, and stands in formulas as ``IZR n``; indices, bounds of sums
and whole exponents are over Z. Both forms of a compound term are equal by ``plus_IZR`` and its like, and
where a compound term is put for a variable the proof carries the formula from one form to the other.
"""
