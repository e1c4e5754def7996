//! Shifts, punches and a few cases of yesterday and today for the demo's people; all examples (示例).
//!
//! Room:  server, demo; once when the journal is up to now, and then beside the floor as it goes on.
//! Takes: who was signed in when, as the floor had it. Gives: shifts that fit it, punches at the doors,
//!        and here and there what does not fit, with a few explanations and decisions.
//! Holds: a pure function of the floor and the moment: done again it writes the same; who signs in later
//!        has a shift and punches too, before anybody could miss them.
//! Proof: tests/it/demo.rs.

use crate::attendance::{facts, round};
use crate::clock;
use crate::engine::Engine;
use anyhow::Context as _;
use attendance::anomaly::Kind;
use attendance::casebook::{Case, Decision, Explanation};
use attendance::punch::{PersonNumber, Punch, Source, Way};
use attendance::shift::Shift;
use domain::calendar::{Day, Zone};
use domain::state::AgentState;
use domain::{AgentId, Duration, Interval, SiteId, Timestamp};
use std::collections::BTreeMap;
use std::time::Duration as Pause;
use store::{CaseRow, Claim, NewTerminal, Store, TerminalSeen};
use tokio_util::sync::CancellationToken;

const QUARTER: Duration = Duration::from_minutes(15);
/// How often it is looked who came and went: within the grace of the rules.
const EVERY: Pause = Pause::from_secs(20);
/// Begins and lengths of the demo's shifts, in quarter hours. One of those of 8:30 is short: that is
/// seen when its people go.
const SHIFTS: [(u16, i64); 9] =
    [(0, 33), (29, 34), (31, 36), (34, 36), (36, 36), (42, 36), (48, 36), (56, 34), (61, 36)];
/// Nobody signs in later than this after the begin.
const LATEST: Duration = Duration::from_minutes(55);
const AUTHOR: &str = "demo";

/// What is at the doors of a site.
struct Door {
    kiosk: u32,
    serial: String,
}

/// A stretch signed in; no end while it lasts.
type Stretch = (Timestamp, Option<Timestamp>);

#[derive(Default)]
struct Written {
    shifts: Vec<Shift>,
    punches: Vec<Punch>,
}

/// Goes on with it until told to stop.
pub(super) async fn follow(engine: Engine, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = clock::deadline(EVERY) => {}
        }
        if let Err(error) = bring_up(&engine, engine.now()).await {
            tracing::warn!(%error, "example attendance was not written; trying again");
        }
    }
}

/// Yesterday and today at the start of the demo, with what became of some cases.
pub(super) async fn write(engine: &Engine, now: Timestamp) -> anyhow::Result<()> {
    let today = bring_up(engine, now).await?;
    let yesterday = today.plus_days(-1);
    round::compute(engine, (yesterday, today), now).await.context("comparing examples")?;
    speak(engine.store(), yesterday, now).await
}

/// Shifts and punches of yesterday and today as far as they came; gives today.
async fn bring_up(engine: &Engine, now: Timestamp) -> anyhow::Result<Day> {
    let store = engine.store();
    // What the journal says of the past must have reached the tables.
    engine.settle().await;
    let zone = engine.read(|live| live.zone().clone());
    let today = zone.day(now);
    let yesterday = today.plus_days(-1);
    let doors = doors(engine, now).await?;
    let within = Interval { start: zone.day_interval(yesterday).start, end: now };
    let mut written = Written::default();
    for claim in store.claims(today).await? {
        let site = engine.read(|live| live.names().agents.get(&claim.agent)?.site);
        let Some((site, door)) = site.and_then(|site| Some((site, doors.get(&site)?))) else {
            continue;
        };
        let stretches = stretches(engine, claim.agent, within).await?;
        let one = One { claim: &claim, site, door, zone: &zone };
        for stretch in &stretches {
            one.worked(*stretch, &mut written);
        }
        if stretches.is_empty() && claim.agent.0 % 37 == 3 {
            one.stayed_away(yesterday, &mut written);
        }
    }
    let shifts: Vec<_> = written.shifts.iter().map(facts::shift_row).collect();
    store.put_shifts(&shifts).await.context("writing example shifts")?;
    let punches: Vec<_> = written.punches.iter().map(facts::punch_row).collect();
    store.keep_punches(&punches, now).await.context("writing example punches")?;
    Ok(today)
}

