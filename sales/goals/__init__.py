"""Goals: reading one from a line, judging it letter by letter, saying how likely it is (`sales.goals.forecasts`)."""
