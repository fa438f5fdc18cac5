say 'The Gateway'
programmed=$(kubectl --namespace "$gateway_namespace" get gateway.gateway.networking.k8s.io "$gateway" --output jsonpath='{.status.conditions[?(@.type=="Programmed")].status}' 2>/dev/null || true)
if [ "$programmed" = True ]; then
  ok "the Gateway $gateway is programmed"
else
  fail "the Gateway $gateway is not ready: kubectl --namespace $gateway_namespace describe gateway $gateway"
fi
for route in $(k get httproute.gateway.networking.k8s.io --selector app.kubernetes.io/managed-by=forum-planner --output jsonpath='{.items[*].metadata.name}' || true); do
  states=$(k get httproute.gateway.networking.k8s.io "$route" --output jsonpath='{.status.parents[*].conditions[?(@.type=="Accepted")].status} {.status.parents[*].conditions[?(@.type=="ResolvedRefs")].status}' || true)
  case $states in
    *False* | ' ' | '') fail "the Gateway does not take the HTTPRoute $route: kubectl --namespace $namespace describe httproute $route" ;;
    *) ok "the HTTPRoute $route is in force" ;;
  esac
done
