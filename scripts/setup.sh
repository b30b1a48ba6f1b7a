#!/usr/bin/env bash
# Makes .venv/ with the locked versions: `setup.sh site` what the publisher itself needs, `setup.sh develop` also
# the tools of tests and checks. Safe to run again and again; a half-made .venv is made anew.
set -euo pipefail
cd "$(dirname "$0")/.."

purpose=${1:-develop}
case $purpose in
  site) lock=publisher/template/requirements.lock.txt ;;
  develop) lock=requirements.lock ;;
  *) printf 'setup: unknown purpose %s: site or develop\n' "$purpose" >&2; exit 2 ;;
esac
python=${PYTHON:-python3}
die() { printf 'setup: %s\n' "$*" >&2; exit 2; }

command -v "$python" >/dev/null || die "$python is missing. To fix: install Python 3.11 or newer."
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
  die "$python is older than 3.11. To fix: install Python 3.11 and set PYTHON=python3.11."

# The stamp carries the locks' digest, so that another branch's environment is never taken for this one's.
digest=$(cat requirements.lock publisher/template/requirements.lock.txt pyproject.toml | sha256sum | cut -d' ' -f1)
stamp=$(cat .venv/.complete 2>/dev/null || true)
# An environment for development can do everything that one for the site can.
case $stamp in "develop-$digest-$PWD" | "$purpose-$digest-$PWD") exit 0 ;; esac

if ! "$python" -c 'import ensurepip' 2>/dev/null; then
  # Debian ships ensurepip apart, in python3-venv.
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null ||
    die "Python's venv module is incomplete. To fix: have an administrator run 'apt-get install python3-venv'."
  echo "setup: installing python3-venv"
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null
fi

echo "setup: making .venv with the locked versions"
if [ "$stamp" = "site-$digest-$PWD" ]; then
  rm .venv/.complete # what is there already stays; the tools are added
else
  rm -rf .venv
  "$python" -m venv .venv
fi
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
printf '%s' "$purpose-$digest-$PWD" > .venv/.complete
