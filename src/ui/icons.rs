//! The page's pictograms: strokes in a square of 16.

use leptos::prelude::*;

pub const UNDO: &str = "M6 3 2.5 6.5 6 10M2.5 6.5H10a3.5 3.5 0 0 1 0 7H7";
pub const REDO: &str = "M10 3l3.5 3.5L10 10M13.5 6.5H6a3.5 3.5 0 0 0 0 7h3";
pub const OPEN: &str = "M8 10.5V2.5M4.8 5.6 8 2.4l3.2 3.2M2.5 10.5v2a1 1 0 0 0 1 1h9a1 1 0 0 0 1-1v-2";
pub const SAVE: &str = "M8 2v8.2M4.8 7.2 8 10.4l3.2-3.2M2.5 11v1.5a1 1 0 0 0 1 1h9a1 1 0 0 0 1-1V11";
pub const FILE: &str = "M9.2 1.500H4.500a1 1 0 0 0-1 1v11a1 1 0 0 0 1 1h7a1 1 0 0 0 1-1V4.800ZM9.2 1.500v3.300h3.300M8 7v4.600M6 9.700l2 2 2-2";
pub const HELP: &str =
    "M5.8 6a2.2 2.2 0 1 1 3.2 2c-.7.4-1 .8-1 1.6M8 12.2v.1M8 1.6a6.4 6.4 0 1 1 0 12.8A6.4 6.4 0 0 1 8 1.6Z";
pub const GAUGE: &str = "M2.4 12a6.200 6.200 0 1 1 11.2 0M8 10.2 10.8 6.2M7.200 10.6a.9.9 0 1 0 1.600 0";
pub const MORE: &str = "M3.5 8v.1M8 8v.1M12.5 8v.1";
pub const SUN: &str = "M8 5.2a2.8 2.8 0 1 1 0 5.6a2.8 2.8 0 0 1 0-5.6ZM8 1v1.4M8 13.6V15M1 8h1.4M13.6 8H15M3 3l1 1M12 12l1 1M13 3l-1 1M4 12l-1 1";
pub const MOON: &str = "M13.4 9.6A5.8 5.8 0 0 1 6.4 2.6a5.8 5.8 0 1 0 7 7Z";
pub const SYSTEM: &str = "M8 1.8a6.2 6.2 0 1 1 0 12.4A6.2 6.2 0 0 1 8 1.8ZM8 1.8v12.4M8 5h4.8M8 8h6M8 11h4.8";
pub const COPY: &str = "M6 5.5h6.5a1 1 0 0 1 1 1V13a1 1 0 0 1-1 1H6a1 1 0 0 1-1-1V6.500a1 1 0 0 1 1-1ZM10.5 5.500V3a1 1 0 0 0-1-1H3.500a1 1 0 0 0-1 1v6.500a1 1 0 0 0 1 1H5";
pub const COMPARE: &str =
    "M8 1.500v13M5.5 3.500h-4v9h4M10.5 3.500h4v9h-4M3.5 6.500h2M10.5 6.500h2M3.5 9.500h2";
pub const CHEVRON: &str = "M6 3.5 10.5 8 6 12.5";
pub const CLOSE: &str = "M4 4l8 8M12 4l-8 8";
pub const RESET: &str = "M3 3v3.500h3.500M3.2 6.300A5.4 5.4 0 1 1 2.7 9.4";
pub const EYE: &str =
    "M1.5 8S4 3.8 8 3.8 14.5 8 14.5 8 12 12.2 8 12.2 1.5 8 1.5 8ZM8 6a2 2 0 1 1 0 4a2 2 0 0 1 0-4Z";
pub const DICE: &str = "M4 2.500h8A1.5 1.5 0 0 1 13.5 4v8a1.5 1.5 0 0 1-1.5 1.500H4A1.5 1.5 0 0 1 2.5 12V4A1.5 1.5 0 0 1 4 2.500ZM5.6 5.600v.1M10.4 5.600v.1M8 8v.1M5.6 10.400v.1M10.4 10.400v.1";
pub const PEN: &str = "M10.8 2.7 13.3 5.2 5.6 12.9 2.5 13.5 3.1 10.400ZM9.3 4.200l2.5 2.5";
pub const TERMINAL: &str = "M2.5 3.500h11v9h-11ZM5 6.5 7 8 5 9.500M8.5 9.500H11";
pub const PLANS: &str = "M2.500 4h2.500M2.500 8h2.500M2.500 12h2.500M7 4h6.500M7 8h6.500M7 12h6.500";
pub const SHARE: &str = "M6.700 9.300l2.600-2.600M7 4.900l1.700-1.700a2.900 2.900 0 0 1 4.100 4.100L11.100 9M9 11.100l-1.700 1.700a2.900 2.900 0 0 1-4.100-4.100L4.900 7";
pub const SEARCH: &str = "M7 2.5a4.500 4.500 0 1 1 0 9a4.500 4.500 0 0 1 0-9ZM10.3 10.3 14 14";
pub const LARGER: &str =
    "M7 2.500a4.500 4.500 0 1 1 0 9a4.500 4.500 0 0 1 0-9ZM10.300 10.300 14 14M7 5v4M5 7h4";
pub const SMALLER: &str = "M7 2.500a4.500 4.500 0 1 1 0 9a4.500 4.500 0 0 1 0-9ZM10.300 10.300 14 14M5 7h4";
pub const FIT: &str = "M2.500 5.500h11v5h-11ZM5 2.500h6M5 13.500h6";
pub const WHOLE: &str = "M2.500 6V2.500H6M10 2.500h3.500V6M13.500 10v3.500H10M6 13.500H2.500V10";

/// One of them.
#[component]
pub fn Icon(strokes: &'static str) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
            <path d=strokes />
        </svg>
    }
}
