"""Trusted for proved: terms, definedness, laws, inference, certificates; the standard library only."""
