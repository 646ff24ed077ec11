"""Trusted for refuted: exact values of terms, and counterexamples checked by them."""
