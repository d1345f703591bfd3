#!/usr/bin/env bash
# Kills the primary of compose.replica.yaml again and again while records are written, then checks the ledger: nothing
# acknowledged is lost or doubled, tallies equal a recount, the audit chain is whole. Needs docker and bin/outreach.
set -euo pipefail
cd "$(dirname "$0")/../.."
compose=(docker compose -f docs/mongodb/compose.replica.yaml)
rounds=${1:-10}
export OUTREACH_STORE="mongodb://127.0.0.1:27117,127.0.0.1:27118,127.0.0.1:27119/failover_$RANDOM?replicaSet=rs0"
data=$(mktemp -d)
trap 'kill "${writer:-}" 2>/dev/null || true; rm -rf "$data"' EXIT

"${compose[@]}" up -d --wait
bin/outreach doctor
bin/outreach demo --fill-only --every 20 --data "$data" &
writer=$!
for round in $(seq "$rounds"); do
  port=$("${compose[@]}" exec -T b mongosh --quiet --port 27118 --eval 'print((db.hello().primary || "").split(":")[1] || "")')
  case $port in
    27117) node=a ;; 27118) node=b ;; 27119) node=c ;;
    *) sleep 2; continue ;; # no primary at the moment
  esac
  echo "round $round: killing $node"
  "${compose[@]}" kill -s KILL "$node"
  sleep 5
  "${compose[@]}" start "$node"
  sleep 10
done
wait "$writer"
bin/outreach check --data "$data"
