#!/bin/sh
scp docker.tar.gz agent:/etc/docker.tar.gz
