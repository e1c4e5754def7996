//! Tables of calls read from files: quoting, gzip, errors by line.

use connect::calls::{Importer, Mapping};
use connect::lines::Lines;
use domain::calendar::Zone;
use journal::{Observation, SourceKey};

/// Reads a whole table; bad lines come back as `number: reason`.
fn import(mapping: Mapping, zone: &str, bytes: &[u8]) -> (Vec<Observation>, Vec<String>) {
    let mut importer = Importer::new(mapping, Zone::named(zone).unwrap(), SourceKey::default());
    let mut lines = Lines::new(std::io::Cursor::new(bytes.to_vec())).unwrap();
    let (mut out, mut bad) = (Vec::new(), Vec::new());
    importer.begin_file();
    while let Some(line) = lines.next_line() {
        let read = match line.text {
            Ok(text) => importer.on_line(text, &mut out).map_err(|error| error.to_string()),
            Err(error) => Err(error.to_string()),
        };
        if let Err(problem) = read {
            bad.push(format!("{}: {problem}", line.number));
        }
    }
    (out, bad)
}

#[test]
fn a_bank_with_an_ivr_before_its_queue() {
    let table = "queue,arrival,entered_queue,answered,ended,outcome,agent,priority,vru_s,queue_s,service_s
PS,1999-01-03 08:00:00,1999-01-03 08:00:06,1999-01-03 08:00:40,1999-01-03 08:03:00,answered,DORIT,2,6,34,140
PS,1999-01-03 08:01:00,,1999-01-03 08:01:05,1999-01-03 08:02:00,answered,ANAT,0,5,0,55
NW,1999-01-03 08:02:00,,,1999-01-03 08:02:11,abandoned,,0,11,0,0
NW,1999-01-03 08:03:00,,,1999-01-03 08:03:11,phantom,,0,11,0,0
";
    let mapping = Mapping::preset("il_bank").unwrap();
    let (out, bad) = import(mapping, "Asia/Jerusalem", table.as_bytes());
    assert_eq!(bad, [""; 0]);
    let lines = crate::told::in_words(&out);
    let count = |kind: &str| lines.iter().filter(|line| line.contains(kind)).count();
    assert_eq!(count("contact_arrived"), 3);
    assert_eq!(count("contact_queued"), 2, "one never reached the queue");
    assert_eq!(count("contact_answered"), 2);
    assert_eq!(count("contact_abandoned"), 0);
}

#[test]
fn a_table_of_the_houses_own_with_chinese_headers() {
    let mapping = Mapping {
        queue: "队列".into(),
        arrival: "来电时间".into(),
        answered: "应答时间".into(),
        ended: "结束时间".into(),
        agent: Some("坐席".into()),
        customer: Some("主叫".into()),
        ..Mapping::default()
    };
    let table = "\u{feff}来电时间;队列;应答时间;结束时间;坐席;主叫
2026-11-22 16:30:00;\"账单;咨询\";2026-11-22 16:30:09;2026-11-22 16:33:00;王芳;13912345678
2026-11-22 16:31:00;报修;;2026-11-22 16:31:20;;
";
    let (out, bad) = import(mapping, "Asia/Shanghai", table.as_bytes());
    assert_eq!(bad, [""; 0]);
    let lines = crate::told::in_words(&out);
    assert!(lines[1].ends_with("contact_queued contact=call-1 queue=账单;咨询"), "{}", lines[1]);
    assert!(lines.iter().any(|line| line.ends_with("contact_abandoned contact=call-2 queue=报修")));
    assert_eq!(out[0].occurred_at.to_string(), "2026-11-22T08:30:00.000000Z");
}

#[test]
fn bad_lines_are_named_and_the_others_taken() {
    let mut table = b"queue,arrival,answered,ended,outcome,agent,consult_at,transfer_at\n".to_vec();
    table.extend(b"5,2014-01-02 08:03:21,2014-01-02 08:03:22,2014-01-02 08:05:54,answered,1,,\n");
    table.extend(b"5,2014-01-02 08:03:21\n");
    table.extend(b"5,\xff\xfe,,2014-01-02 08:05:54,abandoned,,,\n");
    table.extend(vec![b'9'; 10_000_000]);
    table.extend(b"\n5,2014-01-02 08:04:21,,2014-01-02 08:05:54,abandoned,,,\n");
    let (out, bad) = import(Mapping::preset("vanad").unwrap(), "Europe/Amsterdam", &table);
    assert_eq!(out.len(), 5 + 4);
    assert_eq!(bad.len(), 3);
    assert!(bad[0].starts_with("3: 2 columns where the header has 8"), "{}", bad[0]);
    assert!(bad[1].starts_with("4: not UTF-8 at byte 2"), "{}", bad[1]);
    assert!(bad[2].starts_with("5: 10000001 bytes long"), "{}", bad[2]);
}
