//! What people may write in settings, checked: names, zones, times, moments.
//!
//! Room:  server/http/build; under the plans of changes.
//! Takes: a place and what was written there. Gives: its meaning, or a `Problem` with the remedy.

use crate::http::views::Moment;
use crate::http::views::settings_change::{Problem, ProblemCode};
use domain::calendar::Zone;
use domain::figures::CONTACT_STEP;
use domain::{Duration, Timestamp};

/// Characters of a name.
pub const LONGEST_NAME: usize = 60;
const SHOWN: usize = 60;
/// Nobody sets hours or rules for later than that.
const FURTHEST: Duration = Duration::from_minutes(60 * 24 * 366 * 5);

/// A problem at a place of a change.
#[must_use]
pub fn problem(
    code: ProblemCode,
    place: &str,
    given: &str,
    (message, remedy): (&str, &str),
) -> Problem {
    Problem {
        code,
        place: place.to_owned(),
        given: given.chars().take(SHOWN).collect(),
        message: message.to_owned(),
        remedy: remedy.to_owned(),
    }
}

/// Nobody ever spoke of that.
#[must_use]
pub fn unknown(place: &str, id: &str) -> Problem {
    let words = ("There is no such thing", "Read the settings again and choose from them");
    problem(ProblemCode::Unknown, place, id, words)
}

/// The file says it, and would say it again at the next start.
#[must_use]
pub fn set_in_file(place: &str, what: &str) -> Problem {
    let message = format!("`{what}` is set in the configuration file");
    let remedy = "Change it in callboard.toml and restart the server, or take it out there and \
                  restart to set it here";
    problem(ProblemCode::SetInFile, place, what, (&message, remedy))
}

/// Nothing that a person could not read.
pub fn name(place: &str, given: &str) -> Result<(), Problem> {
    let remedy = format!("Write 1 to {LONGEST_NAME} characters without spaces at the ends");
    let refuse = |code, message: &str| Err(problem(code, place, given, (message, &remedy)));
    if given.trim().is_empty() {
        return refuse(ProblemCode::NameEmpty, "A name is needed");
    }
    if given.chars().count() > LONGEST_NAME {
        return refuse(ProblemCode::NameTooLong, "The name is too long");
    }
    if given.trim() != given || given.chars().any(|c| c.is_control() || is_invisible(c)) {
        return refuse(ProblemCode::NameUnclean, "The name holds what nobody sees");
    }
    Ok(())
}

/// Marks of direction and of width zero: names that look alike and are not.
const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// A time zone that exists.
pub fn zone(place: &str, given: &str) -> Result<(), Problem> {
    let words = ("There is no such time zone", "Write an IANA name, as Asia/Shanghai");
    let bad = |_| problem(ProblemCode::BadZone, place, given, words);
    Zone::named(given).map(|_| ()).map_err(bad)
}

/// `04:00` as a length since midnight.
pub fn time_of_day(place: &str, given: &str) -> Result<Duration, Problem> {
    let words = ("That is no time of day", "Write hours and minutes, as 04:00");
    let part = |text: &str, below: i64| {
        let is_two_digits = text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
        text.parse::<i64>().ok().filter(|number| is_two_digits && *number < below)
    };
    let read = given.split_once(':').and_then(|(h, m)| part(h, 24).zip(part(m, 60)));
    let (hours, minutes) =
        read.ok_or_else(|| problem(ProblemCode::BadTime, place, given, words))?;
    Ok(Duration::from_minutes(hours * 60 + minutes))
}

/// The moment from which something is to hold: at the earliest `next`, the next full five minutes.
pub fn effective(
    place: &str,
    given: Option<Moment>,
    next: Timestamp,
) -> Result<Timestamp, Problem> {
    let Some(Moment(from)) = given else { return Ok(next) };
    let shown = from.to_string();
    let refuse = |code, words| Err(problem(code, place, &shown, words));
    if from != from.floor(CONTACT_STEP) {
        let remedy = "Choose a moment at full five minutes";
        return refuse(ProblemCode::OffGrid, ("That moment is off the grid", remedy));
    }
    if from < next {
        let remedy = format!("What was counted stays: choose {next} or later");
        return refuse(ProblemCode::InThePast, ("That moment is past", &remedy));
    }
    if from > next.plus(FURTHEST) {
        let remedy = "Choose a moment within five years";
        return refuse(ProblemCode::TooFar, ("That moment is too far away", remedy));
    }
    Ok(from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_what_people_can_read() {
        assert_eq!(name("name", "综合咨询"), Ok(()));
        let code = |given: &str| name("name", given).unwrap_err().code;
        assert_eq!(code(""), ProblemCode::NameEmpty);
        assert_eq!(code(" \u{3000}"), ProblemCode::NameEmpty);
        assert_eq!(code(&"长".repeat(61)), ProblemCode::NameTooLong);
        assert_eq!(code("a\u{202e}b"), ProblemCode::NameUnclean);
        assert_eq!(code("a\nb"), ProblemCode::NameUnclean);
    }

    #[test]
    fn a_time_of_day_is_two_digits_twice() {
        assert_eq!(time_of_day("t", "04:30"), Ok(Duration::from_minutes(270)));
        for given in ["4:30", "24:00", "04:60", "", "+4:30", "04:30:00"] {
            assert!(time_of_day("t", given).is_err(), "{given}");
        }
    }

    #[test]
    fn nothing_holds_from_the_past_or_off_the_grid() {
        let next = Timestamp::parse("2026-11-22T00:35:00Z").unwrap();
        let at = |text: &str| effective("f", Some(Moment(Timestamp::parse(text).unwrap())), next);
        assert_eq!(effective("f", None, next), Ok(next));
        assert_eq!(at("2026-11-22T00:35:00Z"), Ok(next));
        assert_eq!(at("2026-11-22T00:30:00Z").unwrap_err().code, ProblemCode::InThePast);
        assert_eq!(at("2026-11-22T00:36:00Z").unwrap_err().code, ProblemCode::OffGrid);
        assert_eq!(at("2036-11-22T00:35:00Z").unwrap_err().code, ProblemCode::TooFar);
    }
}
