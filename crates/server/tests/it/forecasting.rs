//! `callboard forecast` on files as people have them.

use crate::program::{fails, run, succeeds, text};
use crate::support::Folder;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

const HEADER: &str = "start,interval_minutes,queue,offered,answered,aht_s\n";
const SHAPE: [u32; 6] = [8, 30, 42, 36, 24, 12];

/// Ten weeks from Monday 2025-01-06, working days 09:00 to 12:00 in half hours, and the fortnight
/// after, whose counts are `later` times as high.
fn rows(later: u32) -> String {
    let mut text = String::from(HEADER);
    let first = domain::calendar::Day::parse("2025-01-06").unwrap();
    for ahead in (0..84i64).filter(|ahead| ahead % 7 < 5) {
        let day = first.plus_days(ahead);
        let factor = if ahead >= 70 { later } else { 1 };
        for (slot, count) in (0u32..).zip(SHAPE) {
            let minute = 9 * 60 + 30 * slot;
            let count = (count + u32::try_from(ahead % 3).unwrap()) * factor;
            let aht = 240 + 10 * slot;
            let (hour, minute) = (minute / 60, minute % 60);
            writeln!(text, "{day} {hour:02}:{minute:02},30,5,{count},{count},{aht}").unwrap();
        }
    }
    text
}

/// A file with these rows.
fn file(folder: &Folder, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, content).unwrap();
    path
}

fn asked<'a>(data: &'a Path, out: &'a Path, more: &[&'a str]) -> Vec<&'a str> {
    let usual = ["forecast", "run", "--data", text(data), "--queue", "5"];
    let origin = ["--zone", "Europe/Amsterdam", "--origin", "2025-03-17", "--out", text(out)];
    usual.into_iter().chain(origin).chain(more.iter().copied()).collect()
}

/// The table and what was said about it.
fn forecast(folder: &Folder, content: impl AsRef<[u8]>, more: &[&str]) -> (String, String) {
    let data = file(folder, "arrivals.csv", content);
    let out = folder.join("out.csv");
    let output = run(&asked(&data, &out, more));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    (std::fs::read_to_string(out).unwrap(), said)
}

fn refused(folder: &Folder, content: impl AsRef<[u8]>) -> String {
    let data = file(folder, "bad.csv", content);
    let out = folder.join("none.csv");
    let said = fails(&asked(&data, &out, &["--days", "7"]));
    assert!(!out.exists(), "a refusal leaves no table");
    said
}

/// Forecasts by their start.
fn means(table: &str) -> Vec<(String, f64)> {
    let rows = table.lines().skip(1).map(|line| {
        let mut fields = line.split(',');
        let start = fields.next().unwrap().to_owned();
        (start, fields.next().unwrap().parse().unwrap())
    });
    rows.collect()
}

#[test]
fn a_table_of_means_and_quantiles_is_written() {
    let folder = Folder::new();
    let (table, said) = forecast(&folder, rows(1), &["--days", "7"]);
    assert_eq!(table.lines().next().unwrap(), "start,forecast,q025,q10,q50,q90,q975");
    let means = means(&table);
    assert_eq!(means.len(), 7 * 6, "{table}");
    let (start, busiest) = &means[2];
    assert_eq!(start, "2025-03-17 10:00");
    assert!((40.0..46.0).contains(busiest), "{busiest}");
    assert!(means[5 * 6..].iter().all(|(_, mean)| *mean <= 0.0), "closed at the weekend: {table}");
    assert!(said.contains("weekday 6 (1 = Monday) never had data"), "{said}");
}

