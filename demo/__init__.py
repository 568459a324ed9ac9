"""The demo clinic: fixed, plainly fictional, and seeded through the actions that everybody uses."""
