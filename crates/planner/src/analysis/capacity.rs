//! How much load a plan carries, and what it would take to carry more: a model based on measured costs.
//!
//! Every figure is a range, because the measurements vary by 40 % in both directions, and it is rounded accordingly. A
//! plan carries a load if it does so at the worse end of the range. [`Demand`] is kept beside the plan: nothing here
//! changes a plan or a bundle.

mod advice;
mod costs;
mod demand;
mod formulas;
mod growth;
mod nodes;
mod range;
mod rows;
mod servers;

use crate::plan::Plan;
use crate::stack::{counted, storage};
pub use advice::{End, advised, ends};
pub use costs::{CALLS, PAGES, POSTS, Request};
pub use demand::{Demand, QUESTIONS, Question, Visits};
pub use formulas::{Formula, formulas};
pub use range::Range;
use range::share;
pub use rows::{CapacityRow, Headroom};
use servers::servers;

/// How a plan copes with a load.
#[derive(Clone, Debug, PartialEq)]
pub struct CapacityEstimate {
    /// Page views in a thousand seconds that it carries, posts in proportion.
    pub carries: Range,
    /// Page views in a thousand seconds that are expected.
    pub peak: u64,
    /// Whether it carries that.
    pub state: Headroom,
    /// Who gives way first as the load grows.
    pub first: String,
    /// After how many months of growth it no longer carries it for certain, if within years.
    pub lasts: Option<u32>,
    /// The load that this answers.
    pub demand: Demand,
    /// Line by line.
    pub rows: Vec<CapacityRow>,
}

/// Computes how this plan copes with this load.
pub fn capacity(plan: &Plan, demand: &Demand) -> CapacityEstimate {
    let servers = servers(plan);
    let taken = nodes::taken(plan, demand);
    let peak = demand.peak();
    // Who carries how much: each server with what it may use, and all of them on the nodes.
    let mut limits: Vec<(String, Range, u64)> = servers
        .iter()
        .filter_map(|server| Some((server.title.to_owned(), server.uses(demand), server.has()?)))
        .collect();
    let node = share(nodes::node_cpu(plan), costs::PACKED, 100);
    limits.push(("the nodes' CPU".to_owned(), taken.cpu, node.saturating_mul(u64::from(plan.cluster.nodes))));
    if storage::held(plan) {
        limits.push(("the CPU of the media volume's node".to_owned(), taken.held, node));
    }
    let (mut carries, mut first) = (Range::new(u64::MAX, u64::MAX), String::new());
    for (title, uses, has) in limits {
        // What takes no CPU at all carries anything.
        let most = |uses: u64| if uses == 0 { u64::MAX } else { share(peak, has, uses) };
        let (low, high) = (most(uses.high), most(uses.low));
        if low < carries.low {
            first = title;
        }
        carries = Range::new(carries.low.min(low), carries.high.min(high));
    }
    let mut rows: Vec<CapacityRow> = servers.iter().map(|server| rows::server(server, demand)).collect();
    rows.push(rows::connections(plan));
    rows.push(rows::memory(plan, &taken));
    rows.push(rows::nodes(plan, &taken, 0));
    rows.extend(rows::one_node(plan, &taken));
    rows.push(rows::nodes(plan, &taken, 1));
    rows.extend(rows::volumes(plan, demand));
    let deciding = rows.iter().filter(|row| row.decides);
    let state = deciding.map(|row| row.state).max().unwrap_or(Headroom::Enough);
    let lasts = growth::lasts(demand, peak, carries.low);
    CapacityEstimate { carries, peak, state, first, lasts, demand: *demand, rows }
}

impl CapacityEstimate {
    /// The answer in a sentence or two.
    pub fn sentence(&self) -> String {
        let carries = self.demand.said(self.carries);
        let expected = self.demand.expected();
        // If the operator entered people, show the page views that follow from them.
        let views = match self.demand.visits {
            Visits::PageViews => String::new(),
            Visits::DailyUsers => {
                format!(" ({} page views a second at the peak)", self.carries.rounded_thousandths())
            }
        };
        let verdict = match self.state {
            Headroom::Enough => format!("Enough for {expected}."),
            Headroom::Perhaps => format!("Maybe enough for {expected}."),
            Headroom::TooLittle => format!("Not enough for {expected}."),
        };
        let other = self.rows.iter().filter(|row| row.decides && row.state != Headroom::Enough);
        let short: Vec<String> = other.map(|row| row.title.clone()).collect();
        let short =
            if short.is_empty() { String::new() } else { format!(" Too small: {}.", short.join(", ")) };
        let lasts = match self.lasts {
            Some(0) if self.state == Headroom::Enough => {
                " With that growth it lasts less than a month.".to_owned()
            }
            Some(months) if self.state == Headroom::Enough => {
                format!(" With that growth it lasts about {}.", counted(months, "month"))
            }
            _ => String::new(),
        };
        format!("{verdict}{lasts} The plan handles {carries}{views}. First limit: {}.{short}", self.first)
    }
}
