"""One module a file kind: ``build(source) -> (suffix, bytes) | None``."""
