#!/bin/sh
# Fetches what labd has announced since the last time. usage: LABD_TOKEN=... pull.sh [URL]
url=${1:-http://127.0.0.1:8080}
after=$(cat labd-feed.next 2>/dev/null || echo 0)
while :; do
    page=$(curl -fsS "$url/api/v1/feed?after=$after" \
        -H "Authorization: Bearer $LABD_TOKEN") || exit 1
    echo "$page" | jq -c '.events[]'          # Use each event here; its id may have come before.
    after=$(echo "$page" | jq .next)
    echo "$after" > labd-feed.next
    [ "$after" = "$(echo "$page" | jq .size)" ] && break
done
