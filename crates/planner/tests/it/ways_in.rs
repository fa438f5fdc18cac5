//! What brings visitors to nginx: with each choice the bundle lets in what it should, and says what else has to be done.

use planner::analysis::findings;
use planner::field::FieldId;
use planner::finding::{Action, Finding, Severity};
use planner::inputs::Inputs;
use planner::outcome::outcome;
use planner::plan::Plan;
use planner::presets::PRESETS;
use planner::secrets::Secrets;
use planner::stack::{PARTS, find_field};
use serde_json::{Value, json};
use test_support::bundles::PlannedBundle;
use test_support::choices::plan_of;
use test_support::published_secrets;

type Answers = [(&'static str, &'static str)];

fn bundle(answers: &Answers) -> PlannedBundle {
    let plan = plan_of(answers);
    let secrets = published_secrets(&plan);
    PlannedBundle::of(plan, secrets)
}

fn of_code(plan: &Plan, code: &str) -> Option<Finding> {
    findings(&Inputs::new(plan, &Secrets::default())).into_iter().find(|finding| finding.code == code)
}

fn fixed(finding: &Finding) -> Plan {
    match &finding.fix.as_ref().expect("a fix").action {
        Action::Plan(plan) => (**plan).clone(),
        Action::Generate(_) => panic!("{} changes no plan", finding.code),
    }
}

/// Who may reach nginx on the port of its pods; nothing stands for everybody.
fn let_in(bundle: &PlannedBundle) -> Value {
    let policy = bundle.object("NetworkPolicy", "nginx").expect("a policy");
    policy["spec"]["ingress"][0]["from"].clone()
}

fn nginx_conf(bundle: &PlannedBundle) -> String {
    let config = bundle.object("ConfigMap", "nginx-config").expect("nginx' configuration");
    config["data"]["nginx.conf"].as_str().expect("nginx.conf").to_owned()
}

fn text(plan: &Plan, file: &str) -> String {
    outcome(plan, &Secrets::default()).files.get(file).expect("a file").text.clone()
}

fn flawless(bundle: &PlannedBundle) {
    let violations = manifest_check::violations(bundle.objects());
    assert!(violations.is_empty(), "{violations:#?}");
}

/// What the first look at a plan asks of the site, the cluster, nginx and what stands before it.
fn asked_at_first(plan: &Plan) -> Vec<&'static str> {
    let parts = ["site", "cluster", "ingress", "nginx"];
    let fields = PARTS.iter().filter(|part| parts.contains(&part.key)).flat_map(|part| part.fields);
    fields.filter(|field| (field.shown)(plan) && !(field.advanced)(plan)).map(|field| field.id.0).collect()
}

#[test]
fn k3s_with_traefik_is_asked_no_more_than_before_there_was_a_choice() {
    let known = |id: &str| {
        [
            "site.host",
            "site.tls",
            "site.issued_by",
            "site.mail",
            "site.smtp_host",
            "site.smtp_user",
            "site.mail_from",
            "site.admin_email",
            "cluster.distribution",
            "cluster.nodes",
            "cluster.node_cpu",
            "cluster.node_memory",
            "cluster.rwx_class",
            "ingress.controller",
            "ingress.class",
            "nginx.replicas",
            "nginx.body_size",
        ]
        .contains(&id)
    };
    for preset in PRESETS {
        let mut plan = (preset.plan)();
        assert!(find_field(FieldId("cluster.distribution")).unwrap().write(&mut plan, "k3s").is_ok());
        let new: Vec<_> = asked_at_first(&plan).into_iter().filter(|id| !known(id)).collect();
        assert!(new.is_empty(), "{} newly asks {new:?}", preset.key);
    }
}

