"""Normal forms over flint, and their elaboration into steps of the core."""
