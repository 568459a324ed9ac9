"""What the pages of the record show: plain values for templates that know no rule."""
