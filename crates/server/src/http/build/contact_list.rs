//! Lists of contacts: what is open, what leaves the state just now, and what history holds, as one.
//!
//! Room:  server/http/build; asks `sieve` of the state and of history.
//! Holds: youngest first, each entry once, whether it is open, on its way into history or there;
//!        pages by key: an entry keeps its place when it ends. A list as of a moment shows what
//!        was known then.
//! Proof: `tests/it/api_figures.rs`, `tests/it/api_floor.rs`.

use crate::clock;
use crate::http::access::Subject;
use crate::http::build::shares::Shares;
use crate::http::build::sieve::{Sieve, Standing, any};
use crate::http::build::{
    agent_part, contacts, figures, house, names, painter, parts, past, person, slice,
};
use crate::http::query;
use crate::http::refusal::Refusal;
use crate::http::routes::contacts::{ContactsParams, Whose};
use crate::http::state::AppState;
use crate::http::views::ListMeta;
use crate::http::views::contact::{
    ContactView, ContactsAnswer, FigureOf, OutcomeView, PartView, SpanView,
};
use crate::http::views::figures::AttributionView;
use domain::figures::{Attribution, Counts};
use domain::history::ContactKey;
use domain::measure::Definition;
use domain::{ContactId, Duration, Interval, Timestamp};
use live::Live;
use store::{ContactCursor, ContactFilter, Dated, Lane, OutcomeKind, StoreError};

/// How long a list waits for history to hold what the state let go before it.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(2);

/// A request that was understood.
#[derive(Clone, Debug)]
pub struct Question {
    pub whose: Whose,
    pub part: Option<PartView>,
    pub span: Option<SpanView>,
    pub within: Interval,
    pub by: Attribution,
    pub at: Option<Timestamp>,
    pub limit: usize,
    pub before: Option<ContactCursor>,
    rule: Option<crate::http::views::figures::Rule>,
    outcome: Option<OutcomeView>,
    within_wait: Option<Duration>,
    beyond_wait: Option<Duration>,
}

/// What one look at the state gives.
struct Look {
    now: Timestamp,
    sequence: u64,
    sieve: Sieve,
    found: Vec<(ContactCursor, ContactView)>,
    open: u64,
    /// Entries that leave the state just now: history may or may not have them.
    leaving: Vec<(ContactId, u16)>,
    figure: Option<Figure>,
}

/// The figure behind a part.
struct Figure {
    of: Option<String>,
    definition: Definition,
    target: Option<u16>,
    within: Option<Interval>,
    keys: Option<Vec<ContactKey>>,
    counts: Option<Counts>,
    /// Of a part that is now.
    now: Option<u64>,
}

/// Answers a request.
pub async fn read(
    state: &AppState,
    subject: &Subject,
    whose: Whose,
    params: &ContactsParams,
) -> Result<ContactsAnswer, Refusal> {
    let mut question = understand(whose, params)?;
    question.whose = state.engine.read(|live| person::reach_of(live, subject, question.whose))?;
    if let (Some(part), Some(agent)) = (question.part, question.whose.agent)
        && agent_part::is_one(part)
    {
        return agent_part::read(state, &question, part, agent).await;
    }
    let look = match question.at {
        Some(at) => look(&*past::floor(state, at).await?, &question, at)?,
        None => {
            let now = state.now();
            state.engine.read(|live| look(live, &question, painter::moment(live, now)))?
        }
    };
    settled(state).await;
    let shares = shares(state, &question, &look).await?;
    let (rows, next) = page(state, &question, &look).await?;
    let figure = match (&look.figure, question.part) {
        (Some(figure), Some(part)) => {
            Some(figure_of(state, &question, part, (&look, figure), &shares).await?)
        }
        _ => None,
    };
    let next_before = next.map(|cursor| cursor.to_string());
    let meta = ListMeta { next_before, ..ListMeta::whole(rows.len(), look.now) };
    Ok(ContactsAnswer { contacts: rows, figure, meta })
}

/// Waits until history holds what the state has let go, but not for ever: where history cannot be
/// written a list without the last rows is better than none.
pub async fn settled(state: &AppState) {
    tokio::select! {
        () = state.engine.settle() => {}
        () = clock::deadline(PATIENCE) => tracing::warn!("a list does not wait for history"),
    }
}

