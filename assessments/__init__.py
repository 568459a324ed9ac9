"""How someone runs: what was measured, and the demo clinic that stands on all the rest."""
