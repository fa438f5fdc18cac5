//! Looking after a running forum: changes, backups, and what to do when something is wrong.

use crate::manual::{Chapter, Context};
use crate::plan::Plan;
use crate::shell::quote;
use crate::stack::{self, PARTS, Pause, jobs, secrets};

pub(super) fn later(context: &Context<'_>) -> String {
    let plan = context.plan();
    let namespace = quote(plan.site.namespace.as_str());
    let pause = stack::pause(plan);
    format!(
        "## Change and upgrade

1. Load the **zip** in Forum Planner, change the plan, download it, and unpack it over this folder. {reload} Keep your `Kustomization` too, if you changed it. The planner takes the bundle you loaded as the running one, so
   the new README says under “Upgrade”, object by object, what applying will do.
2. For a new image: build it with a **new tag**, push it, and enter the tag in the plan. The bootstrap Job gets a new name, runs
   again and migrates the database; the other pods wait for it and are then replaced.
3. `kubectl diff -k .` shows what will change; {apply}. `./verify.sh` checks that everything works.

{rolls}
{pause}
Some things cannot be changed just by applying:

* the namespace: back up, install the forum in the new one, restore;
{fixed}
* the size of volumes. If the storage class can grow them (local-path cannot), change the claim,
  `kubectl --namespace {namespace} edit pvc …`, then, for {sets}, delete the set without its pods and
  apply: `kubectl --namespace {namespace} delete statefulset … --cascade=orphan`.

To run the bootstrap again, delete its Job{remake}: `kubectl --namespace {namespace} delete job --selector app.kubernetes.io/component={bootstrap}`
The same command deletes an earlier bundle's Job that never finished.

To delete everything, **including all posts and uploads**: {forget}{removal}
",
        fixed = stack::manual(Chapter::Fixed, context).join("\n"),
        sets = by_hand(plan),
        reload = stack::manual(Chapter::Reload, context).join(" "),
        rolls = stack::manual(Chapter::Rolling, context).join("\n"),
        apply = match &pause {
            None => format!("`kubectl apply -k .` applies it{}", again(plan)),
            Some(Pause { tool, .. }) =>
                format!("commit and push, and {tool} applies it{}", again(plan)),
        },
        pause = pause.as_ref().map_or_else(String::new, |Pause { tool, begin, end, .. }| format!(
            "\n{tool} recreates what you delete and reverts what you change by hand. Pause it before such work and \
             resume it afterwards:\n\n```sh\n{begin}\n{end}\n```\n"
        )),
        remake = pause
            .as_ref()
            .map_or_else(|| " and apply".to_owned(), |Pause { tool, .. }| format!(", and {tool} recreates it")),
        forget = pause.as_ref().map_or_else(String::new, |Pause { forget, .. }| format!("`{forget}` and ")),
        removal = stack::site::removal(plan),
        bootstrap = jobs::BOOTSTRAP,
    )
}

/// The parts whose volumes no operator enlarges.
fn by_hand(plan: &Plan) -> String {
    let volumes = |part: &stack::Part| part.server_volumes.iter().any(|volume| (volume.by_hand)(plan));
    let titles: Vec<&str> = PARTS.iter().filter(|part| volumes(part)).map(|part| part.title).collect();
    titles.join(" and ")
}

/// What a changed secret needs besides.
fn again(plan: &Plan) -> String {
    secrets::manual_step(plan)
        .map_or_else(String::new, |(_, line)| format!("; for changed secrets also run `{line}`"))
}

/// The parts' rows. Servers that start again are no trouble, only seen as one.
pub(super) fn trouble(plan: &Plan) -> String {
    let rows: String = stack::troubles(plan).iter().map(|trouble| trouble.row() + "\n").collect();
    format!(
        "## When something is wrong

Run `./verify.sh` first: it says which part does not answer. Then:

| what you see | cause | what to do |
| --- | --- | --- |
{rows}
A server's pod may restart at any time; web pods then answer 500 for some seconds and recover without a restart.
"
    )
}