fn understand(whose: Whose, params: &ContactsParams) -> Result<Question, Refusal> {
    let edge = |name, text: &Option<String>, usual| match text {
        Some(text) => query::instant(name, text),
        None => Ok(usual),
    };
    let has_edges = params.from.is_some() || params.to.is_some();
    let within = Interval {
        start: edge("from", &params.from, Timestamp::MIN)?,
        end: edge("to", &params.to, Timestamp::MAX)?,
    };
    if params.span.is_some() && (has_edges || params.part.is_none()) {
        let hint = "Write `span` with `part` and without `from` and `to`";
        return Err(Refusal::invalid("`span` does not fit the other parameters", hint));
    }
    let usual_span = (params.part.is_some() && !has_edges).then_some(SpanView::Today);
    let is_of_now = params.part.is_some_and(parts::is_of_now);
    Ok(Question {
        whose: whose.narrowed(params),
        part: params.part,
        span: params.span.or(usual_span).filter(|_| !is_of_now),
        within,
        by: figures::attribution(params.attribution.unwrap_or_default()),
        at: params.at.as_ref().map(|at| query::instant("at", at)).transpose()?,
        limit: query::limit(params.limit)?,
        before: query::cursor(params.before.as_deref(), ContactCursor::parse)?,
        rule: params.rule,
        outcome: params.outcome,
        within_wait: seconds("within_s", params.within_s)?,
        beyond_wait: seconds("beyond_s", params.beyond_s)?,
    })
}

fn seconds(name: &str, value: Option<f64>) -> Result<Option<Duration>, Refusal> {
    match value {
        Some(value) if !(0.0..=1e7).contains(&value) => {
            Err(Refusal::parameter(name, &value.to_string(), "Write seconds, for instance 30"))
        }
        #[expect(clippy::cast_possible_truncation, reason = "checked just above")]
        Some(value) => Ok(Some(Duration((value * 1e6).round() as i64))),
        None => Ok(None),
    }
}

fn look(live: &Live, question: &Question, now: Timestamp) -> Result<Look, Refusal> {
    let figure = question.part.map(|part| figure(live, question, part, now));
    let mut sieve = match (question.part, &figure) {
        (Some(part), Some(figure)) => of_part(question, part, figure)?,
        _ => plain(question),
    };
    sieve.of_site = question.whose.site.map(|site| slice::queues_of_site(live, site));
    sieve.wait_from = question.beyond_wait.map(|wait| Duration(wait.0 + 1)).or(sieve.wait_from);
    sieve.wait_until = question.within_wait.or(sieve.wait_until);
    let fits = |open: &&_| sieve.fits_open(live, open, now);
    let open = live.open_contacts().into_iter().filter(fits).map(|open| {
        let entered_at = open.queued_at.unwrap_or(open.arrived_at);
        let cursor = ContactCursor { entered_at, contact: open.contact, entry: open.entries };
        (cursor, contacts::open(live, open, now))
    });
    let mut found: Vec<_> = open.collect();
    let open = found.len() as u64;
    let wraps = live.agents_changed_since(0).filter_map(|(_, agent)| agent.wrap.as_ref());
    let leaving = wraps.map(|wrap| &*wrap.row).filter(|row| sieve.fits_row(row));
    let leaving: Vec<_> = leaving.map(|row| (ContactCursor::of(row), row)).collect();
    found.extend(leaving.iter().map(|&(cursor, row)| (cursor, contacts::closed(live, row))));
    let leaving = leaving.iter().map(|(cursor, _)| (cursor.contact, cursor.entry)).collect();
    Ok(Look { now, sequence: live.sequence(), sieve, found, open, leaving, figure })
}

