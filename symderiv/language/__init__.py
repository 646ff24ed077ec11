"""What a page is written in: quantities, statements, pages, and their translation into terms."""
