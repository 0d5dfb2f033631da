"""The rules of selling: pure Python, standard library only."""
