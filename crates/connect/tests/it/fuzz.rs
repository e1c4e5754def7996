//! Nonsense of every kind, from fixed seeds: no panic, bounded memory.
//!
//! Each target mutates a small corpus of real shapes. By hand `FUZZ_ROUNDS` makes it longer and
//! `FUZZ_SEED` another.

use connect::asterisk::frame::Limits;
use connect::asterisk::{FrameReader, Resume, Rules, Translator, capture};
use connect::calls::{Importer as CallImporter, Mapping};
use connect::lines::Lines;
use connect::{feed, queue_log};
use domain::Timestamp;
use domain::calendar::Zone;
use journal::SourceKey;

fn rounds() -> u64 {
    std::env::var("FUZZ_ROUNDS").ok().and_then(|text| text.parse().ok()).unwrap_or(300_000)
}

/// splitmix64: the same seed, the same nonsense.
struct Chance(u64);

impl Chance {
    /// Each target has a stream of its own.
    fn of(target: u64) -> Self {
        let seed = std::env::var("FUZZ_SEED").ok().and_then(|text| text.parse().ok());
        Self(target ^ seed.map_or(0, |seed: u64| seed.wrapping_mul(0x9e37_79b9_7f4a_7c15)))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        let limit = u64::try_from(limit.max(1)).expect("a length is no longer than 64 bits");
        usize::try_from(self.next() % limit).expect("below a length")
    }
}

/// Words that mean something to some reader: mutations insert them.
const WORDS: [&str; 16] = [
    "\r\n",
    "\r\n\r\n",
    "|",
    ":",
    "\"",
    "{",
    "}",
    ",",
    "\u{0}",
    "\u{feff}",
    "-1",
    "99999999999999999999",
    "Event: Hangup",
    "NONE",
    "Uniqueid: c.1",
    "NaN",
];

fn mutate(chance: &mut Chance, corpus: &[&[u8]]) -> Vec<u8> {
    let mut bytes = corpus[chance.below(corpus.len())].to_vec();
    for _ in 0..chance.below(7) {
        let at = chance.below(bytes.len() + 1);
        match chance.below(7) {
            0 if at < bytes.len() => bytes[at] = chance.next().to_le_bytes()[0],
            1 => bytes.truncate(at),
            2 => {
                let word = WORDS[chance.below(WORDS.len())].as_bytes();
                bytes.splice(at..at, word.iter().copied());
            }
            3 => {
                let other = corpus[chance.below(corpus.len())];
                let from = chance.below(other.len());
                bytes.splice(at..at, other[from..].iter().copied());
            }
            4 => {
                let end = (at + chance.below(40)).min(bytes.len());
                bytes.drain(at.min(end)..end);
            }
            5 => {
                let end = (at + chance.below(60)).min(bytes.len());
                let again = bytes[at.min(end)..end].to_vec();
                for _ in 0..chance.below(30) {
                    bytes.splice(at..at, again.iter().copied());
                }
            }
            _ => bytes.insert(at, b'\n'),
        }
    }
    bytes
}

