"""What is mailed about visits and wishes, and when."""
