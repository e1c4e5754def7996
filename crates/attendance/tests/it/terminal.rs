//! Requests as terminals send them, after the public descriptions of the protocol; and broken ones.

use attendance::punch::Way;
use attendance::terminal::{
    Done, Fault, Method, Order, Outcome, Request, Serial, Terminal, outcome, serial, unknown,
};
use domain::calendar::Zone;
use domain::{Interval, SiteId, Timestamp};
use proptest::prelude::*;

fn terminal() -> Terminal {
    Terminal {
        serial: Serial::new("CKJF201560123").unwrap(),
        site: SiteId(2),
        zone: Zone::named("Asia/Shanghai").unwrap(),
        says_way: true,
        stamp: None,
        orders: Vec::new(),
    }
}

fn now() -> Timestamp {
    Timestamp::parse("2026-11-27T10:00:00+08:00").unwrap()
}

/// `GET /path?query` or `POST ...` with a body.
fn send(terminal: &Terminal, line: &str, body: &[u8]) -> Outcome {
    let (method, address) = line.split_once(' ').unwrap();
    let method = if method == "GET" { Method::Get } else { Method::Post };
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    outcome(&Request { method, path, query, body }, terminal, now())
}

#[test]
fn the_first_words_are_answered_with_what_to_send() {
    let line = "GET /iclock/cdata?SN=CKJF201560123&options=all&language=83&pushver=2.4.1&PushOptionsFlag=1";
    let outcome = send(&terminal(), line, b"");
    assert_eq!(
        outcome.answer.text,
        "GET OPTION FROM: CKJF201560123\nATTLOGStamp=None\nOPERLOGStamp=9999\nATTPHOTOStamp=9999\n\
         ErrorDelay=60\nDelay=15\nTransTimes=00:00;14:05\nTransInterval=1\n\
         TransFlag=TransData AttLog\nTimeZone=8\nRealtime=1\nEncrypt=None\n"
    );
    assert_eq!(outcome.firmware.as_deref(), Some("2.4.1"));
    let known = Terminal { stamp: Some(82_983_982), ..terminal() };
    assert!(send(&known, line, b"").answer.text.contains("\nATTLOGStamp=82983982\n"));
}

#[test]
fn a_zone_is_told_in_hours_or_in_minutes_and_follows_the_clock_change() {
    let zone_line = |zone: &str, at: &str| {
        let terminal = Terminal { zone: Zone::named(zone).unwrap(), ..terminal() };
        let request =
            Request { method: Method::Get, path: "/iclock/cdata", query: "options=all", body: b"" };
        let text = outcome(&request, &terminal, Timestamp::parse(at).unwrap()).answer.text;
        text.lines().find(|line| line.starts_with("TimeZone")).unwrap().to_owned()
    };
    assert_eq!(zone_line("Asia/Kolkata", "2026-11-27T00:00:00Z"), "TimeZone=330");
    assert_eq!(zone_line("America/New_York", "2026-07-01T00:00:00Z"), "TimeZone=-4");
    assert_eq!(zone_line("America/New_York", "2026-12-01T00:00:00Z"), "TimeZone=-5");
}

const PUNCHES: &[u8] = b"10023\t2026-11-27 07:58:31\t0\t1\t0\t0\t0\n\
                         007\t2026-11-27 07:59:02\t1\t15\t\t0\t0\t0\t0\t0\n\
                         E-9_x\t2026-11-27 08:00:00\t255\t4\n";

#[test]
fn punches_are_number_local_time_and_way() {
    let line = "POST /iclock/cdata?SN=CKJF201560123&table=ATTLOG&Stamp=82983982";
    let outcome = send(&terminal(), line, PUNCHES);
    assert_eq!((outcome.answer.status, outcome.answer.text.as_str()), (200, "OK: 3\n"));
    assert_eq!(outcome.stamp, Some(82_983_982));
    let punches: Vec<String> =
        outcome.punches.iter().map(|p| format!("{} {} {:?}", p.person, p.at, p.way)).collect();
    assert_eq!(
        punches,
        [
            "10023 2026-11-26T23:58:31.000000Z In",
            "007 2026-11-26T23:59:02.000000Z Out",
            "E-9_x 2026-11-27T00:00:00.000000Z Unknown",
        ]
    );
    let silent = Terminal { says_way: false, ..terminal() };
    let ways: Vec<Way> = send(&silent, line, PUNCHES).punches.iter().map(|p| p.way).collect();
    assert_eq!(ways, [Way::Unknown; 3], "where nobody presses a key, the status says nothing");
}

