#!/usr/bin/env bash
# What the scripts of this folder share: what they need, and where they write. To be sourced.
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1
build="$(realpath -m ../../build/bindings/java)"

die() { printf 'bindings/java/%s: %s\n' "$(basename "$0")" "$*" >&2; exit 1; }

check_prefix() {
    [[ -n "${ITR_PREFIX:-}" ]] || die "ITR_PREFIX names no installed tree"
    [[ -e "$ITR_PREFIX/lib/libitr.so.0" || -e "$ITR_PREFIX/lib/libitr.0.dylib" ]] || die "there is no libitr in $ITR_PREFIX/lib"
    export ITR_LIBRARY_DIR="$ITR_PREFIX/lib"
    mkdir -p "$build"
}

maven() { mvn --batch-mode --no-transfer-progress "-Dmaven.repo.local=$build/repository" -Dstyle.color=never "$@"; }

# run_main CLASS ARGUMENTS…: one of the programs among the tests, with the options of Java in JAVA_FLAGS.
run_main() {
    maven --quiet test-compile dependency:build-classpath "-Ditr.build.directory=$build/target" \
        "-Dmdep.outputFile=$build/classpath" -Dmdep.includeScope=test
    # shellcheck disable=SC2086 # several options
    java ${JAVA_FLAGS:-} -cp "$build/target/classes:$build/target/test-classes:$(<"$build/classpath")" "org.itrengine.$1" "${@:2}"
}
