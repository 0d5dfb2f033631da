"""Partners: their panel in the shared channel, what they register, and how we look after them."""