#[test]
fn rows_at_and_after_the_origin_and_the_cut_are_not_read() {
    let folder = Folder::new();
    let whole = |later, more: &[&str]| forecast(&folder, rows(later), more).0;
    assert_eq!(whole(1, &["--days", "7"]), whole(50, &["--days", "7"]));
    // Rows that make no sense are no matter either, where they are not read.
    let broken = rows(1).replace("2025-03-18 09:00,30,5", "2025-03-18 09:00,30,5,many");
    assert_eq!(whole(1, &["--days", "7"]), forecast(&folder, broken, &["--days", "7"]).0);
    let cut = ["--days", "1", "--cut", "10:30"];
    let rest = means(&whole(1, &cut));
    assert_eq!(rest.first().unwrap().0, "2025-03-17 10:30");
    assert_eq!(rest.len(), 3);
    let more_before = rows(1).replace("2025-03-17 10:00,30,5,43,", "2025-03-17 10:00,30,5,90,");
    assert_ne!(rest, means(&forecast(&folder, more_before, &cut).0), "before the cut is read");
    let more_after = rows(1).replace("2025-03-17 10:30,30,5,37,", "2025-03-17 10:30,30,5,90,");
    assert_eq!(rest, means(&forecast(&folder, more_after, &cut).0), "after the cut is not");
}

#[test]
fn handle_time_is_forecast_in_seconds() {
    let folder = Folder::new();
    let (table, _) = forecast(&folder, rows(1), &["--days", "5", "--measure", "aht"]);
    let means = means(&table);
    assert!((means[0].1 - 240.0).abs() < 15.0, "{table}");
    assert!((means[5].1 - 290.0).abs() < 15.0, "{table}");
}

#[test]
fn calls_one_by_one_are_counted_into_slots() {
    let folder = Folder::new();
    let mut calls = String::from("queue,arrival,answered,ended,outcome\n");
    let first = domain::calendar::Day::parse("2025-01-06").unwrap();
    for day in (0..70i64).filter(|ahead| ahead % 7 < 5).map(|ahead| first.plus_days(ahead)) {
        for call in 0..20u32 {
            let at = format!("{day} 09:{:02}:{:02}", call % 30, call);
            let ended = format!("{day} 09:{:02}:{:02}", call % 30 + 4, call);
            writeln!(calls, "5,{at},{at},{ended},answered").unwrap();
        }
        writeln!(calls, "5,{day} 09:40:00,,{day} 09:41:00,abandoned").unwrap();
        writeln!(calls, "6,{day} 09:45:00,,{day} 09:46:00,abandoned").unwrap();
    }
    let (table, _) = forecast(&folder, &calls, &["--days", "1"]);
    let offered = means(&table);
    assert!((offered[0].1 - 20.0).abs() < 0.5, "{table}");
    assert!((offered[1].1 - 1.0).abs() < 0.2, "another queue is not counted: {table}");
    let (table, _) = forecast(&folder, &calls, &["--days", "1", "--measure", "aht"]);
    assert!((means(&table)[0].1 - 240.0).abs() < 1.0, "{table}");
}

#[test]
fn what_makes_no_sense_is_refused_with_line_and_remedy() {
    let folder = Folder::new();
    let good = rows(1);
    let second = good.lines().nth(1).unwrap();
    let changed = |to: &str| good.replacen(second, to, 1);
    for (content, line, remedy) in [
        (format!("{good}{second}\n"), 362, "already stands in line 2; remove one"),
        (changed("2025-01-06 09:00,30,5,-8,8,240"), 2, "negative"),
        (changed("2025-01-06 09:00,30,5,eight,8,240"), 2, "is no number; mend the line"),
        (changed("2025-01-06 09:00,60,5,8,8,240"), 3, "30 after 60"),
        (changed("2025-01-06 09:10,30,5,8,8,240"), 2, "no multiple of its 30 minutes"),
        (changed("06.01.2025 09:00,30,5,8,8,240"), 2, "write it as 2014-01-02 08:30"),
        (changed("2025-01-06 09:00,30"), 2, "mend the line"),
        ("time,queue\n".to_owned(), 1, "the header is start,interval_minutes,queue,offered"),
    ] {
        let said = refused(&folder, content);
        assert!(said.contains(&format!("bad.csv:{line}")), "{said}");
        assert!(said.contains(remedy), "{remedy}: {said}");
    }
    let wrong_length = good.replace(",30,5,", ",15,5,");
    assert!(refused(&folder, wrong_length).contains("rows are 30 minutes apart"), "length");
    let other_queue = good.replace(",30,5,", ",30,7,");
    assert!(refused(&folder, other_queue).contains("queues in the files: 7"), "queue");
}

