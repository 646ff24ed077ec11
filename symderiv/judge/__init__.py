"""One claim: prepared, decided, cross-checked."""
