"""Pages found and run, in processes with limits."""
