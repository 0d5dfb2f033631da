"""Other companies' systems, in our words and with our errors."""
