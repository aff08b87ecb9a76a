"""Vocabularies that a person adds: one module for each form that they come in."""
