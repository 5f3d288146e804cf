#!/bin/bash
# Well is the relay when Postfix greets and the signer listens.
listen=${RELAY_LISTEN:-587}
exec 3<>"/dev/tcp/127.0.0.1/${listen##*:}" || exit 1
read -r -t 5 greeting <&3 || exit 1
[[ $greeting == 220* ]] || exit 1
printf 'QUIT\r\n' >&3
exec 4<>"/dev/tcp/127.0.0.1/${RELAY_DKIM_PORT:-8891}"
