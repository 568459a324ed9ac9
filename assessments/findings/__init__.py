"""What an assessment comes to: stored values, findings, and what they suggest."""
