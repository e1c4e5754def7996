//! Whether a board's layout can be shown, and the layout that a new board begins with.
//!
//! Room:  server/http/build; asked before a board is kept.
//! Holds: blocks lie on the grid, large enough to be read from eight metres, and never upon each
//!        other; a figure has a measure and a span that fit each other and its scope.
//! Never: repairs a layout: whoever sends it is told the page, the block and what to do.
//! Proof: tests below; `tests/it/api_wall.rs`.

use crate::http::refusal::Refusal;
use crate::http::views::wall::{
    BlockKind, WallBlock, WallLayout, WallMeasure, WallPage, WallScope, WallSpan,
};
use domain::{QueueId, SiteId, SkillId};
use live::Live;
use std::collections::BTreeSet;

/// Columns and rows of a page.
pub const GRID: (u8, u8) = (12, 6);
const PAGES: usize = 12;
const BLOCKS: usize = 24;
const SECONDS: std::ops::RangeInclusive<u16> = 5..=3_600;

/// What is wrong with a layout, if anything.
pub fn check(layout: &WallLayout, live: &Live) -> Result<(), Refusal> {
    if !SECONDS.contains(&layout.rotate_s) {
        let hint = "Write seconds from 5 to 3600";
        return Err(Refusal::parameter("rotate_s", &layout.rotate_s.to_string(), hint));
    }
    if layout.pages.is_empty() || layout.pages.len() > PAGES {
        let found = format!("The board has {} pages", layout.pages.len());
        return Err(Refusal::invalid(found, format!("Send 1 to {PAGES} pages")));
    }
    check_scope(layout.attention, live).map_err(|what| at_attention(&what))?;
    let mut ids = BTreeSet::new();
    for (number, page) in (1..).zip(&layout.pages) {
        if page.blocks.len() > BLOCKS {
            let found = format!("Page {number} has {} blocks", page.blocks.len());
            return Err(Refusal::invalid(found, format!("Put at most {BLOCKS} on a page")));
        }
        for (place, block) in page.blocks.iter().enumerate() {
            let earlier = &page.blocks[..place];
            let checked = check_block(block, earlier, live);
            let checked = checked.and_then(|()| match ids.insert(block.id) {
                true => Ok(()),
                false => Err(("its id is used twice".into(), "Give each block an id of its own")),
            });
            checked.map_err(|(what, hint)| {
                Refusal::invalid(format!("Page {number}, block {}: {what}", block.id), hint)
            })?;
        }
    }
    Ok(())
}

