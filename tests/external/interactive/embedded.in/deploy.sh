cat > app.json <<JSON
{
  "id": "/shop/web",
  "container": {
    "type": "DOCKER",
    "docker": { "image": "registry.example.com/shop/web:1", "network": "HOST" }
  },
  "uris": [ "file:///etc/docker.tar.gz" ]
}
JSON
