"""How someone runs: what was measured, and what it means."""
