#!/bin/sh
# Installs clerk and plugins of one version, and keeps a secret key in a profile that ends with the job.
set -eu

refuse() {
    echo "::error::$1"
    exit 2
}

extras=$(printf '%s' "$CLERK_PLUGIN_NAMES" | tr -s ' ,\n' ',' | sed 's/^,//; s/,$//')
case $extras in *[!a-z0-9,-]*) refuse "plugins: write names such as users, organizations" ;; esac
case $CLERK_VERSION in "" | *[!a-z0-9.]*) refuse "version: write one version, such as 0.1.0" ;; esac

folder=$RUNNER_TEMP/clerk
python -m venv "$folder/program"
programs=$folder/program/bin
[ -d "$programs" ] || programs=$folder/program/Scripts
PIP_CACHE_DIR=$RUNNER_TEMP/clerk-packages "$programs/pip" install --quiet \
    --disable-pip-version-check "clerk-cli${extras:+[$extras]}==$CLERK_VERSION"

# Not in the environment, where every later program would see the key.
CLERK_CONFIG_DIR=$folder/config
export CLERK_CONFIG_DIR
if [ -n "$NEW_KEY" ]; then
    printf '%s' "$NEW_KEY" | "$programs/clerk" config profile create "$NEW_PROFILE" --api-key - --use
fi
echo "CLERK_CONFIG_DIR=$CLERK_CONFIG_DIR" >>"$GITHUB_ENV"
echo "$programs" >>"$GITHUB_PATH"
"$programs/clerk" --version