#[test]
fn gbk_is_refused_with_the_conversion_and_a_bom_is_passed_over() {
    let folder = Folder::new();
    let mut gbk = rows(1).into_bytes();
    gbk.extend(b"2025-01-06 12:00,30,\xbf\xcd\xb7\xfe,1,1,240\n");
    let said = refused(&folder, &gbk);
    assert!(said.contains("bad.csv:362") && said.contains("iconv -f GB18030"), "{said}");
    let plain = forecast(&folder, rows(1), &["--days", "7"]).0;
    let with_bom = format!("\u{feff}{}", rows(1));
    assert_eq!(forecast(&folder, with_bom, &["--days", "7"]).0, plain);
}

#[test]
fn gaps_and_fractions_are_taken_with_a_note() {
    let folder = Folder::new();
    let whole = rows(1);
    let without = |start: &str| {
        let kept = whole.lines().filter(|line| !line.starts_with(start));
        kept.map(|line| format!("{line}\n")).collect::<String>()
    };
    let (_, said) = forecast(&folder, without("2025-02-04 11:30"), &["--days", "7"]);
    assert!(said.contains("estimated from the rest of their day: 1 (first: 2025-02-04)"), "{said}");
    let (_, said) = forecast(&folder, without("2025-02-04 1"), &["--days", "7"]);
    assert!(said.contains("more than a quarter missing, set aside: 1"), "{said}");
    let (_, said) = forecast(&folder, without("2025-02-04"), &["--days", "7"]);
    assert!(said.contains("days without data that the calendar does not name"), "{said}");
    let fraction = whole.replace("2025-02-04 11:30,30,5,14,", "2025-02-04 11:30,30,5,14.5,");
    let (_, said) = forecast(&folder, fraction, &["--days", "7"]);
    assert!(said.contains("fractional counts, taken as they are: 1"), "{said}");
}

#[test]
fn a_clock_change_in_the_middle_is_noted() {
    let folder = Folder::new();
    let mut night = String::from("start,interval_minutes,queue,offered\n");
    let first = domain::calendar::Day::parse("2025-01-06").unwrap();
    for ahead in 0..100 {
        for hour in 0..5 {
            writeln!(night, "{} {hour:02}:00,60,5,{}", first.plus_days(ahead), 10 + hour).unwrap();
        }
    }
    let data = file(&folder, "night.csv", &night);
    let out = folder.join("out.csv");
    let zone = ["--zone", "Europe/Amsterdam", "--origin", "2025-04-14", "--days", "2"];
    let usual = ["forecast", "run", "--data", text(&data), "--queue", "5", "--out", text(&out)];
    let output = run(&[&usual[..], &zone[..]].concat());
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert!(said.contains("times that the clock skipped, left out: 1"), "{said}");
    // In autumn 02:00 comes twice, which is no duplicate.
    let twice = night.replace("2025-01-0", "2025-10-2");
    let twice: String = twice.lines().filter(|line| !line.starts_with("2025-0")).fold(
        String::new(),
        |mut text, line| {
            writeln!(text, "{line}").unwrap();
            if line.starts_with("2025-10-26 02:00") {
                writeln!(text, "{line}").unwrap();
            }
            text
        },
    );
    let data = file(&folder, "twice.csv", twice);
    let zone = ["--zone", "Europe/Amsterdam", "--origin", "2025-10-30", "--days", "1"];
    let usual = ["forecast", "run", "--data", text(&data), "--queue", "5", "--out", text(&out)];
    let output = run(&[&usual[..], &zone[..]].concat());
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert!(said.contains("times that the clock showed twice, added up: 1"), "{said}");
}