/// The question of a list that stands for itself.
fn plain(question: &Question) -> Sieve {
    const ALL: &[Standing] =
        &[Standing::Arrived, Standing::InIvr, Standing::Waiting, Standing::Served];
    let by_event = question.by == Attribution::ByEvent;
    let endings = |outcome| Some(vec![any(outcome)]);
    let (open, over, endings): (&[Standing], _, _) = match question.outcome {
        None => (ALL, true, None),
        Some(OutcomeView::Answered) => (&[Standing::Served], true, endings(OutcomeKind::Answered)),
        Some(OutcomeView::Abandoned) => (&[], true, endings(OutcomeKind::Abandoned)),
        Some(OutcomeView::Diverted) => (&[], true, endings(OutcomeKind::Diverted)),
        Some(OutcomeView::Refused) => (&[], true, endings(OutcomeKind::Refused)),
        Some(OutcomeView::NotQueued) => (&[], true, endings(OutcomeKind::NotQueued)),
        Some(OutcomeView::Unknown) => (&[], true, endings(OutcomeKind::Unknown)),
        Some(OutcomeView::Arrived) => (&[Standing::Arrived], false, None),
        Some(OutcomeView::InIvr) => (&[Standing::InIvr], false, None),
        Some(OutcomeView::Waiting) => (&[Standing::Waiting], false, None),
        Some(OutcomeView::Talking) => (&[Standing::Served], false, None),
    };
    Sieve {
        within: question.within,
        dated: if by_event { Dated::LeftQueue } else { Dated::Entered },
        open,
        over,
        endings,
        ..Sieve::of(question.whose)
    }
}

fn figure(live: &Live, question: &Question, part: PartView, now: Timestamp) -> Figure {
    let as_of = question.span.map_or_else(|| house::read_as_of(question.within, now), |_| now);
    let house = house::definition(live, as_of);
    let in_force = live.definitions_in_force(as_of);
    let wanted = question.rule.and_then(|rule| {
        in_force.into_iter().find(|other| figures::rule(other.service_level.rule) == rule)
    });
    let definition = wanted.unwrap_or(house);
    let keys = parts::keys(live, question.whose).filter(|_| !parts::is_of_now(part));
    let counts = keys.as_deref().zip(question.span);
    let counts = counts.map(|(keys, span)| parts::counts(live, keys, span, question.by, now));
    let within = match question.span {
        Some(span) => Some(parts::interval(live, span, now)),
        None => Some(question.within).filter(|_| !parts::is_of_now(part)),
    };
    let target = live.target(question.whose.queue, definition.id);
    let (of, now) =
        (names::whose(live.names(), question.whose), standing_now(live, question, part));
    Figure { of, definition, target, within, keys, counts, now }
}

/// What the floor says of a part that is now.
fn standing_now(live: &Live, question: &Question, part: PartView) -> Option<u64> {
    let floor = live.floor();
    let line = |queue| floor.lines.get(&queue).copied().unwrap_or_default();
    let count = match (part, question.whose.only_queue()?) {
        (PartView::Waiting, Some(queue)) => line(queue).waiting,
        (PartView::Talking, Some(queue)) => line(queue).talking,
        (PartView::Waiting, None) => floor.waiting,
        (PartView::Talking, None) => floor.talking,
        (PartView::InIvr, None) => floor.in_ivr,
        _ => return None,
    };
    Some(count.into())
}

fn of_part(question: &Question, part: PartView, figure: &Figure) -> Result<Sieve, Refusal> {
    let counts = figure.counts.unwrap_or_default();
    let definition = figure.definition.service_level;
    let sieve = parts::sieve(part, question.whose, question.by, definition, &counts);
    let sieve = sieve.ok_or_else(|| {
        let hint = "Add `agent`: who transferred is known of agents only";
        Refusal::invalid("`part` does not fit the other parameters", hint)
    })?;
    Ok(Sieve {
        within: figure.within.unwrap_or(sieve.within),
        // The state counts what it heard itself; what was imported stands in intervals only.
        lane: question.span.map(|_| Lane::LIVE),
        ..sieve
    })
}

/// What history is asked, as of the look.
fn filter(look: &Look) -> Option<ContactFilter> {
    Some(ContactFilter {
        as_of: Some(look.sequence),
        except: look.leaving.clone(),
        ..look.sieve.filter()?
    })
}

/// The whole list, over all its pages; nothing where no figure is asked for.
async fn shares(state: &AppState, question: &Question, look: &Look) -> Result<Shares, Refusal> {
    let mut shares = Shares::default();
    if question.part.is_none() {
        return Ok(shares);
    }
    look.found.iter().for_each(|(_, row)| shares.add_row(row));
    if let Some(filter) = filter(look) {
        let groups = state.store.contact_groups(&filter, &Shares::bands()).await.map_err(fault)?;
        groups.iter().for_each(|group| shares.add(group));
    }
    Ok(shares)
}

