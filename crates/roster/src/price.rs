//! The cheapest days of one person under given prices: a label-setting dynamic program.
//!
//! Room:  roster; the columns of `generate` and the moves of both searches come from here.
//! Takes: a `Row`, a price for each day and choice (integers; a bound from them is exact).
//! Gives: the best days, or that there are none.
//! Holds: what it gives breaks no rule; nothing cheaper exists, unless more limits bind at once than
//!        a label has room for (`bound` is below the optimum even then).
//! Proof: tests/it/price.rs compares with every possibility on small rows.

use crate::row::{Choices, Kind, Row};

/// Limits one label can count beside the days of the span.
const FIELDS: usize = 7;
const FIELD_BITS: usize = 16;
/// The top bit of each field: borrow of a difference of two packed counts.
const TOPS: u128 = 0x8000_8000_8000_8000_8000_8000_8000_8000;
const NONE: u32 = u32::MAX;
const NO_STATE: u16 = u16::MAX;
const IMPOSSIBLE: i32 = i32::MIN;

/// A partial row: everything before a day.
#[derive(Clone, Copy, Debug)]
struct Label {
    cost: i64,
    /// Packed counts: field 0 the days worked in this span, then those limits that are watched.
    used: u128,
    parent: u32,
    /// The next of the same bucket.
    next: u32,
    bucket: u32,
    choice: u8,
}

/// The states of a row and how choices lead from one to the next. State 0 is before the first day.
#[derive(Clone, Debug)]
pub struct Graph {
    states: usize,
    choices: usize,
    /// By state and choice.
    next: Vec<u16>,
    /// Leaving this state for the other kind of run is legal only on this day (the run touches day
    /// 0); 0: on any day.
    only_on: Vec<u16>,
    is_off: Vec<bool>,
    /// By choice; off has one of its own.
    class_of: Vec<usize>,
    /// By state: choices that lead somewhere.
    open: Vec<Choices>,
    /// By two states: whether whatever can follow the second can follow the first.
    covers: Vec<bool>,
    /// Minutes of a bucket row plus one.
    width: usize,
}

/// A cheapest row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Best {
    /// No legal row costs less.
    pub bound: i64,
    /// Legal rows, the cheapest first, with what they cost.
    pub rows: Vec<(i64, Vec<u8>)>,
}

/// Space that is used again from person to person.
#[derive(Clone, Debug, Default)]
pub struct Pricer {
    labels: Vec<Label>,
    heads: Vec<u32>,
    touched: Vec<u32>,
    layers: Vec<u32>,
    /// Choices of a day, the cheapest first.
    order: Vec<(i64, usize)>,
    reach: Vec<i32>,
}

impl Graph {
    /// Choices that are followed by the same and are alike at night share their states.
    #[must_use]
    pub fn new(row: &Row) -> Self {
        let (classes, kinds) = classes(row);
        let (runs, nights) =
            (usize::from(row.most_run), usize::from(row.most_nights.min(row.most_run)));
        let offs = usize::from(row.least_off.max(1));
        // A day shift never stands after nights in a row of its own.
        let places = |is_night: bool| if is_night { nights } else { 1 };
        let firsts = kinds.iter().scan(1 + offs, |next, (_, is_night)| {
            let first = *next;
            *next += runs * places(*is_night);
            Some(first)
        });
        let firsts: Vec<usize> = firsts.collect();
        let work = |class: usize, run: usize, night: usize| {
            firsts[class] + (run - 1) * places(kinds[class].1) + night.saturating_sub(1)
        };
        let states = 1 + offs + kinds.iter().map(|kind| runs * places(kind.1)).sum::<usize>();
        let mut graph = Self {
            states,
            choices: row.choices.len(),
            next: vec![NO_STATE; states * row.choices.len()],
            only_on: vec![0; states],
            is_off: vec![false; states],
            class_of: classes
                .iter()
                .enumerate()
                .map(|(c, class)| if c == 0 { usize::MAX } else { *class })
                .collect(),
            open: vec![0; states],
            covers: vec![true; states * states],
            width: row.spans.iter().map(|s| s.most as usize + 1).max().unwrap_or(1),
        };
        let start = |choice: usize| {
            let night = usize::from(row.choices[choice].is_night);
            (night <= nights).then(|| work(classes[choice], 1, night))
        };
        graph.set(0, 0, Some(1));
        for choice in 1..graph.choices {
            graph.set(0, choice, start(choice));
        }
        for off in 1..=offs {
            graph.is_off[off] = true;
            graph.only_on[off] =
                u16::try_from(if off < usize::from(row.least_off) { off } else { 0 }).unwrap_or(0);
            graph.set(off, 0, Some((off + 1).min(offs)));
            for choice in 1..graph.choices {
                graph.set(off, choice, start(choice));
            }
        }
        for (class, (next, is_night)) in kinds.iter().enumerate() {
            for run in 1..=runs {
                let nights_here = if *is_night { 1..=nights } else { 0..=0 };
                for night in nights_here {
                    let state = work(class, run, night);
                    graph.only_on[state] =
                        u16::try_from(if run < usize::from(row.least_run) { run } else { 0 })
                            .unwrap_or(0);
                    graph.set(state, 0, (next & 1 == 1).then_some(1));
                    for choice in (1..graph.choices).filter(|c| next >> c & 1 == 1 && run < runs) {
                        let after = if row.choices[choice].is_night { night + 1 } else { 0 };
                        let to = (after <= nights).then(|| work(classes[choice], run + 1, after));
                        graph.set(state, choice, to);
                    }
                }
            }
        }
        graph.compare();
        graph
    }