/// What is wrong, and what to do.
type Fault = (String, &'static str);

fn at_attention((what, hint): &Fault) -> Refusal {
    Refusal::invalid(format!("The attention list: {what}"), *hint)
}

fn check_block(block: &WallBlock, earlier: &[WallBlock], live: &Live) -> Result<(), Fault> {
    let (columns, rows) = GRID;
    let (width, height) = smallest(block.kind);
    if block.width < width || block.height < height {
        let what = format!("it is smaller than {width} columns by {height} rows");
        return Err((what, "Make it larger: it is read from eight metres"));
    }
    let fits = |from: u8, size: u8, most| from.checked_add(size).is_some_and(|end| end <= most);
    if !fits(block.x, block.width, columns) || !fits(block.y, block.height, rows) {
        return Err(("it leaves the grid".into(), "Keep within 12 columns and 6 rows"));
    }
    if let Some(other) = earlier.iter().find(|other| overlap(block, other)) {
        let what = format!("it lies upon block {}", other.id);
        return Err((what, "Move one of the two"));
    }
    check_scope(block.scope, live)?;
    check_figure(block)
}

/// Columns and rows below which a block cannot be read.
const fn smallest(kind: BlockKind) -> (u8, u8) {
    match kind {
        BlockKind::Figure | BlockKind::Clock => (2, 1),
        BlockKind::Queues => (6, 2),
        BlockKind::People => (3, 4),
        BlockKind::Curve => (4, 2),
    }
}

const fn overlap(one: &WallBlock, other: &WallBlock) -> bool {
    one.x < other.x + other.width
        && other.x < one.x + one.width
        && one.y < other.y + other.height
        && other.y < one.y + one.height
}

fn check_scope(scope: WallScope, live: &Live) -> Result<(), Fault> {
    let names = live.names();
    let is_known = match scope {
        WallScope::Centre => true,
        WallScope::Site(id) => names.sites.contains_key(&SiteId(id)),
        WallScope::Skill(id) => names.skills.contains_key(&SkillId(id)),
        WallScope::Queue(id) => live.queues().contains(&QueueId(id)),
    };
    match is_known {
        true => Ok(()),
        false => Err((format!("there is no {scope}"), "Choose a scope that exists")),
    }
}

fn check_figure(block: &WallBlock) -> Result<(), Fault> {
    let hint = "A figure names measure and span, every other block neither";
    let (measure, span) = match (block.kind, block.measure, block.span) {
        (BlockKind::Figure, Some(measure), Some(span)) => (measure, span),
        (BlockKind::Figure, _, _) => return Err(("it lacks measure or span".into(), hint)),
        (_, None, None) => return Ok(()),
        _ => return Err(("it has a measure or a span".into(), hint)),
    };
    if measure == WallMeasure::InIvr && block.scope != WallScope::Centre {
        let what = "contacts in the IVR belong to no queue yet".into();
        return Err((what, "Show in_ivr for the centre"));
    }
    if is_state(measure) != (span == WallSpan::Now) {
        let what = "measure and span do not fit each other".into();
        return Err((what, "States go with `now`, counts and rates with a window or `today`"));
    }
    let has_windows = measure != WallMeasure::Occupancy;
    match has_windows || span == WallSpan::Today {
        true => Ok(()),
        false => Err(("occupancy is known for the day only".into(), "Write the span `today`")),
    }
}

/// Whether a measure is of this moment and of no span.
#[must_use]
pub const fn is_state(measure: WallMeasure) -> bool {
    matches!(
        measure,
        WallMeasure::Waiting
            | WallMeasure::LongestWaitMs
            | WallMeasure::Talking
            | WallMeasure::InIvr
            | WallMeasure::Available
            | WallMeasure::SignedIn
    )
}

/// A board that serves a centre on its first day: the moment on one page, the day on the next.
#[must_use]
pub fn first_layout() -> WallLayout {
    use WallMeasure::{
        Abandoned, Available, LongestWaitMs, Offered, ServiceLevel, Talking, Waiting,
    };
    let figure = |id, measure, span, (x, y, width, height)| WallBlock {
        measure: Some(measure),
        span: Some(span),
        ..block(id, BlockKind::Figure, (x, y, width, height))
    };
    let moment = vec![
        figure(1, ServiceLevel, WallSpan::Last15m, (0, 0, 4, 2)),
        figure(2, Waiting, WallSpan::Now, (4, 0, 2, 2)),
        figure(3, LongestWaitMs, WallSpan::Now, (6, 0, 3, 2)),
        figure(4, Available, WallSpan::Now, (9, 0, 3, 2)),
        block(5, BlockKind::Queues, (0, 2, 8, 4)),
        block(6, BlockKind::People, (8, 2, 4, 4)),
    ];
    let day = vec![
        figure(7, ServiceLevel, WallSpan::Today, (0, 0, 4, 2)),
        figure(8, Offered, WallSpan::Today, (4, 0, 3, 2)),
        figure(9, Abandoned, WallSpan::Today, (7, 0, 2, 2)),
        figure(10, Talking, WallSpan::Now, (9, 0, 3, 2)),
        block(11, BlockKind::Curve, (0, 2, 9, 4)),
        block(12, BlockKind::Clock, (9, 2, 3, 4)),
    ];
    let pages = vec![WallPage { blocks: moment }, WallPage { blocks: day }];
    WallLayout { attention: WallScope::Centre, rotate_s: 30, pages }
}

const fn block(id: u32, kind: BlockKind, (x, y, width, height): (u8, u8, u8, u8)) -> WallBlock {
    let scope = WallScope::Centre;
    WallBlock { id, kind, scope, measure: None, span: None, x, y, width, height }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is said of a layout whose second block is the given one.
    fn said(second: WallBlock) -> String {
        let first = WallBlock { width: 12, height: 2, ..block(1, BlockKind::Queues, (0, 0, 6, 2)) };
        let pages = vec![WallPage { blocks: vec![first, second] }];
        let layout = WallLayout { pages, ..first_layout() };
        check(&layout, &Live::default()).err().map_or_else(String::new, |refusal| refusal.message)
    }

    fn figure(measure: WallMeasure, span: WallSpan) -> WallBlock {
        let free = block(2, BlockKind::Figure, (0, 2, 2, 1));
        WallBlock { measure: Some(measure), span: Some(span), ..free }
    }

    #[test]
    fn the_first_board_is_a_board() {
        assert_eq!(check(&first_layout(), &Live::default()), Ok(()));
    }

    #[test]
    fn a_block_lies_on_the_grid_and_on_no_other() {
        assert_eq!(said(block(2, BlockKind::Curve, (0, 2, 4, 2))), "");
        let upon = said(block(2, BlockKind::Curve, (8, 1, 4, 2)));
        assert_eq!(upon, "Page 1, block 2: it lies upon block 1");
        assert!(said(block(2, BlockKind::Curve, (9, 2, 4, 2))).contains("leaves the grid"));
        assert!(said(block(2, BlockKind::Curve, (0, 255, 4, 2))).contains("leaves the grid"));
        assert!(said(block(2, BlockKind::Curve, (0, 2, 3, 2))).contains("smaller than 4"));
        assert!(said(block(1, BlockKind::Curve, (0, 2, 4, 2))).contains("used twice"));
    }

    #[test]
    fn a_figure_names_a_measure_that_fits_its_span_and_scope() {
        use WallMeasure::{InIvr, Occupancy, Offered, Waiting};
        assert_eq!(said(figure(Waiting, WallSpan::Now)), "");
        assert!(said(figure(Waiting, WallSpan::Today)).contains("do not fit"));
        assert!(said(figure(Offered, WallSpan::Now)).contains("do not fit"));
        assert!(said(figure(Occupancy, WallSpan::Last15m)).contains("for the day only"));
        assert!(said(block(2, BlockKind::Figure, (0, 2, 2, 1))).contains("lacks measure"));
        let clock = WallBlock { kind: BlockKind::Clock, ..figure(Waiting, WallSpan::Now) };
        assert!(said(clock).contains("has a measure"));
        let scope = WallScope::Queue(7);
        assert!(said(WallBlock { scope, ..figure(Waiting, WallSpan::Now) }).contains("no queue:7"));
        assert!(said(WallBlock { scope, ..figure(InIvr, WallSpan::Now) }).contains("no queue:7"));
    }

    #[test]
    fn pages_and_seconds_have_bounds() {
        let refused = |layout: &WallLayout| check(layout, &Live::default()).is_err();
        assert!(refused(&WallLayout { rotate_s: 4, ..first_layout() }));
        assert!(refused(&WallLayout { pages: Vec::new(), ..first_layout() }));
        let page = WallPage { blocks: Vec::new() };
        assert!(!refused(&WallLayout { pages: vec![page.clone(); PAGES], ..first_layout() }));
        assert!(refused(&WallLayout { pages: vec![page; PAGES + 1], ..first_layout() }));
    }

    #[test]
    fn a_scope_reads_back_from_its_word() {
        for word in ["centre", "site:1", "skill:2", "queue:7"] {
            assert_eq!(
                WallScope::parse(word).map(|scope| scope.to_string()).as_deref(),
                Some(word)
            );
        }
        for wrong in ["", "queue", "queue:", "queue:x", "agent:3", "queue:4294967296"] {
            assert_eq!(WallScope::parse(wrong), None, "{wrong}");
        }
    }
}
