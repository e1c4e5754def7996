//! What every source promises, whatever it is (docs/connectors/README.md): tried on all of them
//! with the same disturbances.

use connect::asterisk::{FrameReader, Resume, Rules, Translator};
use connect::calls::{Importer as CallImporter, Mapping};
use connect::lines::Lines;
use connect::{feed, queue_log};
use domain::calendar::Zone;
use domain::{Duration, Timestamp};
use journal::{Event, Names, Observation, SourceKey};
use std::collections::BTreeMap;

/// A source as the suite sees it: pieces of bytes in, observations out.
trait Source {
    /// The story of one contact as whole pieces (frames or lines); `id` makes it another one.
    fn story(&self, id: usize) -> Vec<Vec<u8>>;
    /// What comes before the first story.
    fn opening(&self) -> Vec<u8> {
        Vec::new()
    }
    fn read(&mut self, bytes: &[u8], out: &mut Vec<Observation>);
    /// Nothing more comes.
    fn finish(&mut self, out: &mut Vec<Observation>);
}

struct Ami {
    reader: FrameReader,
    translator: Translator,
    now: Timestamp,
    skew: i64,
}

impl Source for Ami {
    fn story(&self, id: usize) -> Vec<Vec<u8>> {
        let transcript = format!(
            "
            {t}.0 QueueMemberAdded Queue=q MemberName=Agent Interface=SIP/a1 Penalty=0 Paused=0
            {t}.1 Newchannel Channel=SIP/t-1 Uniqueid=c.{id} Linkedid=c.{id} Exten=95588
            {t}.2 UserEvent Uniqueid=c.{id} Linkedid=c.{id} UserEvent=IvrNode Node=main
            {t}.3 QueueCallerJoin Uniqueid=c.{id} Linkedid=c.{id} Queue=q
            {t}.3 Newchannel Channel=SIP/a1-2 Uniqueid=p.{id} Linkedid=c.{id}
            {t}.4 AgentCalled Uniqueid=c.{id} Linkedid=c.{id} DestUniqueid=p.{id} Queue=q Interface=SIP/a1 MemberName=Agent
            {t}.5 QueueCallerLeave Uniqueid=c.{id} Linkedid=c.{id} Queue=q
            {t}.5 AgentConnect Uniqueid=c.{id} Linkedid=c.{id} DestUniqueid=p.{id} Queue=q Interface=SIP/a1 MemberName=Agent HoldTime=1
            {t}.7 AgentComplete Uniqueid=c.{id} Linkedid=c.{id} DestUniqueid=p.{id} Queue=q Interface=SIP/a1 MemberName=Agent Reason=agent
            {t}.8 Hangup Uniqueid=p.{id} Linkedid=c.{id}
            {t}.9 Hangup Uniqueid=c.{id} Linkedid=c.{id}
            ",
            t = 1000 + id,
        );
        let frames = crate::told::frames(&transcript).into_iter();
        let text = |(_, frame): (Timestamp, connect::asterisk::Frame)| {
            let lines: String = frame.pairs().map(|(k, v)| format!("{k}: {v}\r\n")).collect();
            format!("{lines}\r\n").into_bytes()
        };
        frames.map(text).collect()
    }

    fn read(&mut self, bytes: &[u8], out: &mut Vec<Observation>) {
        let mut items = Vec::new();
        self.reader.feed(bytes, &mut items);
        for item in items {
            if let connect::asterisk::Item::Frame(frame) = &item
                && let Some(at) = frame.timestamp()
            {
                self.now = self.now.max(at);
            }
            let received_at = Timestamp::from_micros(self.now.micros() - self.skew);
            self.translator.on_item(&item, received_at, out);
        }
    }

    fn finish(&mut self, out: &mut Vec<Observation>) {
        self.translator.tick(self.now.plus(Duration::from_minutes(10)), out);
        // The floor as a PBX without any call tells it.
        self.translator.begin_resync();
        self.translator.end_resync(self.now.plus(Duration::from_minutes(11)), out);
    }
}