#[test]
fn the_policy_of_nginx_lets_in_what_the_plan_says_and_nothing_else() {
    let pods = json!([{
        "namespaceSelector": { "matchLabels": { "kubernetes.io/metadata.name": "kube-system" } },
        "podSelector": { "matchLabels": { "app.kubernetes.io/name": "traefik" } },
    }]);
    let networks =
        json!([{ "ipBlock": { "cidr": "10.0.0.0/24" } }, { "ipBlock": { "cidr": "fd00:7::/64" } }]);
    let any_pod = json!([{ "namespaceSelector": {} }]);
    let cases: [(&Answers, Value); 6] = [
        (&[], pods.clone()),
        (&[("ingress.source", "pods")], pods),
        (&[("ingress.source", "addresses"), ("ingress.addresses", "10.0.0.0/24, fd00:7::/64")], networks),
        (&[("ingress.source", "cluster")], any_pod),
        (&[("ingress.source", "anywhere")], Value::Null),
        (&[("ingress.controller", "load-balancer"), ("site.tls", "in-front")], Value::Null),
    ];
    for (answers, expected) in cases {
        let bundle = bundle(answers);
        assert_eq!(let_in(&bundle), expected, "{answers:?}");
        flawless(&bundle);
    }
}

#[test]
fn addresses_that_requests_come_from_are_believed_and_as_many_as_there_are() {
    let networks: Vec<String> = (0..40).map(|at| format!("198.51.{at}.0/24")).collect();
    let networks: &'static str = networks.join(",").leak();
    let bundle = bundle(&[
        ("cluster.distribution", "other"),
        ("ingress.source", "addresses"),
        ("ingress.addresses", networks),
    ]);
    let conf = nginx_conf(&bundle);
    assert!(networks.split(',').all(|network| conf.contains(&format!("set_real_ip_from {network};"))));
    assert_eq!(let_in(&bundle).as_array().map(Vec::len), Some(40));
    assert!(of_code(&bundle.plan, "FP023").is_none(), "the pod network does not matter then");
}

#[test]
fn a_plan_that_lets_in_addresses_and_names_none_is_refused() {
    let nobody = plan_of(&[("ingress.source", "addresses")]);
    let finding = of_code(&nobody, "FP190").expect("a finding");
    assert_eq!((finding.severity, finding.fields[0].0), (Severity::Error, "ingress.addresses"));
    let everybody = plan_of(&[("ingress.source", "addresses"), ("ingress.addresses", "0.0.0.0/0")]);
    assert_eq!(of_code(&everybody, "FP021").expect("a finding").fields[0].0, "ingress.addresses");
}

#[test]
fn tls_in_front_is_https_for_members_and_asks_for_no_certificate_here() {
    let front = [("site.tls", "in-front"), ("site.host", "talk.misago-project.org")];
    let bundle = bundle(&front);
    let settings = bundle.object("ConfigMap", "forum-settings").expect("settings");
    assert_eq!(settings["data"]["FORUM_SCHEME"], "https");
    assert_eq!(settings["data"]["FORUM_SECURE_COOKIES"], "true");
    // Traefik overwrites the header of the proxy before it, so nothing that arrives may decide the scheme.
    assert!(nginx_conf(&bundle).contains("default https;"));
    let ingress = bundle.object("Ingress", "forum").expect("an Ingress");
    assert_eq!(ingress["spec"]["tls"], Value::Null);
    assert!(
        bundle.object("Ingress", "forum-http").is_none() && bundle.object("Issuer", "letsencrypt").is_none()
    );
    let verify = text(&bundle.plan, "verify.sh");
    assert!(verify.contains("scheme=https") && !verify.contains("forum-tls"));
    for code in ["FP012", "FP014", "FP025", "FP013", "FP180"] {
        assert!(of_code(&bundle.plan, code).is_none(), "{code}");
    }
    flawless(&bundle);
}

