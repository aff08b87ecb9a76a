"""One module per input format; each yields records with provenance, or a rejection with a reason."""
