# Sourced by pack, test, bench and memory: checks what is needed and builds the package in build/bindings/node/package.
# shellcheck shell=bash
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(cd "$here/../.." && pwd)"
work="$root/build/bindings/node"

fail() { printf 'bindings/node: %s\n' "$*" >&2; exit 1; }

check_tools() {
    "$here/needs"
    [[ -n "${ITR_PREFIX:-}" ]] || fail "ITR_PREFIX is not set: the absolute path of an installed tree of the library"
    [[ -e "$ITR_PREFIX/lib/libitr.so.0" ]] || fail "$ITR_PREFIX/lib/libitr.so.0 is not there: install the library first"
}

build_package() {
    check_tools
    mkdir -p "$work/package"
    local part
    for part in src native tests benchmarks tools dist tests-js; do rm -rf "${work:?}/package/$part"; done
    cp -R "$here"/{package.json,package-lock.json,.npmrc,tsconfig.json,README.md,src,native,tests,benchmarks,tools} "$root/LICENSE" "$work/package/"
    cd "$work/package" || exit
    npm ci --silent --ignore-scripts
    npx --no-install tsc
    npx --no-install tsc -p tests
    build_addon
}

# Compiled again where its sources or the compiler are others.
build_addon() {
    local sources
    sources="$({ "${CXX:-c++}" --version; cat native/* tools/build_addon.mjs; } | sha256sum)"
    if [[ "$(cat "$work/addon.sum" 2>/dev/null)" != "$sources" ]] || ! compgen -G 'prebuilds/*/itr.node' >/dev/null; then
        rm -rf prebuilds
        node tools/build_addon.mjs
        printf '%s\n' "$sources" >"$work/addon.sum"
    fi
}

# And the tarball, whose name is told in $tarball.
pack() {
    build_package
    # shellcheck disable=SC2034  # for who sources this
    tarball="$(npm pack --silent --pack-destination "$work")"
}
