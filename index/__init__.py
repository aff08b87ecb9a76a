"""What is stored and how it is found: records, text policy, query language, engines, generations."""

__version__ = "0.1.0"
