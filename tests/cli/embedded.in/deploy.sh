#!/bin/sh
set -eu
cat <<JSON | curl -sf -X PUT -H 'Content-Type: application/json' -d @- "$MARATHON/v2/apps"
{
  "id": "/shop/cart",
  "instances": ${INSTANCES:-2},
  "container": {
    "type": "DOCKER",
    "docker": {
      "image": "registry.example.com/shop/cart:$TAG",
      "network": "HOST"
    }
  },
  "uris": ["file:///etc/docker.tar.gz"]
}
JSON
curl -d '{"id": "/shop/old", "uris": ["file:///etc/docker.tar.gz"]}' "$MARATHON/v2/apps"
