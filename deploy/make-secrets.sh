#!/bin/sh
# Write the passwords of a server installation, once: random, in a folder that only its owner enters.
# The files themselves are readable: a container mounts them and reads them as its own user, not as root, while
# nobody else on the host gets through the folder.
set -eu
folder="$(dirname "$0")/secrets"
mkdir -p "$folder"
chmod 0700 "$folder"

random() {
    od -An -N24 -tx1 /dev/urandom | tr -d ' \n'
}

write() {
    printf '%s' "$2" > "$folder/$1"
    chmod 0444 "$folder/$1"
    echo "written: $folder/$1"
}

if [ -e "$folder/neo4j_auth.txt" ] || [ -e "$folder/ledger_password.txt" ]; then
    echo "passwords exist in $folder; the databases keep the ones they were made with, so they are left alone" >&2
    exit 1
fi
neo4j="$(random)"
write neo4j_password.txt "$neo4j"
write neo4j_auth.txt "neo4j/$neo4j"
write ledger_password.txt "$(random)"
