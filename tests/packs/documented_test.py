"""The complete pack in docs/pack-format.md is what a reader copies first: it is valid without a remark, and its
scenario holds.  documented_test.py ITR"""
import pathlib
import re
import subprocess
import sys
import tempfile

document = pathlib.Path(__file__).parents[2] / "docs" / "pack-format.md"
blocks = re.findall(r"\n```yaml pack\n(.*?\n)```", document.read_text(encoding="utf-8"), re.DOTALL)
if len(blocks) != 1:
    sys.exit(f"expected one block 'yaml pack' in {document.name}, but found {len(blocks)}")
with tempfile.TemporaryDirectory() as folder:
    pack = pathlib.Path(folder) / "pack.yaml"
    pack.write_text(blocks[0], encoding="utf-8")
    for command in (["validate", "--strict"], ["test"]):
        subprocess.run([sys.argv[1], *command, str(pack)], check=True)