const FRAMES: [&[u8]; 8] = [
    b"Asterisk Call Manager/5.0.4\r\nResponse: Success\r\nActionID: 1\r\n\r\n",
    b"Event: Newchannel\r\nTimestamp: 1795311668.657981\r\nChannel: PJSIP/t-1\r\nUniqueid: c.1\r\nLinkedid: c.1\r\nExten: 95588\r\n\r\nEvent: QueueCallerJoin\r\nTimestamp: 1795311669.1\r\nUniqueid: c.1\r\nLinkedid: c.1\r\nQueue: q\r\n\r\n",
    b"Event: QueueMemberAdded\r\nQueue: q\r\nMemberName: A\r\nInterface: PJSIP/a1\r\nPenalty: 1\r\nPaused: 0\r\n\r\nEvent: AgentCalled\r\nTimestamp: 1795311670.1\r\nUniqueid: c.1\r\nDestUniqueid: p.1\r\nQueue: q\r\nInterface: PJSIP/a1\r\n\r\n",
    b"Event: QueueCallerLeave\r\nTimestamp: 1795311671.1\r\nUniqueid: c.1\r\nQueue: q\r\n\r\nEvent: AgentConnect\r\nTimestamp: 1795311671.2\r\nUniqueid: c.1\r\nDestUniqueid: p.1\r\nQueue: q\r\nInterface: PJSIP/a1\r\nHoldTime: 2\r\n\r\n",
    b"Event: AgentComplete\r\nTimestamp: 1795311680.1\r\nQueue: q\r\nInterface: PJSIP/a1\r\nReason: transfer\r\n\r\nEvent: BlindTransfer\r\nResult: Success\r\nTransfererUniqueid: p.1\r\nTransfereeUniqueid: c.1\r\nExtension: q\r\n\r\n",
    b"Event: VarSet\r\nUniqueid: c.1\r\nVariable: QUEUESTATUS\r\nValue: TIMEOUT\r\n\r\nEvent: QueueCallerAbandon\r\nUniqueid: c.1\r\nQueue: q\r\n\r\nEvent: Hangup\r\nTimestamp: 9\r\nUniqueid: c.1\r\n\r\n",
    b"Event: QueueMember\r\nQueue: q\r\nName: A\r\nLocation: PJSIP/a1\r\nPenalty: 1\r\nPaused: 1\r\nPausedReason: lunch\r\nLastPause: 1795311668\r\nLoginTime: 1795311660\r\nStatus: 2\r\n\r\nEvent: QueueEntry\r\nQueue: q\r\nUniqueid: c.1\r\nWait: 9\r\n\r\n",
    b"Event: CoreShowChannel\r\nChannel: PJSIP/t-1\r\nChannelState: 6\r\nUniqueid: c.1\r\nLinkedid: c.1\r\nApplication: Queue\r\nApplicationData: q,t\r\nDuration: 00:00:51\r\nBridgeId: b\r\n\r\nEvent: CoreShowChannel\r\nChannel: PJSIP/a1-2\r\nChannelState: 5\r\nUniqueid: p.1\r\nLinkedid: c.1\r\nDuration: 00:00:09\r\nBridgeId: b\r\n\r\n",
];

#[test]
fn the_frame_reader_and_translator_survive_anything() {
    let mut chance = Chance::of(1);
    let limits = Limits { line: 2_000, frame: 8_000 };
    let mut reader = FrameReader::new(limits);
    let mut translator = Translator::new(Rules::default(), &Resume::default());
    let (mut items, mut out) = (Vec::new(), Vec::new());
    for round in 0..rounds() {
        let bytes = mutate(&mut chance, &FRAMES);
        let cut = chance.below(bytes.len() + 1);
        reader.feed(&bytes[..cut], &mut items);
        reader.feed(&bytes[cut..], &mut items);
        assert!(reader.held() <= limits.frame * 20, "round {round}: {} bytes held", reader.held());
        let at = Timestamp::from_secs(1_795_311_668 + i64::try_from(round).unwrap());
        for item in items.drain(..) {
            translator.on_item(&item, at, &mut out);
        }
        match chance.below(500) {
            0 => translator.lose(at, &mut out),
            1 => translator.begin("16", at, &mut out),
            2..=9 => translator.begin_resync(),
            10..=17 => translator.end_resync(at, &mut out),
            _ => translator.tick(at, &mut out),
        }
        let mut last = None;
        for observation in out.drain(..) {
            assert!(last.is_none_or(|last| last < observation.key), "round {round}: keys rise");
            last = Some(observation.key);
        }
    }
}

const ROWS: [&[u8]; 5] = [
    b"1795312432|NONE|NONE|NONE|QUEUESTART|\n1795312433|MANAGER|q|Agent 1|ADDMEMBER|\n",
    b"1795312451|c.1|q|NONE|ENTERQUEUE||13912345678|1\n1795312455|c.1|q|Agent 1|CONNECT|4|p.1|2\n",
    b"1795312459|c.1|q|Agent 1|COMPLETEAGENT|4|4|1\n1795312460|c.2|q|NONE|ABANDON|1|1|1\n",
    b"1795312566|c.3|q|NONE|EXITWITHKEY|9|6|9|7\n1795312566|c.3|q|Agent 2|RINGNOANSWER|10000\n",
    b"1795312483|c.1|q|Agent 1|ATTENDEDTRANSFER|BRIDGE|x|1|6|3\n1795312484|NONE|q|Agent 1|PAUSE|lunch\n",
];