#[test]
fn sending_the_memory_again_gives_the_same_punches() {
    let ids = |outcome: &Outcome| outcome.punches.iter().map(|p| p.id()).collect::<Vec<_>>();
    let line = "POST /iclock/cdata.aspx?sn=CKJF201560123&table=attlog&Stamp=1";
    let (one, other) = (send(&terminal(), line, PUNCHES), send(&terminal(), line, PUNCHES));
    assert_eq!(ids(&one), ids(&other));
    assert_eq!(one.punches.len(), 3, "small letters and the older address too");
}

#[test]
fn a_bad_line_is_told_and_stops_nothing() {
    let body = b"1\t2026-11-27 08:00:00\t0\r\n\t2026-11-27 08:00:00\t0\r\n2\tnoon\t0\r\n\
                 3\t2026-11-27 10:30:00\t0\r\n4\t2000-01-01 00:00:11\t0\r\n../5\t2026-11-27 08:00:00\r\n\
                 \xff\xfe\r\n6\t2026-11-27 08:01:00\t1\r\n";
    let outcome = send(&terminal(), "POST /iclock/cdata?SN=CKJF201560123&table=ATTLOG", body);
    assert_eq!(outcome.answer.text, "OK: 8\n", "or the terminal would send them for ever");
    assert_eq!(outcome.punches.len(), 2);
    let faults: Vec<(u32, Fault)> =
        outcome.bad_lines.iter().map(|bad| (bad.line, bad.fault)).collect();
    assert_eq!(
        faults,
        [
            (2, Fault::NoPerson),
            (3, Fault::NoTime),
            (4, Fault::Ahead),
            (5, Fault::LongAgo),
            (6, Fault::NoPerson),
            (7, Fault::NoPerson),
        ]
    );
}

const SECRET: &str = "TmFtZSBvZiBhIGZpbmdlcg";

#[test]
fn nothing_of_a_finger_a_face_a_name_or_a_card_is_kept() {
    let operlog = format!(
        "OPLOG 4\t14\t2026-11-27 07:00:00\t0\t0\t0\t0\n\
         USER PIN=1\tName={SECRET}\tPri=0\tPasswd={SECRET}\tCard=[{SECRET}]\tGrp=1\n\
         FP PIN=1\tFID=1\tSize=1336\tValid=1\tTMP={SECRET}\n\
         FACE PIN=1\tFID=0\tSize=1648\tValid=1\tTMP={SECRET}\n"
    );
    let post = |table: &str, body: &str| {
        let line = format!("POST /iclock/cdata?SN=CKJF201560123&table={table}&Stamp=9999");
        send(&terminal(), &line, body.as_bytes())
    };
    let outcome = post("OPERLOG", &operlog);
    assert_eq!((outcome.answer.text.as_str(), outcome.dropped), ("OK: 4\n", 3));
    assert!(!format!("{outcome:?}").contains(SECRET));
    let line = format!("BIODATA Pin=1\tNo=0\tIndex=0\tValid=1\tType=9\tTmp={SECRET}\n");
    for table in ["BIODATA", "FINGERTMP", "FACE", "FVEIN", "BIOPHOTO", "USERINFO", "ATTPHOTO", "x"]
    {
        let outcome = post(table, &line);
        assert_eq!((outcome.answer.text.as_str(), outcome.dropped), ("OK: 1\n", 1), "{table}");
        assert!(outcome.punches.is_empty() && outcome.stamp.is_none());
        assert!(!format!("{outcome:?}").contains(SECRET));
    }
    let photo = send(&terminal(), "POST /iclock/fdata?SN=CKJF201560123", line.as_bytes());
    assert_eq!((photo.answer.text.as_str(), photo.dropped), ("OK\n", 1));
}