#[test]
fn visitors_are_told_apart_behind_a_proxy_only_if_it_is_trusted() {
    let front = |networks| plan_of(&[("site.tls", "in-front"), ("nginx.real_ip_from", networks)]);
    assert!(of_code(&front("10.42.0.0/16"), "FP192").is_some());
    assert!(of_code(&front("10.42.0.0/16, 203.0.113.0/24"), "FP192").is_none());
    let tunnel = [("site.tls", "in-front"), ("ingress.controller", "tunnel")];
    assert!(of_code(&plan_of(&tunnel), "FP192").is_none(), "its pods report the visitor themselves");
}

#[test]
fn a_tunnel_in_the_cluster_needs_no_ingress_and_is_the_only_one_let_in() {
    let bundle = bundle(&[
        ("ingress.controller", "tunnel"),
        ("site.tls", "in-front"),
        ("cluster.ingress_namespace", "cloudflared"),
        ("cluster.ingress_label", "pod=cloudflared"),
    ]);
    let expected = json!([{
        "namespaceSelector": { "matchLabels": { "kubernetes.io/metadata.name": "cloudflared" } },
        "podSelector": { "matchLabels": { "pod": "cloudflared" } },
    }]);
    assert_eq!(let_in(&bundle), expected);
    assert!(bundle.objects().iter().all(|object| object["kind"] != "Ingress"));
    assert!(of_code(&bundle.plan, "FP027").is_none());
    let readme = text(&bundle.plan, "README.md");
    assert!(readme.contains("http://nginx.forum.svc.cluster.local:80") && !readme.contains("ingressclass"));
    flawless(&bundle);
}

#[test]
fn a_tunnel_under_traefiks_names_is_found_and_mended() {
    let plan = plan_of(&[("ingress.controller", "tunnel"), ("site.tls", "in-front")]);
    let finding = of_code(&plan, "FP027").expect("Traefik's pods are let in, the tunnel's are not");
    let after = fixed(&finding);
    assert_eq!(after.cluster.ingress_label.as_str(), "app=cloudflared");
    assert!(of_code(&after, "FP027").is_none());
}

#[test]
fn a_certificate_where_nothing_ends_tls_is_refused_with_the_way_out() {
    for controller in ["tunnel", "load-balancer", "node-port"] {
        for tls in ["cert-manager", "secret"] {
            let plan = plan_of(&[("ingress.controller", controller), ("site.tls", tls)]);
            let finding = of_code(&plan, "FP191").unwrap_or_else(|| panic!("{controller} {tls}"));
            assert_eq!(finding.severity, Severity::Error);
            assert!(of_code(&fixed(&finding), "FP191").is_none());
            let objects = outcome(&plan, &Secrets::default()).objects;
            assert!(objects.iter().all(|(_, object)| object.kind() != "Issuer"), "nothing would ask it");
        }
        assert!(
            of_code(&plan_of(&[("ingress.controller", controller), ("site.tls", "none")]), "FP191").is_none()
        );
    }
}

#[test]
fn without_a_controller_the_service_of_nginx_is_reached_and_keeps_visitors_addresses() {
    let service = |answers: &Answers| {
        let bundle = bundle(answers);
        flawless(&bundle);
        bundle.object("Service", "nginx").expect("a Service")["spec"].clone()
    };
    let balancer = service(&[("ingress.controller", "load-balancer"), ("site.tls", "in-front")]);
    assert_eq!(
        (&balancer["type"], &balancer["externalTrafficPolicy"]),
        (&json!("LoadBalancer"), &json!("Local"))
    );
    assert_eq!(balancer["ports"][0]["nodePort"], Value::Null);
    let ports = service(&[
        ("ingress.controller", "node-port"),
        ("ingress.node_port", "31080"),
        ("site.tls", "in-front"),
    ]);
    assert_eq!((&ports["type"], &ports["ports"][0]["nodePort"]), (&json!("NodePort"), &json!(31080)));
    assert_eq!(service(&[])["externalTrafficPolicy"], Value::Null);
    let verify = text(&plan_of(&[("ingress.controller", "load-balancer")]), "verify.sh");
    assert!(verify.contains("status.loadBalancer.ingress"));
}

