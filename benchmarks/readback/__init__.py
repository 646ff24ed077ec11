"""Reading back what is printed: a reader for each notation, and random statements to print.

The readers know the printed grammar and the declared quantities, and share nothing with the printers.
"""
