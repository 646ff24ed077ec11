"""Doubt: every claim is attacked, by exact points, corner sizes, and floating point on another route."""
