//! The public protocol on real arrivals: four weeks ahead, the next day, the rest of a day.
//!
//! `cargo run --release -p forecast --example protocol -- FOLDER [DUMP.csv]`; FOLDER holds the data of
//! ../shared/data/calls. Series, grids, origins and measures are those of ../shared/bench/forecast;
//! forecasts go to DUMP for a scorer of another hand.

#![expect(clippy::print_stdout, reason = "it is run for what it prints")]

use domain::calendar::Day;
use forecast::backtest::{Scores, Truth};
use forecast::run::{COMBINATION, run_with_cuts};
use forecast::score::Score;
use forecast::{Forecast, Grid, Kind, Request, Series, SeriesDay};
use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

type Outcome<T> = Result<T, Box<dyn Error>>;

struct Source {
    name: &'static str,
    file: &'static str,
    queue: &'static str,
    calendar: &'static str,
    grid: Grid,
    /// First of five origins, 14 days apart.
    origin: &'static str,
    /// First and last of the days that are forecast the evening before.
    next: (&'static str, &'static str),
}

const fn grid(hour: u32, slots: usize, minutes: u32) -> Grid {
    Grid { first_minute: 60 * hour, minutes, slots }
}

const fn vanad(name: &'static str, queue: &'static str) -> Source {
    Source {
        name,
        file: "vanad_arrivals_30min.csv.gz",
        queue,
        calendar: "vanad",
        grid: grid(8, 24, 30),
        origin: "2014-07-07",
        next: ("2014-09-01", "2014-09-27"),
    }
}

const SOURCES: [Source; 8] = [
    vanad("vanad_q5", "5"),
    vanad("vanad_q20", "20"),
    vanad("vanad_q2", "2"),
    vanad("vanad_q11", "11"),
    vanad("vanad_q9", "9"),
    Source {
        name: "il_bank",
        file: "il_bank_arrivals_30min.csv.gz",
        queue: "ALL",
        calendar: "il_bank",
        grid: grid(7, 34, 30),
        origin: "1999-06-13",
        next: ("1999-08-08", "1999-09-04"),
    },
    Source {
        name: "na_bank",
        file: "na_bank_arrivals_30min.csv.gz",
        queue: "ALL",
        calendar: "na_bank",
        grid: grid(7, 28, 30),
        origin: "2003-06-09",
        next: ("2003-08-04", "2003-08-29"),
    },
    Source {
        name: "travel",
        file: "travel_daily.csv.gz",
        queue: "ALL",
        calendar: "travel",
        grid: grid(0, 1, 1440),
        origin: "2015-06-08",
        next: ("2015-08-03", "2015-08-30"),
    },
];
/// All but q11, which is switched on and off, and the daily series.
const CORE: [usize; 6] = [0, 1, 2, 4, 5, 6];
const SUB_DAILY: [usize; 7] = [0, 1, 2, 3, 4, 5, 6];
const ALL: [usize; 8] = [0, 1, 2, 3, 4, 5, 6, 7];
const CUTS: [u32; 3] = [10, 12, 14];

/// What one series gave.
#[derive(Default)]
struct Found {
    four_weeks: Scores,
    next_day: Scores,
    floors: [[Score; 3]; 2],
    cuts: [Scores; 3],
    forecasts: u32,
}

fn text(path: &Path) -> Outcome<String> {
    let mut text = String::new();
    let file = File::open(path).map_err(|error| format!("{}: {error}", path.display()))?;
    if path.extension().is_some_and(|extension| extension == "gz") {
        flate2::read::MultiGzDecoder::new(file).read_to_string(&mut text)?;
    } else {
        let mut file = file;
        file.read_to_string(&mut text)?;
    }
    Ok(text)
}

