"""Migrations of the record tables."""
