#!/usr/bin/env bash
# Fetches the front-end packages and copies what we serve. Uses the Node on PATH; where there is none, the one from its
# Python wheel, installed into the environment whose bin folder is the argument.
set -euo pipefail
bin=$(cd "$1" && pwd)
cd "$(dirname "$0")/.."

if ! command -v npm >/dev/null || ! command -v node >/dev/null; then
  [ -x "$bin/npm" ] || "$bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes \
    -r requirements/node.txt
  export PATH="$bin:$PATH"
fi
(cd frontend && npm ci --loglevel=error)
node frontend/collect.mjs
