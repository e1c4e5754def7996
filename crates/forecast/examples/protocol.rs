//! Scores the default on real series: four weeks ahead, next day, rest of the day.
use domain::calendar::Day;
use forecast::run::{Request, run_with_cuts};
use forecast::score::Score;
use forecast::{Grid, Kind, Series, SeriesDay};
use std::collections::BTreeMap;
use std::io::Read;
pub struct Spec {
    name: &'static str,
    file: &'static str,
    queue: &'static str,
    h0: u32,
    k: usize,
    mins: u32,
    cal: &'static str,
    four: (&'static str, usize),
    next: (&'static str, &'static str),
}
const V: &str = "vanad_arrivals_30min.csv.gz";
macro_rules! sp { ($($x:expr),*) => { { let (name, file, queue, h0, k, mins, cal, four, next) = ($($x),*); Spec { name, file, queue, h0, k, mins, cal, four, next } } } }
fn specs() -> Vec<Spec> {
    let v = ("2014-07-07", 5);
    let n = ("2014-09-01", "2014-09-27");
    vec![
        sp!("q5", V, "5", 8, 24, 30, "vanad", v, n),
        sp!("q20", V, "20", 8, 24, 30, "vanad", v, n),
        sp!("q2", V, "2", 8, 24, 30, "vanad", v, n),
        sp!("q11", V, "11", 8, 24, 30, "vanad", v, n),
        sp!("q9", V, "9", 8, 24, 30, "vanad", v, n),
        sp!(
            "il",
            "il_bank_arrivals_30min.csv.gz",
            "ALL",
            7,
            34,
            30,
            "il_bank",
            ("1999-06-13", 5),
            ("1999-08-08", "1999-09-04")
        ),
        sp!(
            "na",
            "na_bank_arrivals_30min.csv.gz",
            "ALL",
            7,
            28,
            30,
            "na_bank",
            ("2003-06-09", 5),
            ("2003-08-04", "2003-08-29")
        ),
        sp!(
            "travel",
            "travel_daily.csv.gz",
            "ALL",
            0,
            1,
            1440,
            "travel",
            ("2015-06-08", 5),
            ("2015-08-03", "2015-08-30")
        ),
        sp!("q0", V, "0", 8, 24, 30, "vanad", v, n),
        sp!("q18", V, "18", 8, 24, 30, "vanad", v, n),
    ]
}
fn root() -> String {
    std::env::var("CALLS").unwrap_or("/work/shared/data/calls/".into())
}
fn text(f: &str) -> String {
    let mut b = Vec::new();
    let raw = std::fs::read(root() + f).unwrap();
    if f.ends_with("gz") {
        flate2::read::MultiGzDecoder::new(&raw[..]).read_to_end(&mut b).unwrap();
    } else {
        b = raw;
    }
    String::from_utf8(b).unwrap()
}
fn load(s: &Spec) -> Series {
    let t = text(s.file);
    let mut m: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for l in t.lines().skip(1) {
        let c: Vec<&str> = l.split(',').collect();
        if c[2] != s.queue {
            continue;
        }
        let (d, time) = c[0].split_once(' ').unwrap_or((c[0], "00:00"));
        let min: u32 = time[..2].parse::<u32>().unwrap() * 60 + time[3..5].parse::<u32>().unwrap();
        let row = m.entry(d.to_string()).or_insert_with(|| vec![f64::NAN; s.k]);
        if min >= s.h0 * 60 {
            let i = ((min - s.h0 * 60) / s.mins) as usize;
            if i < s.k {
                row[i] = c[3].parse().unwrap();
            }
        }
    }
    let first = Day::parse(m.keys().next().unwrap()).unwrap();
    let last = Day::parse(m.keys().last().unwrap()).unwrap();
    let mut cal = BTreeMap::new();
    for l in text("calendar.csv").lines().skip(1) {
        let c: Vec<&str> = l.splitn(4, ',').collect();
        if c[0] == s.cal {
            cal.insert(
                c[1].to_string(),
                match c[2] {
                    "closed" => Kind::Closed,
                    "special" => Kind::Special,
                    _ => Kind::Missing,
                },
            );
        }
    }
    let mut days = vec![];
    let mut d = first;
    while d <= last {
        let k = d.to_string();
        let counts = m.get(&k).filter(|v| v.iter().all(|x| !x.is_nan())).cloned();
        let kind = cal.get(&k).copied().unwrap_or(if counts.is_none() {
            Kind::Missing
        } else {
            Kind::Regular
        });
        days.push(SeriesDay {
            kind,
            counts: if matches!(kind, Kind::Closed | Kind::Missing) { None } else { counts },
        });
        d = d.plus_days(1);
    }
    Series { first, grid: Grid { first_minute: s.h0 * 60, minutes: s.mins, slots: s.k }, days }
}
fn cpu() -> f64 {
    let s = std::fs::read_to_string("/proc/self/stat").unwrap();
    let f: Vec<&str> = s.rsplit(')').next().unwrap().split_whitespace().collect();
    (f[11].parse::<f64>().unwrap() + f[12].parse::<f64>().unwrap()) / 100.
}
fn scored<'a>(ser: &'a Series, i: i64) -> Option<&'a [f64]> {
    let d = ser.days.get(i as usize)?;
    if d.kind != Kind::Regular {
        return None;
    }
    d.counts.as_deref()
}
fn main() {
    let dev = std::env::args().nth(1).as_deref() != Some("public");
    let method = std::env::args().nth(2).unwrap_or("combination".into());
    let mut rows: Vec<(&str, Vec<f64>)> = vec![];
    let c0 = cpu();
    let mut n = 0;
    for s in specs() {
        if !dev && (s.name == "q0" || s.name == "q18") {
            continue;
        }
        let ser = load(&s);
        let o1 = ser.index(Day::parse(s.four.0).unwrap());
        let fours: Vec<i64> = if dev {
            let n = if s.name == "na" {
                3
            } else if s.name == "travel" {
                26
            } else {
                10
            };
            (0..n).map(|i| o1 - 28 - 7 * i).collect()
        } else {
            (0..s.four.1 as i64).map(|i| o1 + 14 * i).collect()
        };
        let nexts: Vec<i64> = if dev {
            (1..=42).map(|i| o1 - i).collect()
        } else {
            let (a, b) = (
                ser.index(Day::parse(s.next.0).unwrap()),
                ser.index(Day::parse(s.next.1).unwrap()),
            );
            (a..=b).collect()
        };
        let (mut slot4, mut day4, mut slot1, mut day1) =
            (Score::default(), Score::default(), Score::default(), Score::default());
        let mut cuts = [Score::default(); 3];
        let req = |i: i64, days| Request {
            origin: ser.first.plus_days(i),
            days,
            method: method.clone(),
            seed: 1,
        };
        for &o in &fours {
            let Ok(f) = forecast::run(&ser, &req(o, 28), None) else { continue };
            n += 1;
            for (j, d) in f.days.iter().enumerate() {
                if let Some(y) = scored(&ser, o + j as i64) {
                    day4.add(d.total.mean, Some(&d.total.quantiles), y.iter().sum());
                    for (e, y) in d.slots.iter().zip(y) {
                        slot4.add(e.mean, Some(&e.quantiles), *y);
                    }
                }
            }
        }
        for &o in &nexts {
            let Some(y) = scored(&ser, o) else { continue };
            let at = |h: u32| (((h * 60 - s.h0 * 60) / s.mins) as usize).min(y.len());
            let want: Vec<Vec<f64>> = if s.k > 1 {
                [10, 12, 14].iter().map(|h| y[..at(*h)].to_vec()).collect()
            } else {
                vec![]
            };
            let Ok(fs) = run_with_cuts(&ser, &req(o, 1), &want) else { continue };
            n += 1;
            let d = &fs[0].days[0];
            day1.add(d.total.mean, Some(&d.total.quantiles), y.iter().sum());
            for (e, y) in d.slots.iter().zip(y) {
                slot1.add(e.mean, Some(&e.quantiles), *y);
            }
            for (c, f) in fs[1..].iter().enumerate() {
                let d = &f.days[0];
                for (e, y) in d.slots.iter().zip(y).skip(d.passed) {
                    cuts[c].add(e.mean, Some(&e.quantiles), *y);
                }
            }
        }
        let p = |s: &Score| {
            vec![
                100. * s.wape().unwrap_or(0.),
                100. * s.weighted_quantile_loss().unwrap_or(0.),
                100. * s.coverage().unwrap_or((0., 0.)).0,
                100. * s.coverage().unwrap_or((0., 0.)).1,
            ]
        };
        let mut r = vec![];
        r.extend(p(&slot4));
        r.extend(p(&day4));
        r.extend(p(&slot1));
        r.extend(p(&day1));
        for c in &cuts {
            r.extend(p(c));
        }
        rows.push((s.name, r));
    }
    let heads = [
        "4w slot wape",
        "wql",
        "cov80",
        "cov95",
        "4w day wape",
        "wql",
        "cov80",
        "cov95",
        "nd slot wape",
        "wql",
        "cov80",
        "cov95",
        "nd day wape",
        "wql",
        "cov80",
        "cov95",
        "10:00 wape",
        "wql",
        "cov80",
        "cov95",
        "12:00 wape",
        "wql",
        "cov80",
        "cov95",
        "14:00 wape",
        "wql",
        "cov80",
        "cov95",
    ];
    print!("{:14}", "");
    for r in &rows {
        print!("{:>8}", r.0);
    }
    println!("    core   seven   eight");
    for (i, h) in heads.iter().enumerate() {
        print!("{h:14}");
        for r in &rows {
            print!("{:8.2}", r.1[i]);
        }
        let v = |l: &[usize]| l.iter().map(|j| rows[*j].1[i]).sum::<f64>() / l.len() as f64;
        println!(
            "{:8.2}{:8.2}{:8.2}",
            v(&[0, 1, 2, 4, 5, 6]),
            v(&[0, 1, 2, 3, 4, 5, 6]),
            v(&[0, 1, 2, 3, 4, 5, 6, 7])
        );
    }
    println!("forecasts {n}, cpu {:.2} s", cpu() - c0);
}
