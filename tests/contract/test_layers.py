"""The layers and the homes of heavy packages are executed, not believed."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_rooms_import_only_downwards_and_heavy_packages_stay_home():
    run = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr


def test_importing_docintel_and_its_command_line_loads_no_heavy_package():
    heavy = "django spacy sklearn torch onnxruntime tantivy pypdfium2 docx numpy trafilatura jieba"
    code = f"import sys, docintel.cli.main; print([m for m in {heavy.split()!r} if m in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    assert run.stdout.strip() == "[]"