#[test]
fn the_calendar_closes_days_and_its_errors_have_a_line() {
    let folder = Folder::new();
    let good = file(&folder, "good.csv", "series,date,kind,name\nmine,2025-03-18,closed,Fair\n");
    let more = ["--days", "3", "--calendar", text(&good), "--series", "mine"];
    let (table, _) = forecast(&folder, rows(1), &more);
    let tuesday = means(&table).into_iter().filter(|(start, _)| start.starts_with("2025-03-18"));
    assert!(tuesday.map(|(_, mean)| mean).sum::<f64>() <= 0.0, "{table}");
    let bad = file(&folder, "calendar.csv", "series,date,kind,name\nmine,2025-03-18,shut,Fair\n");
    let data = file(&folder, "arrivals.csv", rows(1));
    let out = folder.join("none.csv");
    let said = fails(&asked(&data, &out, &["--calendar", text(&bad), "--series", "mine"]));
    assert!(said.contains("calendar.csv:2") && said.contains("write closed, special"), "{said}");
    let said = fails(&asked(&data, &out, &["--calendar", text(&good), "--series", "other"]));
    assert!(said.contains("no row of series other"), "{said}");
}

#[test]
fn a_backtest_stands_beside_the_baselines_and_the_floor() {
    let folder = Folder::new();
    let data = file(&folder, "arrivals.csv", rows(1));
    let usual = ["forecast", "backtest", "--data", text(&data), "--queue", "5"];
    let trial = ["--from", "2025-03-03", "--origins", "2", "--step", "7", "--days", "7"];
    let table = succeeds(&[&usual[..], &trial[..]].concat());
    for name in ["combination", "weekday_mean_4", "least_squares", "Poisson floor"] {
        assert!(table.contains(name), "{table}");
    }
    let json = succeeds(&[&usual[..], &trial[..], &["--json"]].concat());
    let report: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(report["origins"], 2);
    let wape = report["methods"][0]["levels"]["interval"]["wape"].as_f64().unwrap();
    assert!((0.001..0.1).contains(&wape), "{wape}");
    assert!(report["poisson_floor_wape"]["interval"].as_f64().unwrap() > 0.1);
}

#[test]
fn a_wrong_method_names_those_that_exist() {
    let folder = Folder::new();
    let data = file(&folder, "arrivals.csv", rows(1));
    let out = folder.join("none.csv");
    let said = fails(&asked(&data, &out, &["--method", "magic"]));
    assert!(said.contains("combination") && said.contains("boosting"), "{said}");
}

/// The calendar that ships: every made-up working day lies at a weekend, no day stands twice, and each
/// year's spring festival has its eve.
#[test]
fn the_calendar_that_ships_is_sound() {
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy/calendars/china.csv");
    let calendar = std::fs::read_to_string(&shipped).unwrap();
    let mut days = std::collections::BTreeMap::new();
    for row in calendar.lines().skip(1) {
        let fields: Vec<&str> = row.split(',').collect();
        assert_eq!((fields[0], fields[2], fields.len()), ("*", "special", 4), "{row}");
        let day = domain::calendar::Day::parse(fields[1]).unwrap();
        assert!(fields[3] != "调休上班日" || day.weekday() >= 6, "{row}");
        assert_eq!(days.insert(day, fields[3]), None, "{row}");
    }
    for year in ["2024", "2025", "2026"] {
        let is_eve = |(day, name): (&domain::calendar::Day, &str)| {
            day.to_string().starts_with(year) && name == "春节除夕"
        };
        assert_eq!(days.iter().filter(|(day, name)| is_eve((*day, **name))).count(), 1, "{year}");
    }
    let folder = Folder::new();
    let more = ["--days", "3", "--calendar", text(&shipped), "--series", "mine"];
    let (table, _) = forecast(&folder, rows(1), &more);
    assert!(table.lines().count() > 3, "rows of all series are of this one too: {table}");
}