/// One page, and where the next begins.
async fn page(
    state: &AppState,
    question: &Question,
    look: &Look,
) -> Result<(Vec<ContactView>, Option<ContactCursor>), Refusal> {
    let mut rows = look.found.clone();
    rows.retain(|(cursor, _)| question.before.is_none_or(|before| key(cursor) < key(&before)));
    let mut is_more = false;
    if let Some(filter) = filter(look) {
        let limit = question.limit + 1;
        let filter = ContactFilter { before: question.before, limit, ..filter };
        let page = state.store.contacts(&filter).await.map_err(fault)?;
        is_more = page.items.len() == limit;
        let older = page.items.iter().map(|item| (ContactCursor::of(&item.row), &item.row));
        let older: Vec<_> =
            older.filter(|(cursor, _)| rows.iter().all(|(held, _)| held != cursor)).collect();
        state.engine.read(|live| {
            rows.extend(older.iter().map(|&(cursor, row)| (cursor, contacts::closed(live, row))));
        });
    }
    Ok(cut(rows, question.limit, is_more))
}

/// The youngest rows, and where those after them begin.
pub fn cut(
    mut rows: Vec<(ContactCursor, ContactView)>,
    limit: usize,
    is_more: bool,
) -> (Vec<ContactView>, Option<ContactCursor>) {
    rows.sort_by_key(|(cursor, _)| std::cmp::Reverse(key(cursor)));
    let is_more = is_more || rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().map(|(cursor, _)| *cursor).filter(|_| is_more);
    (rows.into_iter().map(|(_, row)| row).collect(), next)
}

/// The order of a list.
#[must_use]
pub const fn key(cursor: &ContactCursor) -> (Timestamp, ContactId, u16) {
    (cursor.entered_at, cursor.contact, cursor.entry)
}

async fn figure_of(
    state: &AppState,
    question: &Question,
    part: PartView,
    (look, figure): (&Look, &Figure),
    shares: &Shares,
) -> Result<FigureOf, Refusal> {
    let rule = figure.definition.service_level;
    let counts = match (figure.counts, &figure.keys) {
        (None, Some(keys)) => closed_counts(state, question, keys).await?,
        (counts, _) => counts,
    };
    let count = counts.and_then(|counts| parts::count(part, &counts, rule)).or(figure.now);
    let is_of_now = parts::is_of_now(part);
    Ok(FigureOf {
        part,
        of: figure.of.clone(),
        attribution: (!is_of_now).then(|| attribution(part, question.by)),
        definition: figures::definition(&figure.definition, figure.target),
        span: question.span,
        from: figure.within.map(|within| within.start.into()),
        to: figure.within.map(|within| within.end.into()),
        count,
        total: shares.total(),
        open: look.open,
        queues: state.engine.read(|live| shares.by_queue(live)),
        waits: shares.by_wait(),
        figures: counts.map(|counts| figures::figures(&counts, None, rule)),
        parts: counts.map(|counts| parts::all(&counts, rule)).unwrap_or_default(),
    })
}

/// When a phone rang out is not in a contact's row: such lists are by arrival.
fn attribution(part: PartView, by: Attribution) -> AttributionView {
    if part == PartView::RungOut {
        return AttributionView::ByArrival;
    }
    figures::attribution_view(by)
}

/// The counts of whole intervals of five minutes: from history, and the running one from the state.
async fn closed_counts(
    state: &AppState,
    question: &Question,
    keys: &[ContactKey],
) -> Result<Option<Counts>, Refusal> {
    let Interval { start, end } = question.within;
    let is_whole = |edge: Timestamp| edge.floor(domain::figures::CONTACT_STEP) == edge;
    if keys.is_empty() || !is_whole(start) || !is_whole(end) {
        return Ok(None);
    }
    let mut sum = Counts::default();
    let running = state.engine.read(|live| {
        let running = live.running_interval(live::view::Running::FiveMinutes);
        if question.within.contains(running.start) {
            let span = SpanView::M5;
            sum.merge(&parts::counts(live, keys, span, question.by, running.start));
        }
        running
    });
    let closed = Interval { start, end: end.min(running.start) };
    if closed.start < closed.end {
        let cells = state.store.contact_cells(keys, closed, question.by).await.map_err(fault)?;
        cells.iter().for_each(|cell| sum.merge(&cell.counts));
    }
    Ok(Some(sum))
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of map_err")]
pub fn fault(error: StoreError) -> Refusal {
    Refusal::fault("listing contacts", &error)
}
