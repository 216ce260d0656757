# Sourced by pack, test, bench and memory: checks what is needed and builds the package in build/bindings/node/package.
# shellcheck shell=bash
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(cd "$here/../.." && pwd)"
work="$root/build/bindings/node"

fail() { printf 'bindings/node: %s\n' "$*" >&2; exit 1; }

check_tools() {
    local tool
    for tool in node npm "${CXX:-c++}"; do
        command -v "$tool" >/dev/null || fail "not found: $tool (needed: Node.js 20 or later with npm, a C++20 compiler)"
    done
    local version
    version="$(node -p 'process.versions.node.split(".")[0]')"
    ((version >= 20)) || fail "Node.js 20 or later is needed, but found $(node --version)"
    [[ -n "${ITR_PREFIX:-}" ]] || fail "ITR_PREFIX is not set: the absolute path of an installed tree of the library"
    [[ -e "$ITR_PREFIX/lib/libitr.so.0" ]] || fail "$ITR_PREFIX/lib/libitr.so.0 is not there: install the library first"
}

build_package() {
    check_tools
    mkdir -p "$work/package"
    local part
    for part in src native tests benchmarks tools dist prebuilds tests-js; do rm -rf "${work:?}/package/$part"; done
    cp -R "$here"/{package.json,package-lock.json,.npmrc,tsconfig.json,README.md,src,native,tests,benchmarks,tools} "$root/LICENSE" "$work/package/"
    cd "$work/package" || exit
    npm ci --silent --ignore-scripts
    npx --no-install tsc
    npx --no-install tsc -p tests
    node tools/build_addon.mjs
}

# And the tarball, whose name is told in $tarball.
pack() {
    build_package
    # shellcheck disable=SC2034  # for who sources this
    tarball="$(npm pack --silent --pack-destination "$work")"
}