    /// The largest relation under which a state covers another if each step of the other can be made
    /// from it too, to a state that covers where the other leads.
    fn compare(&mut self) {
        let (states, choices) = (self.states, self.choices);
        loop {
            let mut is_same = true;
            for a in 0..states {
                for b in 0..states {
                    if !self.covers[a * states + b] || a == b {
                        continue;
                    }
                    let is_free = self.only_on[a] == 0
                        || self.only_on[a] == self.only_on[b] && self.is_off[a] == self.is_off[b];
                    let steps = (0..choices).all(|choice| {
                        let (to_a, to_b) =
                            (self.next[a * choices + choice], self.next[b * choices + choice]);
                        let both = usize::from(to_a) * states + usize::from(to_b);
                        to_b == NO_STATE || to_a != NO_STATE && (to_a == to_b || self.covers[both])
                    });
                    // A weekend's second day counts by whether the first was worked.
                    let is_alike = self.is_off[a] == self.is_off[b];
                    if !(is_free && steps && is_alike) {
                        self.covers[a * states + b] = false;
                        is_same = false;
                    }
                }
            }
            if is_same {
                return;
            }
        }
    }

    fn set(&mut self, state: usize, choice: usize, to: Option<usize>) {
        let to = to.and_then(|to| u16::try_from(to).ok());
        self.open[state] |= Choices::from(to.is_some()) << choice;
        self.next[state * self.choices + choice] = to.unwrap_or(NO_STATE);
    }

    /// Where `choice` on `day` leads.
    fn step(&self, state: usize, choice: usize, day: usize) -> Option<usize> {
        let to = self.next[state * self.choices + choice];
        let turns = self.is_off[state] == (choice != 0);
        let only_on = usize::from(self.only_on[state]);
        (to != NO_STATE && !(turns && only_on != 0 && only_on != day)).then_some(usize::from(to))
    }
}

/// The class of each choice, and for each class what may follow.
fn classes(row: &Row) -> (Vec<usize>, Vec<(Choices, bool)>) {
    let possible = row.allowed.iter().fold(0, |all, day| all | day);
    let mut kinds: Vec<(Choices, bool)> = Vec::new();
    let mut classes = vec![0; row.choices.len()];
    for (choice, kind) in row.choices.iter().enumerate().skip(1) {
        if possible >> choice & 1 == 0 {
            continue;
        }
        let kind = (kind.next & possible, kind.is_night);
        classes[choice] = kinds.iter().position(|k| *k == kind).unwrap_or_else(|| {
            kinds.push(kind);
            kinds.len() - 1
        });
    }
    (classes, kinds)
}

