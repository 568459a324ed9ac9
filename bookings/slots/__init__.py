"""Which slots are free: the pure engine, and what loads the rows that it decides by."""
