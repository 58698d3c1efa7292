#!/usr/bin/env bash
# Renews the lock files: every package pinned by version and hash, for every platform and Python that we support, and no
# address of where it came from. The argument is the environment's bin folder.
set -euo pipefail
bin=$(cd "$1" && pwd)
cd "$(dirname "$0")/.."

"$bin/python" -m pip install --quiet --disable-pip-version-check uv
lock() {
  "$bin/uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header "$@"
}
lock pyproject.toml --output-file requirements/run.txt
lock pyproject.toml --group dev --output-file requirements/dev.txt
lock --group node --output-file requirements/node.txt

(cd frontend && npm install --package-lock-only --loglevel=error)
node scripts/strip-lock.mjs
