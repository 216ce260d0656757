"""What the shared libraries export: in C exactly what the golden lists, each function from the library that api.json names; in C++
what is in the namespace itr; and nothing else.

Usage: symbols_test.py LIBITR LIBITR_SQLITE [LIBITR_POSTGRES]        (the last where it was built)
"""
import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


def exported(library):
    """(symbol, version) of all that is defined and visible."""
    shown = subprocess.run(["nm", "-D", "--defined-only", "--with-symbol-versions", library], check=True, capture_output=True, text=True).stdout
    for line in shown.splitlines():
        _, kind, symbol = line.split(maxsplit=2)
        if kind != "A":
            name, _, version = symbol.partition("@")
            yield name, version.strip("@")


def main():
    failures, lines = [], []
    names = ("itr", "itr_sqlite", "itr_postgres")[:len(sys.argv) - 1]
    for name, library in zip(names, sys.argv[1:]):
        symbols = list(exported(library))
        c = [(symbol, version) for symbol, version in symbols if symbol.startswith("itr_")]
        lines += [f"{name} {symbol} {version}" for symbol, version in sorted(c)]
        foreign = [symbol for symbol, _ in symbols if not symbol.startswith("itr_") and
                   not re.match(r"_Z(T[ISV]|TT|GV)?N?K?[A-Z]*3itr|_Z\w*N3itr", symbol)]
        failures += [f"{name} exports {symbol}, which is not itr's" for symbol in foreign[:20]]
    golden = [line for line in (ROOT / "tests/capi/golden/symbols.txt").read_text().splitlines() if line.split()[0] in names]
    failures += [f"symbols: {line}: another than the golden" for line in sorted(set(golden) ^ set(lines))]
    api = json.loads((ROOT / "bindings/api.json").read_text())
    promised = {f"{function['library']} {function['name']}" for function in api["functions"] if function["library"] in names}
    failures += [f"{symbol}: promised, but not exported, or the other way round" for symbol in
                 sorted(promised ^ {" ".join(line.split()[:2]) for line in lines})]
    since = {function["name"]: f"ITR_{function['since']}" for function in api["functions"]}
    failures += [f"{symbol} is of {version}, but the header says since {since[symbol]}"
                 for _, symbol, version in map(str.split, lines) if symbol in since and since[symbol] != version]
    print("\n".join(failures) or f"{len(lines)} C symbols, and nothing that is not itr's")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
