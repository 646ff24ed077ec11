"""The trusted core: terms, normal forms, theorems, the exact evaluator and the axioms. Imports flint only."""