/// Everything of Gateway API in a bundle, by kind and name.
fn routes(bundle: &PlannedBundle) -> Vec<String> {
    let mine =
        bundle.objects().iter().filter(|object| object["apiVersion"] == "gateway.networking.k8s.io/v1");
    let word = |value: &Value| value.as_str().expect("a word").to_owned();
    mine.map(|object| format!("{}/{}", word(&object["kind"]), word(&object["metadata"]["name"]))).collect()
}

#[test]
fn a_gateway_of_the_bundles_own_serves_https_redirects_http_and_gets_its_certificate() {
    let bundle = bundle(&[("ingress.controller", "gateway-api"), ("site.host", "talk.misago-project.org")]);
    assert_eq!(routes(&bundle), ["Gateway/forum", "HTTPRoute/forum", "HTTPRoute/forum-http"]);
    let gateway = bundle.object("Gateway", "forum").unwrap();
    assert_eq!(gateway["metadata"]["annotations"]["cert-manager.io/issuer"], "letsencrypt");
    assert_eq!(gateway["spec"]["gatewayClassName"], "eg");
    let [http, https] = &gateway["spec"]["listeners"].as_array().unwrap()[..] else {
        panic!("two listeners")
    };
    assert_eq!((&http["port"], &https["port"]), (&json!(80), &json!(443)));
    assert_eq!(https["hostname"], "talk.misago-project.org");
    assert_eq!(https["tls"]["certificateRefs"][0]["name"], "forum-tls");
    assert_eq!(http["hostname"], Value::Null, "a solver's route may come in");
    let route = bundle.object("HTTPRoute", "forum").unwrap();
    assert_eq!(route["spec"]["parentRefs"][0]["sectionName"], "https");
    assert_eq!(route["spec"]["rules"][0]["backendRefs"][0]["name"], "nginx");
    let redirect = bundle.object("HTTPRoute", "forum-http").unwrap();
    assert_eq!(redirect["spec"]["parentRefs"][0]["sectionName"], "http");
    assert_eq!(redirect["spec"]["rules"][0]["filters"][0]["requestRedirect"]["statusCode"], 301);
    assert_eq!(redirect["spec"]["rules"][0]["backendRefs"], Value::Null);
    let issuer = bundle.object("Issuer", "letsencrypt").unwrap();
    let parent = &issuer["spec"]["acme"]["solvers"][0]["http01"]["gatewayHTTPRoute"]["parentRefs"][0];
    assert_eq!((&parent["name"], &parent["sectionName"]), (&json!("forum"), &json!("http")));
    let solver = bundle.object("NetworkPolicy", "acme-solver").expect("a policy for the solver");
    assert_eq!(solver["spec"]["ingress"][0]["from"], let_in(&bundle), "the challenge comes the same way");
    let readme = text(&bundle.plan, "README.md");
    assert!(
        readme.contains("config.enableGatewayAPI=true") && readme.contains("kubectl get gatewayclass eg")
    );
    assert!(text(&bundle.plan, "verify.sh").contains("httproute.gateway.networking.k8s.io"));
    flawless(&bundle);
}

#[test]
fn the_class_of_a_gateway_tells_whose_pods_come_in() {
    let pods = |namespace: &str, key: &str, value: &str| {
        json!([{
            "namespaceSelector": { "matchLabels": { "kubernetes.io/metadata.name": namespace } },
            "podSelector": { "matchLabels": { key: value } },
        }])
    };
    for (class, expected) in [
        ("eg", pods("envoy-gateway-system", "app.kubernetes.io/name", "envoy")),
        ("traefik", pods("kube-system", "app.kubernetes.io/name", "traefik")),
        ("contour", pods("projectcontour", "app", "envoy")),
        ("istio", pods("edge", "gateway.networking.k8s.io/gateway-name", "shared")),
        ("nginx", pods("edge", "gateway.networking.k8s.io/gateway-name", "shared")),
        ("cilium", Value::Null),
        ("my-own", pods("kube-system", "app.kubernetes.io/name", "traefik")),
    ] {
        let bundle = bundle(&[
            ("ingress.controller", "gateway-api"),
            ("ingress.gateway", "existing"),
            ("ingress.gateway_class", class),
            ("ingress.gateway_name", "shared"),
            ("ingress.gateway_namespace", "edge"),
            ("site.tls", "in-front"),
        ]);
        assert_eq!(let_in(&bundle), expected, "{class}");
        flawless(&bundle);
    }
    let google = plan_of(&[("ingress.controller", "gateway-api"), ("ingress.gateway_class", "gke-l7-rilb")]);
    assert!(of_code(&google, "FP190").is_some(), "its addresses have to be named");
}