/// A kiosk and a terminal at each site; those that are there already.
async fn doors(engine: &Engine, now: Timestamp) -> anyhow::Result<BTreeMap<SiteId, Door>> {
    let store = engine.store();
    let sites: Vec<SiteId> = engine.read(|live| live.names().sites.keys().copied().collect());
    let kiosks = store.kiosks().await?;
    let mut doors = BTreeMap::new();
    for site in sites {
        let kiosk = match kiosks.iter().find(|kiosk| kiosk.site == site.0) {
            Some(kiosk) => kiosk.kiosk,
            None => store.create_kiosk(site.0, "一楼大厅（示例）", now).await?,
        };
        let serial = format!("DEMO{:04}", site.0 + 1);
        let (name, address, says_way) = ("门禁考勤机（示例）", None, false);
        let new = NewTerminal { serial: &serial, site: site.0, name, address, says_way };
        store.create_terminal(new, now).await?;
        if let Some(row) = store.terminal(&serial).await? {
            store.terminal_seen(row.terminal, &TerminalSeen::default(), now).await?;
        }
        doors.insert(site, Door { kiosk, serial });
    }
    Ok(doors)
}

/// When somebody was signed in without leaving.
async fn stretches(
    engine: &Engine,
    agent: AgentId,
    within: Interval,
) -> anyhow::Result<Vec<Stretch>> {
    let spans = engine.store().spans(agent, within).await?;
    let open = engine.read(|live| {
        let now = live.agent(agent).filter(|now| now.state != AgentState::SignedOut)?;
        Some((now.segment_since, None))
    });
    let spans = spans.iter().filter(|span| span.state != AgentState::SignedOut);
    let spans = spans.map(|span| (span.from, Some(span.until)));
    let mut all: Vec<Stretch> = Vec::new();
    for (begin, end) in spans.chain(open) {
        match all.last_mut().filter(|last| last.1.is_some_and(|before| begin <= before)) {
            Some(last) => last.1 = end,
            None => all.push((begin, end)),
        }
    }
    all.retain(|(begin, _)| within.start <= *begin);
    Ok(all)
}

/// One of the people, at the doors of their site.
struct One<'a> {
    claim: &'a Claim,
    site: SiteId,
    door: &'a Door,
    zone: &'a Zone,
}

