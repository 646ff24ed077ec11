"""Elementary functions in steps of the core: the draft engine's normal forms, proved from the laws."""