/// Any importer of lines.
struct ByLine<T> {
    rest: Vec<u8>,
    importer: T,
}

impl<T: TakesLines> Source for ByLine<T> {
    fn story(&self, id: usize) -> Vec<Vec<u8>> {
        T::story(id).lines().map(|line| format!("{}\n", line.trim()).into_bytes()).collect()
    }

    fn opening(&self) -> Vec<u8> {
        T::HEADER.as_bytes().to_vec()
    }

    fn read(&mut self, bytes: &[u8], out: &mut Vec<Observation>) {
        self.rest.extend_from_slice(bytes);
        let whole = self.rest.iter().rposition(|&b| b == b'\n').map_or(0, |end| end + 1);
        let ready: Vec<u8> = self.rest.drain(..whole).collect();
        let mut lines = Lines::new(std::io::Cursor::new(ready)).unwrap();
        while let Some(line) = lines.next_line() {
            if let Ok(text) = line.text {
                self.importer.take(text, out);
            }
        }
    }

    fn finish(&mut self, out: &mut Vec<Observation>) {
        self.importer.close(out);
    }
}

trait TakesLines {
    const HEADER: &'static str;
    fn story(id: usize) -> String;
    fn take(&mut self, line: &str, out: &mut Vec<Observation>);
    fn close(&mut self, out: &mut Vec<Observation>);
}

impl TakesLines for queue_log::Importer {
    const HEADER: &'static str = "1795312432|NONE|NONE|NONE|QUEUESTART|\n";

    fn story(id: usize) -> String {
        let t = 1_795_312_500 + 100 * id;
        format!(
            "{t}|c.{id}|q|NONE|ENTERQUEUE||13912345678|1
             {t}|c.{id}|q|Agent 1|RINGNOANSWER|0
             {}|c.{id}|q|Agent 2|CONNECT|4|p.{id}|2
             {}|c.{id}|q|Agent 2|COMPLETEAGENT|4|30|1",
            t + 4,
            t + 34
        )
    }

    fn take(&mut self, line: &str, out: &mut Vec<Observation>) {
        if let Ok(row) = queue_log::Row::parse(line) {
            self.on_row(&row, out);
        }
    }

    fn close(&mut self, out: &mut Vec<Observation>) {
        self.finish(out);
    }
}

impl TakesLines for CallImporter {
    const HEADER: &'static str =
        "queue,arrival,answered,ended,outcome,agent,consult_at,transfer_at\n";

    fn story(id: usize) -> String {
        let (minute, hour) = (id % 60, 8 + id / 60 % 10);
        let at = |second: u32| format!("2014-01-02 {hour:02}:{minute:02}:{second:02}");
        format!("5,{},{},{},answered,6935,,", at(1), at(4), at(30))
    }

    fn take(&mut self, line: &str, out: &mut Vec<Observation>) {
        if self.on_line(line, out).is_err() {
            // Named to the user by its number; the others are taken.
        }
    }

    fn close(&mut self, _: &mut Vec<Observation>) {}
}

/// The feed numbers nothing itself: the sender does, and what it sends again is the same.
#[derive(Default)]
struct Feed {
    known: BTreeMap<String, ()>,
    counter: u64,
}

impl TakesLines for Feed {
    const HEADER: &'static str = "";

