#!/bin/bash
curl -X PUT "$MARATHON/v2/apps/shop/$STAGE/api" -d '{
  "id": "/shop/'$STAGE'/api",
  "instances": '"${INSTANCES:-2}"',
  "container": {
    "type": "DOCKER",
    "docker": {"image": "registry.example.com/shop/api:'"$(git rev-parse HEAD)"'"}
  },
  "fetch": [{"uri": "file:///etc/docker.tar.gz"}]
}'

BODY="{\"id\": \"/shop/$STAGE/db\", \"cmd\": \"x\", \"args\": [\"x\"],
  \"container\": {\"docker\": {\"image\": \"registry.example.com/shop/db\"}},
  \"uris\": [\"file:///etc/docker.tar.gz\"]}"
curl -d "$BODY" "$MARATHON/v2/apps"

printf '{"id": "/shop/%s/mq", "uris": ["file:///etc/docker.tar.gz"]}' "$STAGE" |
  curl -d @- "$MARATHON/v2/apps"
