//! Lists of contacts: the open ones from the state, then the closed ones from history.
//!
//! Room:  server/http/build.
//! Holds: the open ones stand on the first page only; closed ones are paged by key, youngest first.

use crate::http::build::{contacts, painter};
use crate::http::query;
use crate::http::refusal::Refusal;
use crate::http::routes::contacts::{ContactsParams, Whose};
use crate::http::state::AppState;
use crate::http::views::ListMeta;
use crate::http::views::contact::{ContactView, ContactsAnswer, OutcomeView};
use crate::http::views::figures::AttributionView;
use domain::history::ContactRow;
use domain::{Duration, Interval, Timestamp};
use journal::carry::{OpenContact, Stage};
use live::Live;
use store::{ContactCursor, ContactFilter, MAX_PAGE, OutcomeKind};

/// A contact that left in an interval entered at most so long before it.
const LONGEST_WAIT: Duration = Duration::from_minutes(4 * 60);
/// Pages of history read for one answer, where rows must be looked at one by one.
const MOST_PAGES: usize = 20;

/// A request that was understood.
struct Question {
    whose: Whose,
    within: Interval,
    by_event: bool,
    outcome: Option<OutcomeView>,
    within_wait: Option<Duration>,
    beyond_wait: Option<Duration>,
    limit: usize,
    before: Option<ContactCursor>,
}

/// Answers a request.
pub async fn read(
    state: &AppState,
    whose: Whose,
    params: &ContactsParams,
) -> Result<ContactsAnswer, Refusal> {
    let question = understand(whose, params)?;
    let now = state.now();
    let mut list = if question.before.is_none() {
        state.engine.read(|live| open(live, &question, painter::moment(live, now)))
    } else {
        Vec::new()
    };
    let (rows, next) = closed(state, &question).await?;
    state.engine.read(|live| list.extend(rows.iter().map(|row| contacts::closed(live, row))));
    let next_before = next.map(|cursor| cursor.to_string());
    let meta = ListMeta { next_before, ..ListMeta::whole(list.len(), now) };
    Ok(ContactsAnswer { contacts: list, meta })
}

fn understand(whose: Whose, params: &ContactsParams) -> Result<Question, Refusal> {
    let edge = |name, text: &Option<String>, usual| match text {
        Some(text) => query::instant(name, text),
        None => Ok(usual),
    };
    let seconds = |name, value: Option<f64>| match value {
        Some(value) if !(0.0..=1e7).contains(&value) => {
            Err(Refusal::parameter(name, &value.to_string(), "Write seconds, for instance 30"))
        }
        #[expect(clippy::cast_possible_truncation, reason = "checked just above")]
        Some(value) => Ok(Some(Duration((value * 1e6).round() as i64))),
        None => Ok(None),
    };
    Ok(Question {
        whose,
        within: Interval {
            start: edge("from", &params.from, Timestamp::MIN)?,
            end: edge("to", &params.to, Timestamp::MAX)?,
        },
        by_event: params.attribution == Some(AttributionView::ByEvent),
        outcome: params.outcome,
        within_wait: seconds("within_s", params.within_s)?,
        beyond_wait: seconds("beyond_s", params.beyond_s)?,
        limit: query::limit(params.limit)?,
        before: query::cursor(params.before.as_deref(), ContactCursor::parse)?,
    })
}

impl Question {
    fn fits_wait(&self, wait: Duration) -> bool {
        self.within_wait.is_none_or(|most| wait <= most)
            && self.beyond_wait.is_none_or(|least| wait > least)
    }

    fn fits_open(&self, open: &OpenContact, now: Timestamp) -> bool {
        let Whose { queue, agent } = self.whose;
        let entered = open.queued_at.unwrap_or(open.arrived_at);
        let counts_at = if self.by_event { open.left_queue_at.unwrap_or(now) } else { entered };
        let wait = open.left_queue_at.unwrap_or(now).since(entered);
        // Answered is answered, though the conversation goes on.
        let fits_outcome = self.outcome.is_none_or(|wanted| {
            wanted == contacts::stage(open.stage)
                || (wanted == OutcomeView::Answered && open.stage == Stage::Served)
        });
        let is_there = queue.is_none_or(|q| open.queue == Some(q) && open.stage != Stage::Arrived)
            && agent.is_none_or(|a| open.agent == Some(a));
        is_there && fits_outcome && self.within.contains(counts_at) && self.fits_wait(wait)
    }

    /// The outcome to filter by; `None`: no closed contact can fit.
    fn closed_outcome(&self) -> Option<Option<OutcomeKind>> {
        Some(match self.outcome {
            None => None,
            Some(OutcomeView::Answered) => Some(OutcomeKind::Answered),
            Some(OutcomeView::Abandoned) => Some(OutcomeKind::Abandoned),
            Some(OutcomeView::Diverted) => Some(OutcomeKind::Diverted),
            Some(OutcomeView::Refused) => Some(OutcomeKind::Refused),
            Some(OutcomeView::NotQueued) => Some(OutcomeKind::NotQueued),
            Some(OutcomeView::Unknown) => Some(OutcomeKind::Unknown),
            Some(OutcomeView::InIvr | OutcomeView::Waiting | OutcomeView::Talking) => return None,
        })
    }

    fn filter(&self) -> Option<ContactFilter> {
        let entered = if self.by_event {
            Interval { start: self.within.start.before(LONGEST_WAIT), end: self.within.end }
        } else {
            self.within
        };
        Some(ContactFilter {
            queue: self.whose.queue,
            agent: self.whose.agent,
            outcome: self.closed_outcome()?,
            within: Some(entered),
            wait_from: self.beyond_wait.map(|wait| Duration(wait.0 + 1)),
            wait_until: self.within_wait,
            before: self.before,
            limit: if self.by_event { MAX_PAGE } else { self.limit },
            ..ContactFilter::default()
        })
    }

    fn fits_closed(&self, row: &ContactRow) -> bool {
        !self.by_event || self.within.contains(row.left_queue_at.unwrap_or(row.ended_at))
    }
}

fn open(live: &Live, question: &Question, now: Timestamp) -> Vec<ContactView> {
    let mut fitting: Vec<&OpenContact> =
        live.open_contacts().into_iter().filter(|open| question.fits_open(open, now)).collect();
    fitting.sort_by_key(|open| std::cmp::Reverse((open.queued_at, open.arrived_at, open.contact)));
    fitting.into_iter().take(question.limit).map(|one| contacts::open(live, one, now)).collect()
}

async fn closed(
    state: &AppState,
    question: &Question,
) -> Result<(Vec<ContactRow>, Option<ContactCursor>), Refusal> {
    let mut rows = Vec::new();
    let Some(mut filter) = question.filter() else { return Ok((rows, None)) };
    for _ in 0..MOST_PAGES {
        let page = state.store.contacts(&filter).await;
        let page = page.map_err(|error| Refusal::fault("listing contacts", &error))?;
        for item in page.items {
            if question.fits_closed(&item.row) {
                rows.push(item.row);
            }
            if rows.len() == question.limit {
                let next = rows.last().map(ContactCursor::of);
                return Ok((rows, next));
            }
        }
        filter.before = page.next;
        if page.next.is_none() {
            break;
        }
    }
    Ok((rows, filter.before))
}
