"""The search for proofs: tactics, which may be wrong and can only propose steps."""