/// A day's slots inside the grid; a slot without a row is not a number.
fn rows(text: &str, source: &Source) -> Outcome<BTreeMap<Day, Vec<f64>>> {
    let mut days = BTreeMap::new();
    for line in text.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let &[start, _, queue, offered, ..] = fields.as_slice() else { continue };
        if queue != source.queue {
            continue;
        }
        let (day, time) = start.split_once(' ').unwrap_or((start, "00:00"));
        let (hour, minute) = time.split_once(':').ok_or("a time has a colon")?;
        let minute = hour.parse::<u32>()? * 60 + minute.parse::<u32>()?;
        let day = Day::parse(day).ok_or("a row starts with a day")?;
        let slots = days.entry(day).or_insert_with(|| vec![f64::NAN; source.grid.slots]);
        let slot = minute.checked_sub(source.grid.first_minute).map(|m| m / source.grid.minutes);
        if let Some(place) = slot.and_then(|slot| slots.get_mut(usize::try_from(slot).ok()?)) {
            *place = offered.parse()?;
        }
    }
    Ok(days)
}

fn kinds(calendar: &str, source: &Source) -> BTreeMap<Day, Kind> {
    let kind = |line: &str| {
        let mut fields = line.splitn(4, ',');
        let series = fields.next()?;
        let day = Day::parse(fields.next()?)?;
        let kind = match fields.next()? {
            "closed" => Kind::Closed,
            "special" => Kind::Special,
            _ => Kind::Missing,
        };
        (series == source.calendar).then_some((day, kind))
    };
    calendar.lines().filter_map(kind).collect()
}

fn series(folder: &Path, source: &Source) -> Outcome<Series> {
    let rows = rows(&text(&folder.join(source.file))?, source)?;
    let kinds = kinds(&text(&folder.join("calendar.csv"))?, source);
    let first = *rows.keys().next().ok_or("the file has rows")?;
    let last = *rows.keys().next_back().ok_or("the file has rows")?;
    let day = |ahead| {
        let day = first.plus_days(ahead);
        let counts = rows.get(&day).filter(|slots| slots.iter().all(|count| !count.is_nan()));
        let unnamed = if counts.is_some() { Kind::Regular } else { Kind::Missing };
        let kind = kinds.get(&day).copied().unwrap_or(unnamed);
        let is_out = matches!(kind, Kind::Closed | Kind::Missing);
        SeriesDay { kind, counts: counts.filter(|_| !is_out).cloned(), event: None }
    };
    let days = (0..=last.days_since(first)).map(day).collect();
    Ok(Series { first, grid: source.grid, days })
}

fn day(text: &str) -> Outcome<Day> {
    Ok(Day::parse(text).ok_or("a day of the protocol")?)
}

fn request(origin: Day, days: u32) -> Request {
    Request { origin, days, method: COMBINATION.to_owned(), seed: 1 }
}

fn try_source(folder: &Path, source: &Source, dump: &mut String) -> Outcome<Found> {
    let series = series(folder, source)?;
    let truth = Truth::of(&series);
    let mut found = Found::default();
    for fortnight in 0..5 {
        let origin = day(source.origin)?.plus_days(14 * fortnight);
        let made = forecast::run(&series, &request(origin, 28), None)?;
        truth.score(&made, &mut found.four_weeks);
        write_down(dump, source, &format!("4w|{origin}"), &made)?;
        found.forecasts += 1;
    }
    // Each day once, however many origins reach it.
    truth.floor(series.index(day(source.origin)?), 84, &mut found.floors[0]);
    let (first, last) = (day(source.next.0)?, day(source.next.1)?);
    for ahead in 0..=last.days_since(first) {
        let origin = first.plus_days(ahead);
        let Some(counts) = truth.counts(series.index(origin)) else { continue };
        let mut made = run_with_cuts(&series, &request(origin, 1), &so_far(counts, source.grid))?;
        truth.score(&made[0], &mut found.next_day);
        truth.floor(series.index(origin), 1, &mut found.floors[1]);
        write_down(dump, source, &format!("nd|{origin}"), &made[0])?;
        for ((scores, cut), made) in found.cuts.iter_mut().zip(CUTS).zip(made.drain(1..)) {
            truth.score(&made, scores);
            write_down(dump, source, &format!("cut{cut}|{origin}"), &made)?;
        }
        found.forecasts += 1;
    }
    Ok(found)
}

fn so_far(counts: &[f64], grid: Grid) -> Vec<Vec<f64>> {
    let over = |hour: u32| (60 * hour - grid.first_minute) / grid.minutes;
    let cuts = CUTS.iter().filter(|_| grid.slots > 1);
    let before = cuts.filter_map(|hour| counts.get(..usize::try_from(over(*hour)).ok()?));
    before.map(<[f64]>::to_vec).collect()
}