#[test]
fn orders_are_given_and_what_became_of_them_is_read() {
    let asks = "GET /iclock/getrequest?SN=CKJF201560123";
    assert_eq!(send(&terminal(), asks, b"").answer.text, "OK\n");
    let hour = Interval {
        start: Timestamp::parse("2026-11-26T00:00:00+08:00").unwrap(),
        end: Timestamp::parse("2026-11-27T00:00:00+08:00").unwrap(),
    };
    let orders = vec![(7, Order::Check), (8, Order::Info), (9, Order::SendAgain(hour))];
    let ordered = Terminal { orders, ..terminal() };
    assert_eq!(
        send(&ordered, asks, b"").answer.text,
        "C:7:CHECK\nC:8:INFO\n\
         C:9:DATA QUERY ATTLOG StartTime=2026-11-26 00:00:00\tEndTime=2026-11-27 00:00:00\n"
    );
    let informed =
        "GET /iclock/getrequest?SN=CKJF201560123&INFO=Ver%208.0.1.3-20151229,2,0,10,10.0.0.4,10,7";
    assert_eq!(send(&terminal(), informed, b"").firmware.as_deref(), Some("Ver 8.0.1.3-20151229"));
    let body = b"ID=7&Return=0&CMD=CHECK\nID=9&Return=-1002&CMD=DATA\nnonsense\n";
    let outcome = send(&terminal(), "POST /iclock/devicecmd?SN=CKJF201560123", body);
    assert_eq!(outcome.done, [Done { id: 7, result: 0 }, Done { id: 9, result: -1_002 }]);
    assert_eq!(outcome.answer.text, "OK\n");
}

#[test]
fn who_sends_is_a_checked_serial_number() {
    assert_eq!(serial("SN=CKJF201560123&table=x").unwrap().as_str(), "CKJF201560123");
    assert_eq!(serial("a=1&sn=A%2D1").unwrap().as_str(), "A-1");
    let long = format!("SN={}", "A".repeat(41));
    for wrong in ["", "SN=", "SN=a%0D%0ATransFlag%3DTransData", "SN=../x", "XSN=1", long.as_str()] {
        assert!(serial(wrong).is_none(), "{wrong}");
    }
    assert_eq!(unknown().status, 403);
}

#[test]
fn what_is_not_spoken_or_too_large_is_refused() {
    assert_eq!(send(&terminal(), "POST /iclock/registry?SN=1", b"").answer.status, 404);
    assert_eq!(send(&terminal(), "GET /iclock/", b"").answer.status, 404);
    assert_eq!(send(&terminal(), "GET /iclock/ping?SN=1", b"").answer.text, "OK\n");
    let body = vec![b'\n'; attendance::terminal::BODY_LIMIT + 1];
    let large = send(&terminal(), "POST /iclock/cdata?table=ATTLOG", &body);
    assert_eq!(large.answer.status, 413);
}

#[test]
fn a_time_that_the_clocks_skip_is_not_lost() {
    let amsterdam = Terminal { zone: Zone::named("Europe/Amsterdam").unwrap(), ..terminal() };
    let body = b"1\t2026-03-29 02:30:00\t0\n1\t2026-10-25 02:30:00\t0\n";
    let outcome = send(&amsterdam, "POST /iclock/cdata?table=ATTLOG", body);
    let times: Vec<String> = outcome.punches.iter().map(|punch| punch.at.to_string()).collect();
    assert_eq!(times, ["2026-03-29T01:30:00.000000Z", "2026-10-25T00:30:00.000000Z"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_bytes_give_an_answer_of_ours(
        is_post in any::<bool>(),
        path in "/iclock/(cdata|getrequest|devicecmd|fdata|ping)(\\.aspx)?",
        query in "(SN=[A-Z]{0,3}&)?(table=(ATTLOG|OPERLOG|[a-z]{0,4})&)?(%[0-9a-f]{0,2}|[ -~]){0,20}",
        body in proptest::collection::vec(any::<u8>(), 0..300),
    ) {
        let method = if is_post { Method::Post } else { Method::Get };
        let request = Request { method, path: &path, query: &query, body: &body };
        let outcome = outcome(&request, &terminal(), now());
        let text = outcome.answer.text;
        let is_known = ["OK", "GET OPTION FROM: CKJF201560123\n", "NOT SUPPORTED\n"];
        prop_assert!(is_known.iter().any(|known| text.starts_with(known)), "{}", text);
        let _serial = serial(&query);
    }

    /// Real lines, broken at any place: as many answers as lines, and each is a punch or a fault.
    #[test]
    fn a_broken_table_is_accounted_for(cut in 0..PUNCHES.len(), byte in any::<u8>()) {
        let mut body = PUNCHES.to_vec();
        body[cut] = byte;
        let lines = body.split(|b| *b == b'\n').filter(|line| !line.trim_ascii().is_empty()).count();
        let outcome = send(&terminal(), "POST /iclock/cdata?table=ATTLOG", &body);
        prop_assert_eq!(outcome.punches.len() + outcome.bad_lines.len(), lines);
        prop_assert_eq!(outcome.answer.text, format!("OK: {lines}\n"));
    }
}