#[test]
fn queue_log_rows_survive_anything() {
    let mut chance = Chance::of(2);
    let mut importer = queue_log::Importer::new(Rules::default(), SourceKey::default());
    let mut out = Vec::new();
    let mut rows = 0_u64;
    for _ in 0..rounds() {
        let bytes = mutate(&mut chance, &ROWS);
        let mut lines = Lines::new(std::io::Cursor::new(bytes)).unwrap().with_limit(4_000);
        while let Some(line) = lines.next_line() {
            let Ok(text) = line.text else { continue };
            match queue_log::Row::parse(text) {
                Ok(row) => {
                    rows += 1;
                    importer.on_row(&row, &mut out);
                }
                Err(error) => assert!(!error.to_string().is_empty()),
            }
        }
        out.clear();
    }
    assert!(rows > rounds() / 2, "only {rows} rows were read: the corpus is no good");
    importer.finish(&mut out);
}

const LINES: [&[u8]; 4] = [
    br#"{"key":"k1","occurred_at":"2026-11-22T08:30:00Z","kind":"contact_arrived","event":{"contact":"c","channel":"voice","direction":"inbound"}}"#,
    br#"{"key":{"epoch":1,"counter":2},"occurred_at":"2026-11-22T08:30:00Z","kind":"contact_queued","event":{"contact":"c","queue":"q"}}"#,
    br#"{"key":"k2","occurred_at":"2026-11-22T08:30:00.5+08:00","kind":"agent_state_changed","certainty":"inferred","event":{"agent":"a","state":{"not_ready":"meal"}}}"#,
    br#"{"t": 1795312434714, "event": {"Event": "DTMFEnd", "State": ["a", "b"], "Digit": "2"}}"#,
];

#[test]
fn feed_and_capture_lines_survive_anything() {
    let mut chance = Chance::of(3);
    let mut taken = 0_u64;
    for round in 0..rounds() {
        let bytes = mutate(&mut chance, &LINES);
        let text = String::from_utf8_lossy(&bytes);
        match feed::read_line(&text) {
            Ok(_) => taken += 1,
            Err(error) => assert!(error.message.len() < 2_000, "round {round}: {error}"),
        }
        if let Ok(captured) = capture::read_line(&text) {
            assert!(captured.frame.pairs().count() < 1_000);
        }
    }
    assert!(taken > rounds() / 50, "only {taken} lines were taken: the corpus is no good");
}

const TABLE: [&[u8]; 3] = [
    b"queue,arrival,answered,ended,outcome,agent,consult_at,transfer_at\n5,2014-01-02 08:03:21,2014-01-02 08:03:22,2014-01-02 08:05:54,answered,6935,,\n",
    b"5,2014-03-30 02:30:00,,2014-10-26 02:30:00,abandoned,,,\n",
    b"\"5\",\"2014-01-02 08:03:21\",,\"2014-01-02T08:05:54Z\",,\"a\"\"b\",,\n",
];

#[test]
fn tables_of_calls_survive_anything() {
    let mut chance = Chance::of(4);
    let zone = Zone::named("Europe/Amsterdam").unwrap();
    let mut importer =
        CallImporter::new(Mapping::preset("vanad").unwrap(), zone, SourceKey::default());
    let mut out = Vec::new();
    for round in 0..rounds() {
        let bytes = mutate(&mut chance, &TABLE);
        for line in String::from_utf8_lossy(&bytes).lines() {
            if let Err(error) = importer.on_line(line, &mut out) {
                assert!(error.to_string().len() < 2_000, "round {round}");
            }
        }
        out.clear();
    }
}
