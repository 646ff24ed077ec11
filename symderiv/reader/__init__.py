"""Papers: LaTeX and Markdown whose displays are read as statements, by what their author has declared."""
