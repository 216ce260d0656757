# Sourced by start and test: the service with its packages in build/examples/crm-node.
# shellcheck shell=bash
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(cd "$here/../.." && pwd)"
work="$root/build/examples/crm-node"

# Whether what the package is made of, and for, has not changed since it was packed.
is_newest() {
    [[ -e "$1" && -z "$(find -L "$root"/bindings/node/{src,native} "$ITR_PREFIX/lib/libitr.so.0" -newer "$1" -print -quit)" ]]
}

build_service() {
    ITR_PREFIX="$("$root/bindings/prefix")"
    export ITR_PREFIX
    local tarballs=("$root"/build/bindings/node/itr-*.tgz)
    is_newest "${tarballs[0]}" || "$root/bindings/node/pack" >/dev/null
    tarballs=("$root"/build/bindings/node/itr-*.tgz)
    mkdir -p "$work"
    rm -rf "$work"/{src,pack,tests}
    cp -R "$here"/{package.json,schema.sql,src,pack,tests} "$work/"
    cp "${tarballs[0]}" "$work/itr.tgz"
    cd "$work" || exit
    rm -rf node_modules/itr # npm unpacks no other tarball of the same version
    npm install --silent --no-audit --no-fund --no-save --no-package-lock --ignore-scripts
    export ITR_LIBRARY_DIR="$ITR_PREFIX/lib"
}
