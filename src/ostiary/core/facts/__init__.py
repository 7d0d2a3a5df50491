"""The types of evidence about a package that come from sources, not from its bytes."""
