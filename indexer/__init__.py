"""Documents -> records -> index, and the command line."""
