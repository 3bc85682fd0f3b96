#!/usr/bin/env bash
# Makes echarts.min.js anew from the npm registry, or with --check compares it with what is there.
# The versions and the hash of ECharts' package are fixed here; nothing else goes into the bundle.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
echarts=6.1.0 zrender=6.1.0 tslib=2.3.0 esbuild=0.28.2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund --save-exact \
  "echarts@$echarts" "zrender@$zrender" "tslib@$tslib" "esbuild@$esbuild"
npm pack --silent "echarts@$echarts" > /dev/null
sha256sum "echarts-$echarts.tgz" | sed 's/ .*//' > package.sha256
cp "$here/entry.js" entry.js
node_modules/.bin/esbuild entry.js --bundle --minify --format=iife --global-name=echarts \
  --target=es2020 --legal-comments=none --define:process.env.NODE_ENV='"production"' \
  --outfile=echarts.min.js --log-level=warning
cp node_modules/echarts/LICENSE node_modules/echarts/NOTICE .
cp node_modules/zrender/LICENSE LICENSE.zrender
cp node_modules/tslib/LICENSE.txt LICENSE.tslib
sha256sum echarts.min.js | sed 's/ .*//' > bundle.sha256
files="echarts.min.js LICENSE NOTICE LICENSE.zrender LICENSE.tslib package.sha256 bundle.sha256"
for file in $files; do
  if [ "${1:-}" = --check ]; then
    cmp "$file" "$here/$file"
  else
    cp "$file" "$here/$file"
  fi
done