#[test]
fn traefiks_listeners_have_the_ports_of_its_entry_points() {
    let bundle = bundle(&[("ingress.controller", "gateway-api"), ("ingress.gateway_class", "traefik")]);
    let gateway = bundle.object("Gateway", "forum").unwrap();
    let ports: Vec<_> =
        gateway["spec"]["listeners"].as_array().unwrap().iter().map(|it| &it["port"]).collect();
    assert_eq!(ports, [8000, 8443]);
}

#[test]
fn a_shared_gateway_is_joined_where_the_plan_says_and_keeps_its_certificate() {
    let shared = [
        ("ingress.controller", "gateway-api"),
        ("ingress.gateway", "existing"),
        ("ingress.gateway_name", "shared"),
        ("ingress.gateway_namespace", "edge"),
    ];
    let asks = plan_of(&shared);
    let finding = of_code(&asks, "FP191").expect("its certificate is not the bundle's");
    let plan = fixed(&finding);
    assert!(of_code(&plan, "FP191").is_none());
    let redirect = of_code(&plan, "FP195").expect("nothing redirects");
    assert!(!fixed(&redirect).ingress.redirect_https);
    let sections = [
        ("site.tls", "in-front"),
        ("ingress.gateway_section", "websecure"),
        ("ingress.gateway_http_section", "web"),
    ];
    let bundle = bundle(&[&shared[..], &sections[..]].concat());
    assert_eq!(routes(&bundle), ["HTTPRoute/forum", "HTTPRoute/forum-http"]);
    let parent = |route: &str| bundle.object("HTTPRoute", route).unwrap()["spec"]["parentRefs"][0].clone();
    assert_eq!(parent("forum")["sectionName"], "websecure");
    assert_eq!(parent("forum-http")["sectionName"], "web");
    assert_eq!(parent("forum-http")["namespace"], "edge");
    assert!(of_code(&bundle.plan, "FP195").is_none());
}

#[test]
fn a_gateway_whose_pods_the_forums_namespace_would_refuse_is_an_error_before_the_download() {
    for class in ["istio", "nginx", "kgateway"] {
        let own = plan_of(&[("ingress.controller", "gateway-api"), ("ingress.gateway_class", class)]);
        let finding = of_code(&own, "FP194").unwrap_or_else(|| panic!("{class}"));
        assert_eq!(finding.severity, Severity::Error);
        assert!(of_code(&fixed(&finding), "FP194").is_none());
        let here = [
            ("ingress.controller", "gateway-api"),
            ("ingress.gateway", "existing"),
            ("ingress.gateway_class", class),
            ("ingress.gateway_namespace", "forum"),
        ];
        assert!(of_code(&plan_of(&here), "FP194").is_some(), "{class}");
    }
    let uploads = [("ingress.controller", "gateway-api"), ("ingress.gateway_class", "nginx")];
    assert!(of_code(&plan_of(&uploads), "FP196").expect("1 MB").detail.contains("ClientSettingsPolicy"));
}

/// What the Ingress of the forum tells a controller.
fn annotations(answers: &Answers) -> Value {
    let bundle = bundle(answers);
    flawless(&bundle);
    bundle.object("Ingress", "forum").expect("an Ingress")["metadata"]["annotations"].clone()
}

