#!/bin/sh
# Sets up whatever is missing, then runs Salient or its tests. Fast when nothing is missing.
#
#   sh resources/dev.sh run [ARGUMENTS]    start the program; arguments go to main.py
#   sh resources/dev.sh test [ARGUMENTS]   run the tests; arguments go to pytest
#   sh resources/dev.sh setup              only set up
#   sh resources/dev.sh check              format, lint, types and import contracts
#
# On Debian and Ubuntu it installs missing system libraries with apt-get (as root or by sudo).
# Everything else goes into .venv and viewer/_vendor in this folder. PYTHON names another Python.
set -eu
cd "$(dirname "$0")/.."

say() { printf 'dev.sh: %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

usage() { sed -n '4,7s/^# *//p' resources/dev.sh >&2; exit 2; }

what=${1:-}
[ $# -gt 0 ] && shift
case $what in
  run | test | setup | check) ;;
  *) usage ;;
esac

# What QtWebEngine and its two platforms need; `t64` names of newer releases are tried too.
packages='ca-certificates python3 python3-venv libgl1 libegl1 libglib2.0-0 libdbus-1-3
  libfontconfig1 fonts-dejavu-core libxcomposite1 libxdamage1 libxfixes3 libxrandr2 libxtst6
  libasound2 libnss3 libxkbfile1 libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0
  libxkbcommon-x11-0 libgssapi-krb5-2'

is_installed() {
  dpkg-query -W -f '${Status}\n' "$1" "$1t64" 2>/dev/null | grep -q '^install ok installed$'
}

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null 2>&1; then
    sudo "$@"
  else
    fail "these need root and there is no sudo; as root, run: $*"
  fi
}

# The name this release has for a package.
apt_name() {
  if apt-cache show --no-all-versions "$1t64" >/dev/null 2>&1; then
    echo "$1t64"
  else
    echo "$1"
  fi
}

install_packages() {
  missing=
  for package in $packages; do
    is_installed "$package" || missing="$missing $package"
  done
  [ -n "$missing" ] || return 0
  say "installing system packages:$missing"
  as_root apt-get update -qq || fail "apt-get update failed; is the package archive in reach?"
  names=
  for package in $missing; do
    names="$names $(apt_name "$package")"
  done
  log=$(mktemp)
  # shellcheck disable=SC2086 # one word per package
  if ! as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends $names >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    rm -f "$log"
    fail "apt-get could not install:$names"
  fi
  rm -f "$log"
}

find_python() {
  for python in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
    if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      return 0
    fi
  done
  fail "Python 3.11 or newer is needed; install it, or set PYTHON to its path"
}

# Changes when anything changes that the environment or viewer/_vendor is made from.
stamp() {
  {
    pwd
    .venv/bin/python -V
    cat pyproject.toml resources/package.json resources/package-lock.json resources/.npmrc \
      resources/build_*.py data/*.csv data/*.geojson
  } | cksum
}

make_environment() {
  if ! .venv/bin/python -c '' 2>/dev/null; then
    find_python
    say "making the environment .venv with $("$python" -V)"
    "$python" -m venv --clear .venv || fail "could not make .venv"
  fi
  wanted=$(stamp)
  if [ "$(cat .venv/ready 2>/dev/null)" = "$wanted" ] && [ -f viewer/_vendor/STAMP ]; then
    # The schematic front and the map page follow our own code; they need no download.
    .venv/bin/python resources/build_assets.py --quiet
    return 0
  fi
  say "installing Python packages into .venv (about 1.1 GB), then building the map data"
  rm -f .venv/ready
  .venv/bin/python -m pip install -q --disable-pip-version-check -e '.[test]' ||
    fail "pip could not install; the lines above say why"
  printf '%s' "$wanted" >.venv/ready
}

if command -v apt-get >/dev/null 2>&1; then
  install_packages
fi
make_environment
has_display=${DISPLAY:-}${WAYLAND_DISPLAY:-}

case $what in
  setup)
    say "all is set up"
    ;;
  run)
    if [ "$(uname -s)" = Linux ] && [ -z "$has_display" ] && [ -z "${QT_QPA_PLATFORM:-}" ]; then
      export QT_QPA_PLATFORM=offscreen
      case ${1:-} in
        # These need no screen.
        import | sources | render | ledger | compare | difference | claims | check | export | \
          associate | fidelity | -h | --help | --version) ;;
        *)
          say "no display found: the window opens off screen, where nobody sees it." \
            "For a picture: sh resources/dev.sh run render --date 2024-11-13 --out map.png"
          ;;
      esac
    fi
    exec .venv/bin/python main.py "$@"
    ;;
  test)
    [ -n "$has_display" ] || export QT_QPA_PLATFORM="${QT_QPA_PLATFORM:-offscreen}"
    # One worker for each core; a file's tests stay together, so that they share their page. A
    # worker that dies ends the run: with a new one in its place the run might never end.
    exec .venv/bin/python -m pytest -n auto --dist loadfile --max-worker-restart 0 "$@"
    ;;
  check)
    .venv/bin/ruff format --check .
    .venv/bin/ruff check .
    .venv/bin/mypy
    .venv/bin/lint-imports
    ;;
esac
