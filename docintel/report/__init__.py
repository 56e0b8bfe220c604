"""Anything → file or figures: gold rows, xlsx, JSON lines, scores."""
