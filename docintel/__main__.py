"""``python -m docintel``."""

from docintel.cli.main import main

main()
