"""From clicks on frames to values: which points, what they say, what they add up to. Pure."""
