"""Passages found by words and meaning. The only home of the index engine and the encoder."""