fn write_down(dump: &mut String, source: &Source, task: &str, made: &Forecast) -> Outcome<()> {
    for day in &made.days {
        for (slot, expected) in day.slots.iter().enumerate() {
            let [a, b, c, d, e] = expected.quantiles;
            let mean = expected.mean;
            writeln!(dump, "{}|{task}|{}|{slot},{mean},{a},{b},{c},{d},{e}", source.name, day.day)?;
        }
    }
    Ok(())
}

/// One measure of all series and its mean over some of them.
fn line(name: &str, values: &[Option<f64>], mean_over: &[usize]) {
    let shown = |value: Option<f64>| {
        value.map_or_else(|| "-".to_owned(), |value| format!("{:.2}", 100.0 * value))
    };
    let cells: String = values.iter().map(|value| format!("{:>10}", shown(*value))).collect();
    let mean = mean_over.iter().map(|at| values[*at].unwrap_or(0.0)).sum::<f64>()
        / (mean_over.len() as f64);
    println!("{name:<30}{cells}{:>10}", shown(Some(mean)));
}

fn show(found: &[Found]) {
    let names: String = SOURCES.iter().map(|source| format!("{:>10}", source.name)).collect();
    println!("{:<30}{names}{:>10}", "percent", "mean");
    let each = |of: &dyn Fn(&Found) -> Option<f64>| found.iter().map(of).collect::<Vec<_>>();
    let four_weeks: fn(&Found) -> &Scores = |found| &found.four_weeks;
    let next_day: fn(&Found) -> &Scores = |found| &found.next_day;
    let tasks = [("4 weeks", four_weeks, 0), ("next day", next_day, 1)];
    for (task, of, floors) in tasks {
        line(&format!("{task}: interval WAPE"), &each(&|f| of(f).interval.wape()), &CORE);
        let ratio = |f: &Found| Some(of(f).interval.wape()? / f.floors[floors][0].wape()? / 100.0);
        line(&format!("{task}: times the floor"), &each(&ratio), &CORE);
        line(&format!("{task}: day WAPE"), &each(&|f| of(f).day.wape()), &CORE);
        line(&format!("{task}: week WAPE"), &each(&|f| of(f).week.wape()), &CORE);
        line(&format!("{task}: bias"), &each(&|f| of(f).interval.bias()), &CORE);
        let in_80 = |f: &Found| Some(of(f).interval.coverage()?.0);
        line(&format!("{task}: inside 80 % band"), &each(&in_80), &CORE);
        let in_95 = |f: &Found| Some(of(f).interval.coverage()?.1);
        line(&format!("{task}: inside 95 % band"), &each(&in_95), &CORE);
        let loss = |f: &Found| of(f).interval.weighted_quantile_loss();
        line(&format!("{task}: wQL (mean of eight)"), &each(&loss), &ALL);
    }
    for (at, hour) in CUTS.iter().enumerate() {
        let name = format!("rest of day from {hour}:00");
        line(&name, &each(&|f| f.cuts[at].interval.wape()), &SUB_DAILY);
    }
}

/// Processor time of this process, in seconds, as Linux counts it (hundredths).
fn cpu_seconds() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/stat").ok()?;
    let (_, after_name) = status.rsplit_once(')')?;
    let ticks = after_name.split_whitespace().skip(11).take(2);
    Some(ticks.filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0)
}

fn main() -> Outcome<()> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("name the folder of the calls")?;
    let mut dump = String::new();
    let mut found = Vec::new();
    for source in &SOURCES {
        found.push(try_source(Path::new(&folder), source, &mut dump)?);
    }
    show(&found);
    let forecasts: u32 = found.iter().map(|found| found.forecasts).sum();
    let seconds = cpu_seconds().map_or_else(|| "-".to_owned(), |s| format!("{s:.2}"));
    println!("{forecasts} forecasts and their cuts, reading included: {seconds} CPU-seconds");
    if let Some(file) = arguments.next() {
        std::fs::write(file, dump)?;
    }
    Ok(())
}