impl Pricer {
    /// The cheapest days. `allowed` narrows the row's own; `prices` by day and choice; `watched` are
    /// the limits that a label counts, grown here as they turn out to bind. At most `few` rows.
    pub fn best(&mut self, task: &Task<'_>, watched: &mut Vec<usize>, few: usize) -> Option<Best> {
        let mut bound = i64::MIN;
        let mut narrowed: Option<Vec<Choices>> = None;
        loop {
            let allowed = narrowed.as_deref().unwrap_or(task.allowed);
            let rows = self.walk(&Task { allowed, ..*task }, watched, few);
            let Some((cost, cheapest)) = rows.first() else {
                return narrowed.map(|_| Best { bound, rows: Vec::new() });
            };
            if narrowed.is_none() {
                bound = *cost;
            }
            let Some(broken) = first_broken(task.row, cheapest, watched) else {
                let is_legal =
                    |row: &(i64, Vec<u8>)| first_broken(task.row, &row.1, watched).is_none();
                return Some(Best { bound, rows: rows.into_iter().filter(is_legal).collect() });
            };
            if watched.len() < FIELDS {
                watched.push(broken);
            } else {
                narrowed = Some(keep_first(task.row, broken, cheapest, allowed));
            }
        }
    }

    /// One pass that counts the watched limits alone.
    fn walk(&mut self, task: &Task<'_>, watched: &[usize], few: usize) -> Vec<(i64, Vec<u8>)> {
        let days = task.row.days();
        let steps = Steps::new(task, watched);
        if !self.look_back(task, &steps) {
            return Vec::new();
        }
        self.labels.clear();
        self.layers.clear();
        // Heads are clean between walks: each day puts back what it touched.
        let buckets = task.graph.states * task.graph.width;
        if self.heads.len() < buckets {
            self.heads.resize(buckets, NONE);
        }
        self.labels.push(Label {
            cost: 0,
            used: 0,
            parent: NONE,
            next: NONE,
            bucket: 0,
            choice: 0,
        });
        self.layers.extend([0, 1]);
        let mut spans = task.row.spans.iter();
        let mut span = spans.next();
        for day in 0..days {
            while span.is_some_and(|s| s.end <= day) {
                span = spans.next();
            }
            self.grow(task, &steps, day, span.copied());
        }
        self.finish(days, few)
    }

    /// Most minutes that can still be worked in the span, by day and state; whether the last day
    /// can be reached at all.
    fn look_back(&mut self, task: &Task<'_>, steps: &Steps) -> bool {
        let (graph, days) = (task.graph, task.row.days());
        let states = graph.states;
        self.reach.clear();
        self.reach.resize((days + 1) * states, IMPOSSIBLE);
        self.reach[days * states..].fill(0);
        for day in (0..days).rev() {
            let ends_after = task.row.spans.iter().any(|span| span.end == day + 1);
            for state in 0..states {
                if (day == 0) != (state == 0) {
                    continue;
                }
                let mut most = IMPOSSIBLE;
                let mut rest = task.allowed[day] & graph.open[state];
                while rest != 0 {
                    let choice = rest.trailing_zeros() as usize;
                    rest &= !steps.alike[choice];
                    let Some(to) = graph.step(state, choice, day) else { continue };
                    let after = self.reach[(day + 1) * states + to];
                    if after == IMPOSSIBLE {
                        continue;
                    }
                    let after = if ends_after { 0 } else { after };
                    most = most.max(after + task.row.choices[choice].minutes.cast_signed());
                }
                self.reach[day * states + state] = most;
            }
        }
        self.reach[0] != IMPOSSIBLE
    }

