"""Oracles: they look for proofs and may be wrong; what they find is a theorem only if the kernel makes it."""
