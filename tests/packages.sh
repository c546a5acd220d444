# Debian packages, installed when they are missing. Sourced by ./run and ./test; needs root, or sudo.
# cs_need PACKAGE… : installs what of these is not there.

# To build and run.
CS_BUILD_PACKAGES="gcc libc6-dev cmake ninja-build pkg-config libuv1-dev liblua5.4-dev libsqlite3-dev libjansson-dev
libsodium-dev libical-dev zlib1g-dev tzdata libcmocka-dev"
# To test: sanitizer runtimes come with gcc; Node runs the tests from outside, sqlite3
# changes a store behind the program's back.
CS_TEST_PACKAGES="nodejs lua5.4 procps sqlite3"
# To fuzz: libFuzzer is clang's.
CS_FUZZ_PACKAGES="clang-14 libclang-rt-14-dev"
# To check the code's form.
CS_LINT_PACKAGES="clang-format clang-tidy cppcheck lua-check"

cs_need() {
    cs_missing=""
    for cs_package in "$@"; do
        # tzdata may be in the image with its files taken out
        if [ "$(dpkg-query -W -f '${db:Status-Status}' "$cs_package" 2>/dev/null)" != installed ]; then
            cs_missing="$cs_missing $cs_package"
        fi
    done
    [ -z "$cs_missing" ] && return 0
    echo "installing:$cs_missing"
    if [ "$(id -u)" = 0 ]; then
        cs_root=""
    elif command -v sudo >/dev/null 2>&1; then
        cs_root=sudo
    else
        echo "these Debian packages are missing, and installing them needs root or sudo:$cs_missing" >&2
        return 1
    fi
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive $cs_root apt-get update -q >/dev/null &&
        DEBIAN_FRONTEND=noninteractive $cs_root apt-get install -q -y --no-install-recommends $cs_missing >/dev/null
}