    /// All labels of the next day.
    fn grow(&mut self, task: &Task<'_>, steps: &Steps, day: usize, span: Option<crate::row::Span>) {
        let (graph, row) = (task.graph, task.row);
        let (from, to) = (self.layers[day] as usize, self.layers[day + 1] as usize);
        let span = span.unwrap_or(crate::row::Span { end: row.days(), least: 0, most: 0, days: 0 });
        let ends = span.end == day + 1;
        let width = graph.width;
        let prices = &task.prices[day * graph.choices..][..graph.choices];
        self.touched.clear();
        self.order.clear();
        let allowed = (0..graph.choices).filter(|choice| task.allowed[day] >> choice & 1 == 1);
        self.order.extend(allowed.map(|choice| (prices[choice], choice)));
        self.order.sort_unstable();
        for index in from..to {
            let label = self.labels[index];
            let (state, minutes) = (label.bucket as usize / width, label.bucket as usize % width);
            let mut rest = graph.open[state];
            for at in 0..self.order.len() {
                let choice = self.order[at].1;
                if rest >> choice & 1 == 0 {
                    continue;
                }
                // Those alike lead to the same, and cost more.
                rest &= !steps.alike[choice];
                let Some(next) = graph.step(state, choice, day) else { continue };
                let minutes = minutes + row.choices[choice].minutes as usize;
                let reach = self.reach[(day + 1) * graph.states + next];
                if reach == IMPOSSIBLE || minutes > span.most as usize {
                    continue;
                }
                let still = if ends { 0 } else { reach.unsigned_abs() as usize };
                if minutes + still < span.least as usize {
                    continue;
                }
                let mut used =
                    label.used + steps.used(day, choice, graph.is_off[state] || state == 0);
                if (steps.most(span.days) | TOPS).wrapping_sub(used) & TOPS != TOPS {
                    continue;
                }
                if ends {
                    used &= !0xffff;
                }
                let bucket = next * width + if ends { 0 } else { minutes };
                self.offer(Label {
                    cost: label.cost + prices[choice],
                    used,
                    parent: u32::try_from(index).unwrap_or(NONE),
                    next: NONE,
                    bucket: u32::try_from(bucket).unwrap_or(NONE),
                    choice: u8::try_from(choice).unwrap_or(u8::MAX),
                });
            }
        }
        for &bucket in &self.touched {
            self.heads[bucket as usize] = NONE;
        }
        if day + 1 < row.days() {
            self.thin(graph, to);
        }
        self.layers.push(u32::try_from(self.labels.len()).unwrap_or(NONE));
    }

    /// Keeps the label unless another of its bucket is as good in every respect; those that it beats
    /// leave.
    fn offer(&mut self, mut label: Label) {
        let bucket = label.bucket as usize;
        let head = self.heads[bucket];
        if head == NONE {
            self.touched.push(label.bucket);
        }
        let (mut at, mut before) = (head, NONE);
        while at != NONE {
            let other = self.labels[at as usize];
            if other.cost <= label.cost && is_within(other.used, label.used) {
                return;
            }
            if label.cost <= other.cost && is_within(label.used, other.used) {
                self.labels[at as usize].cost = i64::MAX;
                match before {
                    NONE => self.heads[bucket] = other.next,
                    _ => self.labels[before as usize].next = other.next,
                }
            } else {
                before = at;
            }
            at = other.next;
        }
        label.next = self.heads[bucket];
        self.heads[bucket] = u32::try_from(self.labels.len()).unwrap_or(NONE);
        self.labels.push(label);
    }

    /// Those that another state covers at no higher price leave.
    fn thin(&mut self, graph: &Graph, from: usize) {
        let width = u32::try_from(graph.width).unwrap_or(1);
        let mut live = from;
        for at in from..self.labels.len() {
            if self.labels[at].cost != i64::MAX {
                self.labels[live] = self.labels[at];
                live += 1;
            }
        }
        self.labels.truncate(live);
        let labels = &mut self.labels[from..];
        labels.sort_unstable_by_key(|label| (label.bucket % width, label.cost, label.bucket));
        let (mut first, mut kept) = (0, 0);
        for at in 0..labels.len() {
            let label = labels[at];
            if at == 0 || label.bucket % width != labels[kept - 1].bucket % width {
                first = kept;
            }
            let state = (label.bucket / width) as usize;
            let is_worse = labels[first..kept].iter().any(|other| {
                let covers = (other.bucket / width) as usize * graph.states + state;
                graph.covers[covers] && is_within(other.used, label.used)
            });
            if !is_worse {
                labels[kept] = label;
                kept += 1;
            }
        }
        self.labels.truncate(from + kept);
    }

    fn finish(&self, days: usize, few: usize) -> Vec<(i64, Vec<u8>)> {
        let (from, to) = (self.layers[days] as usize, self.layers[days + 1] as usize);
        let mut ends: Vec<(i64, usize)> = (from..to)
            .map(|index| (self.labels[index].cost, index))
            .filter(|(cost, _)| *cost != i64::MAX)
            .collect();
        ends.sort_unstable();
        ends.truncate(few);
        ends.into_iter().map(|(cost, end)| (cost, self.trace(days, end))).collect()
    }

    fn trace(&self, days: usize, end: usize) -> Vec<u8> {
        let mut row = vec![0; days];
        let mut at = end;
        for day in row.iter_mut().rev() {
            *day = self.labels[at].choice;
            at = self.labels[at].parent as usize;
        }
        row
    }
}

