# Sourced by the other scripts: find a Python of 3.11 or newer, and make a virtual environment.

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo >/dev/null; then sudo "$@"; else
    echo "this needs root or sudo: $*" >&2
    return 1
  fi
}

apt_install() {
  if ! command -v apt-get >/dev/null; then
    echo "please install by your system's own means: $*" >&2
    return 1
  fi
  as_root apt-get update -qq >&2
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >&2
}

find_python() {
  local name
  for name in ${OSTIARY_PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
    if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$name"
      return 0
    fi
  done
  return 1
}

make_venv() { # folder
  local python
  if ! python=$(find_python); then
    apt_install python3 python3-venv
    python=$(find_python) || {
      echo "Ostiary needs Python 3.11 or newer; none was found (set OSTIARY_PYTHON to one)" >&2
      return 1
    }
  fi
  if [ -x "$1/bin/python" ] && "$1/bin/python" -m pip --version >/dev/null 2>&1; then return 0; fi
  rm -rf "$1"
  if ! "$python" -m venv "$1" >/dev/null 2>&1; then
    apt_install "python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv" || apt_install python3-venv
    rm -rf "$1"
    "$python" -m venv "$1"
  fi
}
