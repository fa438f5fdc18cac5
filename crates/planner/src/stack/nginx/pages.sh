say 'Pages'
# Not through k: the shell would note its own process and not kubectl's, and leave that one running.
kubectl --namespace "$namespace" port-forward "service/$nginx" ":$nginx_port" >"$scratch/forward" 2>&1 &
forward=$!
port=
for _ in $(seq 1 50); do
  port=$(sed -n 's/^Forwarding from 127\.0\.0\.1:\([0-9]*\) .*/\1/p' "$scratch/forward" | head -n 1)
  [ -n "$port" ] && break
  sleep 0.2
done
get() {
  curl --silent --show-error --max-time 20 --header "Host: $host" --header "X-Forwarded-Proto: $scheme" "$@"
}
check() {
  status=$(get --output /dev/null --write-out '%{http_code}' "http://127.0.0.1:$port$2" || true)
  if [ "$status" = 200 ]; then ok "$1: $2"; else fail "$1: $2 answered ${status:-nothing}"; fi
}
if [ -z "$port" ]; then
  fail 'nginx cannot be reached through kubectl port-forward'
else
  check 'pages tier' /
  check "$api_title" /api/ranks/
  static=$(get "http://127.0.0.1:$port/" | grep -o '/static/[^"]*\.css' | head -n 1 || true)
  if [ -n "$static" ]; then check 'static file' "$static"; else fail 'the page names no style sheet'; fi
fi