/// Whether every count of `a` is at most that of `b`.
fn is_within(a: u128, b: u128) -> bool {
    (b | TOPS).wrapping_sub(a) & TOPS == TOPS
}

/// What is asked.
#[derive(Clone, Copy, Debug)]
pub struct Task<'a> {
    pub row: &'a Row,
    pub graph: &'a Graph,
    /// By day, within the row's own.
    pub allowed: &'a [Choices],
    /// By day and choice.
    pub prices: &'a [i64],
}

/// What each choice adds to the counts of a label.
struct Steps {
    by_choice: Vec<u128>,
    /// Those that do the same as each choice and lead to the same.
    alike: Vec<Choices>,
    weekend_day: u128,
    weekend: u128,
    most: u128,
}

impl Steps {
    fn new(task: &Task<'_>, watched: &[usize]) -> Self {
        let mut by_choice = vec![1_u128; task.row.choices.len()];
        by_choice[0] = 0;
        let mut steps = Self { by_choice, alike: Vec::new(), weekend_day: 0, weekend: 0, most: 0 };
        for (field, &limit) in watched.iter().enumerate() {
            let limit = task.row.limits[limit];
            let shift = (field + 1) * FIELD_BITS;
            steps.most |= u128::from(limit.most.min(0x7fff)) << shift;
            let one = 1_u128 << shift;
            match limit.kind {
                Kind::WeekendDays => steps.weekend_day |= one,
                Kind::Weekends => steps.weekend |= one,
                Kind::Choices(choices) => {
                    for (choice, used) in steps.by_choice.iter_mut().enumerate() {
                        if choices >> choice & 1 == 1 {
                            *used |= one;
                        }
                    }
                }
            }
        }
        for field in watched.len() + 1..=FIELDS {
            steps.most |= 0x7fff << (field * FIELD_BITS);
        }
        steps.alike = steps.find_alike(task);
        steps
    }

    /// Of one class, with the same minutes and counts.
    fn find_alike(&self, task: &Task<'_>) -> Vec<Choices> {
        let (graph, choices) = (task.graph, &task.row.choices);
        let is_alike = |a: usize, b: usize| {
            self.by_choice[a] == self.by_choice[b]
                && graph.class_of[a] == graph.class_of[b]
                && choices[a].minutes == choices[b].minutes
        };
        let of = |a: usize| {
            (0..graph.choices).filter(|b| is_alike(a, *b)).fold(0, |all, b| all | 1 << b)
        };
        (0..graph.choices).map(of).collect()
    }

    /// `after_off`: the day before was not worked.
    fn used(&self, day: usize, choice: usize, after_off: bool) -> u128 {
        let mut used = self.by_choice[choice];
        if choice != 0 && day % 7 >= 5 {
            used += self.weekend_day;
            if day % 7 == 5 || after_off {
                used += self.weekend;
            }
        }
        used
    }

    fn most(&self, days: u16) -> u128 {
        self.most | u128::from(days.min(0x7fff))
    }
}

/// The first limit that the days break and that is not watched.
fn first_broken(row: &Row, days: &[u8], watched: &[usize]) -> Option<usize> {
    let is_broken = |index: usize| {
        let limit = row.limits[index];
        limit.kind.count(days) > usize::from(limit.most)
    };
    (0..row.limits.len()).find(|index| !watched.contains(index) && is_broken(*index))
}

/// Allows what the limit counts only where the days had its first uses: legal days, perhaps not
/// the cheapest.
fn keep_first(row: &Row, limit: usize, days: &[u8], allowed: &[Choices]) -> Vec<Choices> {
    let limit = row.limits[limit];
    let mut left = limit.most;
    let mut narrowed = allowed.to_vec();
    for (day, choices) in narrowed.iter_mut().enumerate() {
        let counted = match limit.kind {
            Kind::Choices(counted) => counted,
            Kind::WeekendDays | Kind::Weekends if day % 7 >= 5 => !1,
            Kind::WeekendDays | Kind::Weekends => 0,
        };
        let is_use = counted >> days[day] & 1 == 1;
        if is_use && left > 0 {
            left -= 1;
        } else if counted != 0 {
            *choices &= !counted;
        }
    }
    narrowed
}