    fn story(id: usize) -> String {
        let line = |n: u32, kind: &str, event: &str| {
            format!(
                r#"{{"key":"{id}-{n}","occurred_at":"2026-11-22T08:30:{n:02}Z","kind":"{kind}","event":{{"contact":"c.{id}"{event}}}}}"#
            )
        };
        [
            line(1, "contact_arrived", r#","channel":"chat","direction":"inbound""#),
            line(2, "contact_queued", r#","queue":"q""#),
            line(3, "contact_answered", r#","queue":"q","agent":"a""#),
            line(4, "contact_released", r#","agent":"a","by":"agent""#),
            line(5, "contact_ended", r#","by":"agent""#),
        ]
        .join("\n")
    }

    fn take(&mut self, line: &str, out: &mut Vec<Observation>) {
        let Ok(told) = feed::read_line(line) else { return };
        let feed::Key::Free(key) = told.key.clone() else { return };
        if self.known.insert(key, ()).is_none() {
            self.counter += 1;
            out.push(told.numbered(SourceKey { epoch: 1, counter: self.counter }));
        }
    }

    fn close(&mut self, _: &mut Vec<Observation>) {}
}

fn ami(skew: i64) -> Box<dyn Source> {
    let translator = Translator::new(Rules::default(), &Resume::default());
    let now = Timestamp::from_secs(1000);
    Box::new(Ami { reader: FrameReader::default(), translator, now, skew })
}

fn sources() -> Vec<(&'static str, Box<dyn Source>)> {
    let log = queue_log::Importer::new(Rules::default(), SourceKey::default());
    let zone = Zone::named("Europe/Amsterdam").unwrap();
    let vanad = Mapping::preset("vanad").unwrap();
    let calls = CallImporter::new(vanad, zone, SourceKey::default());
    vec![
        ("ami", ami(0)),
        ("queue_log", Box::new(ByLine { rest: Vec::new(), importer: log })),
        ("calls", Box::new(ByLine { rest: Vec::new(), importer: calls })),
        ("feed", Box::new(ByLine { rest: Vec::new(), importer: Feed::default() })),
    ]
}

/// How often each contact began, was answered, ended.
#[derive(Debug, Default, PartialEq, Eq)]
struct Lives {
    began: u32,
    queued: u32,
    answered: u32,
    ended: u32,
}

fn lives(name: &str, out: &[Observation]) -> BTreeMap<String, Lives> {
    let mut lives: BTreeMap<String, Lives> = BTreeMap::new();
    let mut last: Option<SourceKey> = None;
    for observation in out {
        assert!(last.is_none_or(|last| last < observation.key), "{name}: keys rise");
        last = Some(observation.key);
        let event: &Event<Names> = &observation.event;
        let Some(contact) = event.contact() else { continue };
        let life = lives.entry(contact.clone()).or_default();
        #[expect(clippy::wildcard_enum_match_arm, reason = "four kinds tell a life")]
        match event {
            Event::ContactArrived { .. } => life.began += 1,
            Event::ContactQueued { .. } => life.queued += 1,
            Event::ContactAnswered { .. } => life.answered += 1,
            Event::ContactEnded { .. } => life.ended += 1,
            _ => {}
        }
    }
    lives
}

const WHOLE: Lives = Lives { began: 1, queued: 1, answered: 1, ended: 1 };

fn run(source: &mut dyn Source, pieces: &[Vec<u8>]) -> Vec<Observation> {
    let mut out = Vec::new();
    let opening = source.opening();
    source.read(&opening, &mut out);
    for piece in pieces {
        source.read(piece, &mut out);
    }
    source.finish(&mut out);
    out
}

#[test]
fn a_story_is_told_whole_and_each_contact_ends_once() {
    for (name, mut source) in sources() {
        let mut pieces = source.story(1);
        pieces.extend(source.story(2));
        let lives = lives(name, &run(source.as_mut(), &pieces));
        assert_eq!(lives.len(), 2, "{name}: {lives:?}");
        assert!(lives.values().all(|life| *life == WHOLE), "{name}: {lives:?}");
    }
}

#[test]
fn any_cut_of_the_bytes_tells_the_same() {
    for (name, mut source) in sources() {
        let pieces = source.story(1);
        let whole = run(source.as_mut(), &pieces);
        let bytes = pieces.concat();
        for (name_again, mut source) in sources() {
            if name_again == name {
                let single: Vec<Vec<u8>> = bytes.iter().map(|&byte| vec![byte]).collect();
                assert_eq!(run(source.as_mut(), &single), whole, "{name}");
            }
        }
    }
}

#[test]
fn a_piece_lost_anywhere_ends_no_contact_twice_and_leaves_none_open() {
    let count = |index: usize| sources().remove(index).1.story(1).len();
    for index in 0..sources().len() {
        for lost in 0..count(index) {
            let (name, mut source) = sources().remove(index);
            let mut pieces = source.story(1);
            pieces.remove(lost);
            pieces.extend(source.story(2));
            for (contact, life) in lives(name, &run(source.as_mut(), &pieces)) {
                assert!(life.began <= 1 && life.answered <= 1, "{name} without {lost}: {life:?}");
                let may_stay_open = name == "feed" || (name == "queue_log" && lost == 3);
                let ends = if may_stay_open { 0..=1 } else { 1..=1 };
                assert!(ends.contains(&life.ended), "{name} without {lost}: {contact} {life:?}");
            }
        }
    }
}

/// A table's line has no key of its own; the import refuses a file that it has taken before.
#[test]
fn what_comes_twice_counts_once() {
    for (name, mut source) in
        sources().into_iter().filter(|(name, _)| matches!(*name, "ami" | "feed"))
    {
        let pieces: Vec<Vec<u8>> =
            source.story(1).into_iter().flat_map(|piece| [piece.clone(), piece]).collect();
        let lives = lives(name, &run(source.as_mut(), &pieces));
        assert_eq!(lives.values().collect::<Vec<_>>(), [&WHOLE], "{name}");
    }
}

#[test]
fn bad_bytes_between_pieces_spoil_nothing_else() {
    for (name, mut source) in sources() {
        let mut pieces = Vec::new();
        for piece in source.story(1) {
            // A line that is none, a frame that is none, bytes that are no text.
            pieces.push(b"\xff\xfe\x00 | , { \" no line at all\n\r\n\r\n".to_vec());
            pieces.push(piece);
        }
        let lives = lives(name, &run(source.as_mut(), &pieces));
        assert_eq!(lives.values().collect::<Vec<_>>(), [&WHOLE], "{name}");
    }
}

#[test]
fn a_flood_is_told_in_order_and_leaves_nothing_behind() {
    const STORIES: usize = 3_000;
    for (name, mut source) in sources() {
        let pieces: Vec<Vec<u8>> = (0..STORIES).flat_map(|id| source.story(id)).collect();
        let out = run(source.as_mut(), &pieces);
        let lives = lives(name, &out);
        assert_eq!(lives.len(), STORIES, "{name}");
        assert!(lives.values().all(|life| *life == WHOLE), "{name}");
    }
}

/// Sources with a clock of their own keep its times; how far it is off is said.
#[test]
fn a_skewed_clock_is_measured_and_flagged_and_not_corrected() {
    for (skew_s, is_flagged) in [(30, false), (-90, false), (130, true), (-600, true)] {
        let mut source = ami(skew_s * 1_000_000);
        let pieces: Vec<Vec<u8>> = (0..120).flat_map(|id| source.story(id)).collect();
        let out = run(source.as_mut(), &pieces);
        let measured = out.iter().find_map(|observation| {
            let Event::SkewMeasured { skew } = observation.event else { return None };
            Some(skew)
        });
        assert_eq!(measured, Some(Duration::from_secs(skew_s)));
        let flags = out.iter().filter(|observation| {
            let anomaly = journal::AnomalyKind::ClockSkew;
            observation.event == Event::AnomalyReported { anomaly, contact: None, agent: None }
        });
        assert_eq!(flags.count(), usize::from(is_flagged), "skew of {skew_s} s");
        assert!(out[0].occurred_at >= Timestamp::from_secs(1000), "the source's own times stay");
    }
}
