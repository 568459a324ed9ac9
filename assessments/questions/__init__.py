"""What a person is asked, and what the answers come to. Pure."""