#[test]
fn every_controller_is_told_to_redirect_and_to_let_uploads_through_in_its_own_words() {
    for (controller, words) in [
        (
            "nginx",
            &[
                ("nginx.ingress.kubernetes.io/ssl-redirect", "true"),
                ("nginx.ingress.kubernetes.io/proxy-body-size", "16m"),
            ][..],
        ),
        (
            "f5-nginx",
            &[("ingress.kubernetes.io/ssl-redirect", "true"), ("nginx.org/client-max-body-size", "16m")],
        ),
        ("haproxy", &[("haproxy.org/ssl-redirect", "true"), ("haproxy.org/ssl-redirect-port", "443")]),
        ("haproxy-ingress", &[("haproxy-ingress.github.io/ssl-redirect", "true")]),
        (
            "contour",
            &[
                ("ingress.kubernetes.io/force-ssl-redirect", "true"),
                ("projectcontour.io/response-timeout", "60s"),
            ],
        ),
        (
            "gce",
            &[("networking.gke.io/v1beta1.FrontendConfig", "forum"), ("kubernetes.io/ingress.class", "gce")],
        ),
        (
            "azure",
            &[
                ("appgw.ingress.kubernetes.io/ssl-redirect", "true"),
                ("appgw.ingress.kubernetes.io/health-probe-path", "/nginx-health"),
            ],
        ),
    ] {
        let found = annotations(&[("ingress.controller", controller)]);
        for (key, value) in words {
            assert_eq!(found[*key], *value, "{controller}: {found}");
        }
        let foreign =
            found.as_object().unwrap().keys().filter(|key| key.starts_with("nginx.ingress.kubernetes.io"));
        assert_eq!(foreign.count() > 0, controller == "nginx", "{controller}: {found}");
        let off = annotations(&[("ingress.controller", controller), ("ingress.redirect_https", "false")]);
        assert_ne!(off, found, "{controller} redirects whatever the plan says");
    }
}

#[test]
fn a_load_balancer_outside_is_asked_for_health_where_nginx_answers_and_let_in_by_address() {
    let subnets = [("ingress.addresses", "10.20.0.0/16"), ("ingress.class", "alb"), ("site.tls", "in-front")];
    let alb = [&[("ingress.controller", "aws-alb"), ("site.host", "talk.misago-project.org")], &subnets[..]]
        .concat();
    let found = annotations(&alb);
    assert_eq!(found["alb.ingress.kubernetes.io/healthcheck-path"], "/nginx-health");
    assert_eq!(found["alb.ingress.kubernetes.io/target-type"], "ip");
    assert_eq!(found["alb.ingress.kubernetes.io/scheme"], "internet-facing");
    assert_eq!(found["alb.ingress.kubernetes.io/ssl-redirect"], "443");
    assert_eq!(let_in(&bundle(&alb)), json!([{ "ipBlock": { "cidr": "10.20.0.0/16" } }]));
    assert!(nginx_conf(&bundle(&alb)).contains("set_real_ip_from 10.20.0.0/16;"));
    assert!(of_code(&plan_of(&[("ingress.controller", "aws-alb")]), "FP191").is_some(), "it reads no Secret");

    let google = plan_of(&[("ingress.controller", "gce")]);
    let finding = of_code(&google, "FP190").expect("example addresses");
    assert_eq!(fixed(&finding).ingress.addresses.to_string(), "35.191.0.0/16, 130.211.0.0/22");
    let bundle = bundle(&[("ingress.controller", "gce")]);
    assert_eq!(
        bundle.object("BackendConfig", "nginx").unwrap()["spec"]["healthCheck"]["requestPath"],
        "/nginx-health"
    );
    let service = bundle.object("Service", "nginx").unwrap();
    assert_eq!(
        service["metadata"]["annotations"]["cloud.google.com/backend-config"],
        r#"{"default": "nginx"}"#
    );
    assert_eq!(bundle.object("Ingress", "forum").unwrap()["spec"]["ingressClassName"], Value::Null);
}

