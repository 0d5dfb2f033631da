"""Goals: setting one, saying how it goes, changing its target, looking at it."""
