"""Annotations in the formats of other programs, there and back."""
