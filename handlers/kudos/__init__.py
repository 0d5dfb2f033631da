"""Kudos: thanks that the team hears of, given by a line, a form or a reaction."""
