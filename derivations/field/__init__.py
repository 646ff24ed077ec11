"""Derivations that the field uses, as a lecturer would write them; `symderiv verify derivations/field`."""
