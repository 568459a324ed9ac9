"""Runs between visits: what a watch has recorded, and load from one run to the next. Pure."""
