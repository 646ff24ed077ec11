"""NumPy functions from proved claims."""
