#!/bin/bash
# Fills in the configuration, makes the DKIM key if there is none, and keeps Postfix and OpenDKIM running together:
# when either ends, or on SIGTERM, both end.
set -euo pipefail
: "${MAIL_DOMAIN:?the domain that the portal sends from}" "${MAIL_HOSTNAME:?the public name of this relay}"
: "${MAIL_BOUNCE_ADDRESS:?where bounces go, such as bounces@$MAIL_DOMAIN}"
here=$(cd "$(dirname "$0")" && pwd)
config=${RELAY_CONFIG:-/run/relay}
spool=${RELAY_SPOOL:-/var/spool/postfix}
data=${RELAY_DATA:-/var/lib/postfix}
keys=${RELAY_KEYS:-/data/dkim}
bounces=${RELAY_BOUNCES:-/data/bounces}
bounces_uid=${RELAY_BOUNCES_UID:-10001}
selector=${DKIM_SELECTOR:-portal}
dkim_port=${RELAY_DKIM_PORT:-8891}
networks=${RELAY_NETWORKS:-127.0.0.0/8 [::1]/128 10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 [fd00::]/8}

install -d -m 755 "$config" "$spool" "$data"
chown root "$spool"
chown postfix "$data"
for file in main.cf master.cf opendkim.conf; do
  sed -e "s|@CONFIG@|$config|g" -e "s|@SPOOL@|$spool|g" -e "s|@DATA@|$data|g" -e "s|@KEYS@|$keys|g" \
    -e "s|@HOSTNAME@|$MAIL_HOSTNAME|g" -e "s|@DOMAIN@|$MAIL_DOMAIN|g" -e "s|@SELECTOR@|$selector|g" \
    -e "s|@SMARTHOST@|${RELAY_SMARTHOST:-}|g" -e "s|@NETWORKS@|$networks|g" -e "s|@DKIM_PORT@|$dkim_port|g" \
    -e "s|@LISTEN@|${RELAY_LISTEN:-587}|g" -e "s|@PROTOCOLS@|${RELAY_PROTOCOLS:-all}|g" \
    -e "s|@BOUNCES_BASE@|$(dirname "$bounces")|g" -e "s|@BOUNCES_UID@|$bounces_uid|g" \
    "$here/$file" > "$config/$file"
done
printf '%s virtual:\n' "$MAIL_BOUNCE_ADDRESS" > "$config/transport"
printf '%s %s/\n' "$MAIL_BOUNCE_ADDRESS" "$(basename "$bounces")" > "$config/bounces"
printf '%s OK\n' "$MAIL_BOUNCE_ADDRESS" > "$config/bounce_access"
printf '0.0.0.0/0\n::/0\n' > "$config/everybody"

install -d -m 700 -o opendkim "$keys"
key=$keys/$selector.private
if [ ! -s "$key" ]; then
  (umask 077; openssl genrsa -out "$key.new" 2048 2>/dev/null; chown opendkim "$key.new"; mv "$key.new" "$key")
fi
chown opendkim "$key" # a new image may have given the user another number
echo "DNS: $selector._domainkey.$MAIL_DOMAIN TXT" \
  "\"v=DKIM1; k=rsa; p=$(openssl rsa -in "$key" -pubout -outform DER 2>/dev/null | openssl base64 -A)\""

stop() {
  trap - TERM INT
  # It may be starting: what is not running yet cannot be stopped.
  for _ in 1 2 3 4 5; do
    postfix -c "$config" stop && break
    jobs -r %?start-fg >/dev/null 2>&1 || break
    sleep 1
  done
  kill -TERM "$signer" 2>/dev/null || true
  wait || true
}
opendkim -f -x "$config/opendkim.conf" &
signer=$!
# Postfix takes no mail before the signer is there.
for _ in $(seq 50); do
  (exec 3<>"/dev/tcp/127.0.0.1/$dkim_port") 2>/dev/null && break
  kill -0 "$signer" 2>/dev/null || { echo "OpenDKIM did not start" >&2; exit 1; }
  sleep 0.1
done
postfix -c "$config" start-fg &
trap 'stop; exit 0' TERM INT
wait -n || true
stop
exit 1
