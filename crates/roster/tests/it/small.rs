//! Random small problems, and every row of a person by trying everything.

use roster::problem::{Cover, Problem};
use roster::random::Random;
use roster::row::{Choice, Kind, Limit, Row, Span};

pub(crate) const DAYS: usize = 7;

fn number<T: TryFrom<usize>>(value: usize) -> T {
    T::try_from(value).ok().expect("small numbers fit")
}

/// Two shifts, now and then one a night, rules drawn at random.
pub(crate) fn row(random: &mut Random) -> Row {
    let is_night = random.below(2) == 0;
    let choices = vec![
        Choice { minutes: 0, next: 0b111, is_night: false },
        Choice { minutes: 2, next: 0b111, is_night: false },
        Choice { minutes: 2 + number::<u32>(random.below(2)), next: 0b101, is_night },
    ];
    let allowed = (0..DAYS).map(|_| if random.below(8) == 0 { 0b1 } else { 0b111 }).collect();
    let most: u32 = 6 + number::<u32>(random.below(5));
    let split = 3 + random.below(3);
    let spans = if random.below(2) == 0 {
        vec![Span { end: DAYS, least: most - 4, most, days: number(3 + random.below(4)) }]
    } else {
        let first = Span { end: split, least: 0, most: 6, days: 2 };
        vec![first, Span { end: DAYS, least: 2, most: 6, days: 3 }]
    };
    Row {
        choices,
        allowed,
        most_run: number(2 + random.below(3)),
        least_run: number(1 + random.below(2)),
        least_off: number(1 + random.below(2)),
        most_nights: number(1 + random.below(2)),
        spans,
        limits: vec![
            Limit { kind: Kind::Weekends, most: number(random.below(2)) },
            Limit { kind: Kind::Choices(0b100), most: number(random.below(4)) },
            Limit { kind: Kind::WeekendDays, most: number(1 + random.below(2)) },
        ],
    }
}

/// Every row of days that keeps all rules.
pub(crate) fn every(row: &Row) -> Vec<Vec<u8>> {
    let count = 3_usize.pow(number(DAYS));
    let days = |mut code: usize| {
        let day = |_| {
            let choice = number(code % 3);
            code /= 3;
            choice
        };
        (0..DAYS).map(day).collect::<Vec<u8>>()
    };
    (0..count).map(days).filter(|days| row.broken(days).is_empty()).collect()
}

/// A problem of so many people, each of whom has a row; and all their rows.
pub(crate) fn problem(random: &mut Random, people: usize) -> (Problem, Vec<Vec<Vec<u8>>>) {
    let (mut rows, mut all) = (Vec::new(), Vec::new());
    while rows.len() < people {
        let row = row(random);
        let legal = every(&row);
        if !legal.is_empty() {
            rows.push(row);
            all.push(legal);
        }
    }
    let draw = |random: &mut Random, limit: usize| {
        i64::try_from(random.below(limit)).expect("small numbers fit")
    };
    let wishes = (0..people).map(|_| (0..DAYS * 3).map(|_| draw(random, 4)).collect()).collect();
    let mut covers = Vec::new();
    for day in 0..DAYS {
        for choice in 1..3 {
            let need = draw(random, people + 1);
            covers.push(Cover { day, choice, need, under: 20, over: 1 + draw(random, 3) });
        }
    }
    (Problem::new(rows, wishes, covers), all)
}

/// The least objective there is.
pub(crate) fn optimum(problem: &Problem, all: &[Vec<Vec<u8>>]) -> i64 {
    fn search(problem: &Problem, all: &[Vec<Vec<u8>>], roster: &mut Vec<Vec<u8>>, best: &mut i64) {
        let Some(rows) = all.get(roster.len()) else {
            *best = (*best).min(problem.cost(roster).sum());
            return;
        };
        for row in rows {
            roster.push(row.clone());
            search(problem, all, roster, best);
            roster.pop();
        }
    }
    let mut best = i64::MAX;
    search(problem, all, &mut Vec::new(), &mut best);
    best
}
