"""What the pages show: plain values, ready to be rendered."""
