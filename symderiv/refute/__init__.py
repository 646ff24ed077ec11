"""The search for counterexamples, which may be wrong and can only propose points."""
