"""Errors planted in claims."""