const NAMES: [(&str, &str); 2] = [
    ("site.host", "talk.misago-project.org"),
    ("site.other_hosts", "www.misago-project.org, misago-project.org,talk.misago-project.org"),
];

#[test]
fn other_names_get_certificates_and_lead_to_the_forums_own_with_the_path() {
    let all = ["talk.misago-project.org", "www.misago-project.org", "misago-project.org"];
    for controller in ["traefik", "nginx", "contour", "gateway-api"] {
        let bundle = bundle(&[&NAMES[..], &[("ingress.controller", controller)]].concat());
        let conf = nginx_conf(&bundle);
        assert!(conf.contains("server_name www.misago-project.org misago-project.org;"), "{controller}");
        assert!(conf.contains("return 301 https://talk.misago-project.org$request_uri;"), "{controller}");
        let settings = bundle.object("ConfigMap", "forum-settings").unwrap();
        assert_eq!(settings["data"]["FORUM_OTHER_HOSTS"], "www.misago-project.org misago-project.org");
        if let Some(ingress) = bundle.object("Ingress", "forum") {
            assert_eq!(ingress["spec"]["tls"][0]["hosts"], json!(all));
            let rules = ingress["spec"]["rules"].as_array().unwrap();
            assert_eq!(rules.iter().map(|rule| &rule["host"]).collect::<Vec<_>>(), all);
        } else {
            let listeners = bundle.object("Gateway", "forum").unwrap()["spec"]["listeners"].clone();
            let hosts: Vec<_> =
                listeners.as_array().unwrap().iter().filter_map(|it| it["hostname"].as_str()).collect();
            assert_eq!(hosts, all);
            assert_eq!(bundle.object("HTTPRoute", "forum").unwrap()["spec"]["hostnames"], json!(all));
        }
        flawless(&bundle);
    }
    let alone = bundle(&NAMES[..1]);
    assert!(!nginx_conf(&alone).contains("Other names"));
    assert_eq!(
        alone.object("ConfigMap", "forum-settings").unwrap()["data"]["FORUM_OTHER_HOSTS"],
        Value::Null
    );
}

#[test]
fn findings_readme_and_verify_know_every_name() {
    let plan = plan_of(&NAMES);
    let verify = text(&plan, "verify.sh");
    assert!(verify.contains("for name in www.misago-project.org misago-project.org; do"));
    let readme = text(&plan, "README.md");
    assert!(readme.contains("`www.misago-project.org` and `misago-project.org`"), "the certificate");
    assert!(readme.contains("need the same record"), "the DNS");
    let private = plan_of(&[NAMES[0], ("site.other_hosts", "forum.home.lan")]);
    assert_eq!(of_code(&private, "FP013").expect("no authority knows it").fields[0].0, "site.other_hosts");
    let example = plan_of(&[NAMES[0], ("site.other_hosts", "www.example.org")]);
    let finding = of_code(&example, "FP018").expect("an example");
    assert!(finding.fields.iter().any(|field| field.0 == "site.other_hosts"));
}

#[test]
fn a_forum_that_moves_and_keeps_its_old_name_redirects_from_it() {
    let told = |others: &'static str| {
        let was = plan_of(&[("site.host", "old.misago-project.org")]);
        let is = plan_of(&[NAMES[0], ("site.other_hosts", others)]);
        let secrets = Secrets::default();
        let running = planner::inputs::Running::new(was, None);
        let inputs = Inputs { running: Some(&running), ..Inputs::new(&is, &secrets) };
        let files = planner::outcome::outcome_after(None, &inputs).files;
        files.iter().map(|(_, file)| file.text.as_str()).collect::<String>()
    };
    assert!(told("old.misago-project.org").contains("is among the other names and redirects"));
    assert!(told("www.misago-project.org").contains("answers 404"));
}
