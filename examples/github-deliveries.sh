#!/usr/bin/env bash
# Writes 329 real GitHub deliveries to a file, one {"type":…,"body":…} a line, from the npm package @octokit/webhooks-examples (MIT).
set -euo pipefail
out=${1:?usage: github-deliveries.sh FILE}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(cd "$work" && npm pack --silent @octokit/webhooks-examples@7.6.1 >/dev/null && tar xzf ./*.tgz)
node -e '
  const events = require(process.argv[1] + "/package/api.github.com/index.json");
  for (const event of events)
    for (const body of event.examples) console.log(JSON.stringify({ type: event.name, body }));
' "$work" > "$out"