impl One<'_> {
    fn number(&self) -> PersonNumber {
        PersonNumber(self.claim.number.clone())
    }

    /// The shift that somebody who signed in then has.
    fn shift_of(&self, (begin, end): Stretch) -> Option<Interval> {
        let day = self.zone.day(begin);
        let at = |quarters: u16| self.zone.wall_clock(day, quarters * 15);
        let &(quarters, length) = SHIFTS.iter().rfind(|(quarters, _)| at(*quarters) <= begin)?;
        let start = at(quarters);
        if begin.since(start) > LATEST {
            return None;
        }
        let end = end.map_or_else(
            || start.plus(Duration(QUARTER.micros() * length)),
            |end| end.floor(QUARTER),
        );
        (start < end).then_some(Interval { start, end })
    }

    /// A shift that was worked, with its punches; some people forget one, or both.
    fn worked(&self, stretch: Stretch, written: &mut Written) {
        let Some(shift) = self.shift_of(stretch) else { return };
        let turn = self.claim.agent.0;
        written.shifts.push(self.shift(shift));
        if turn % 53 == 5 {
            return;
        }
        let (signed_in, signed_out) = stretch;
        let is_late = signed_in.since(shift.start) > Duration::from_minutes(10);
        let arrived = if is_late {
            signed_in.before(Duration::from_secs(i64::from(60 + turn % 60)))
        } else {
            shift.start.before(Duration::from_secs(i64::from(90 + turn * 37 % 480)))
        };
        written.punches.push(self.punch(arrived, self.site));
        if turn % 89 == 11 {
            let elsewhere = SiteId(u32::from(self.site.0 == 0));
            written.punches.push(self.punch(arrived.plus(Duration::from_minutes(12)), elsewhere));
        }
        // Whoever is still there leaves later.
        if let Some(left) = signed_out.filter(|_| turn % 61 != 7) {
            let after = Duration::from_secs(i64::from(60 + turn * 53 % 240));
            written.punches.push(self.punch(left.plus(after), self.site));
        }
    }

    /// A shift for which nobody came.
    fn stayed_away(&self, day: Day, written: &mut Written) {
        let at = |hours: u16| self.zone.wall_clock(day, hours * 60);
        written.shifts.push(self.shift(Interval { start: at(9), end: at(18) }));
    }

    fn shift(&self, shift: Interval) -> Shift {
        Shift {
            person: self.number(),
            begin: shift.start,
            end: shift.end,
            site: self.site,
            breaks: Vec::new(),
        }
    }

    fn punch(&self, at: Timestamp, site: SiteId) -> Punch {
        let source = if self.claim.agent.0.is_multiple_of(3) {
            Source::Code { kiosk: self.door.kiosk, is_network_seen: false }
        } else {
            Source::Terminal { serial: self.door.serial.clone() }
        };
        Punch { at, person: self.number(), site, way: Way::Unknown, source }
    }
}

/// What somebody said and what was decided about it.
struct Words {
    kind: Kind,
    said: &'static str,
    /// Whether it was accepted, and why; nothing: it waits.
    decided: Option<(bool, &'static str)>,
}

const WORDS: [Words; 5] = [
    Words { kind: Kind::Late, said: "地铁故障，附延误证明（示例）", decided: None },
    Words {
        kind: Kind::Late,
        said: "电梯检修，排队上楼（示例）",
        decided: Some((true, "物业已证实（示例）")),
    },
    Words {
        kind: Kind::Late,
        said: "睡过头了（示例）",
        decided: Some((false, "本月第二次（示例）")),
    },
    Words {
        kind: Kind::MissingOut,
        said: "下班时考勤机前排长队，忘记打卡（示例）",
        decided: Some((true, "签出时间可证（示例）")),
    },
    Words {
        kind: Kind::Absent, said: "发烧，已向班组长电话请假（示例）", decided: None
    },
];

/// A few of yesterday's cases go on, once; the others wait.
async fn speak(store: &Store, day: Day, now: Timestamp) -> anyhow::Result<()> {
    let day = day.to_string();
    let rows = store.attendance_cases(&day, &day).await?;
    let mut cases: Vec<(CaseRow, Case)> =
        rows.into_iter().filter_map(round::read).map(|(_, both)| both).collect();
    if cases.iter().any(|(_, case)| case.explanation.is_some()) {
        return Ok(());
    }
    for words in WORDS {
        let found = cases.iter().position(|(_, case)| case.anomaly.identity.kind == words.kind);
        let Some((row, mut case)) = found.map(|found| cases.swap_remove(found)) else { continue };
        let by = case.anomaly.identity.person.0.clone();
        let (text, evidence) = (words.said.to_owned(), Vec::new());
        case.explain(Explanation { by, at: now, text, evidence })
            .map_err(|refused| anyhow::anyhow!("an example: {refused}"))?;
        if let Some((is_accepted, reason)) = words.decided {
            let (by, reason) = (AUTHOR.to_owned(), reason.to_owned());
            let decision = Decision { by, at: now, reason };
            let decided = if is_accepted {
                case.accept(decision)
            } else {
                case.reject(decision, Duration::ZERO)
            };
            decided.map_err(|refused| anyhow::anyhow!("an example: {refused}"))?;
        }
        round::write(store, Some(&row), &case).await?;
    }
    Ok(())
}
