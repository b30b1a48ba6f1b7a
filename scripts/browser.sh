#!/usr/bin/env bash
# Finds a Chromium for the browser tests, or installs Debian's where that is possible (root and apt-get).
# In CI a missing browser is a failure; elsewhere it is one visible line and the browser tests are skipped.
set -euo pipefail
if command -v chromium >/dev/null; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "setup: installing Chromium for the browser tests"
  if apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null; then exit 0; fi
fi
if [ "${CI:-}" = true ]; then
  echo "setup: no Chromium, and none could be installed; CI does not skip the browser tests." >&2
  exit 2
fi
echo "setup: no Chromium: the browser tests will be SKIPPED. To run them: install the package 'chromium'." >&2
