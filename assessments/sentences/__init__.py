"""What values say, in words that carry their error. Pure."""
