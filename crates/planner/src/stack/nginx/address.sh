say 'The load balancer'
address=$(k get service "$nginx" --output jsonpath='{.status.loadBalancer.ingress[0].ip}{.status.loadBalancer.ingress[0].hostname}' || true)
if [ -n "$address" ]; then
  ok "the Service $nginx has the address $address"
else
  fail "the Service $nginx has no address yet: kubectl --namespace $namespace describe service $nginx"
fi
