"""The shipped derivations, one page a module: ``from derivations import weight_norm``."""
