"""What the clinic must publish: our texts, what may stand in them, how they are shown. Pure."""
