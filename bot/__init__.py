"""Assembles and starts everything; the only package that reads the environment."""
