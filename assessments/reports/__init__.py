"""The report of an assessment on paper: what it says, and how it becomes a PDF."""
