"""Where the leaves of a query occur in the values of a page, without reading them word by word."""
