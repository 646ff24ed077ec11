"""The documents that the pages follow."""

from symderiv import Source

ASSIGNMENTS = Source("000_4585b95b4acd2eba.txt")
PROBLEMS = Source("002_94f814592b98bd8d.txt")
