"""A decided claim told in words."""
