//! How hard a new password is to guess, and in one sentence what would make it harder.
//!
//! Room:  server/http, sign-in; at the first start, on changing a password, for new accounts.
//! Takes: the password, and words that whoever guesses would try first: the account's name, the house's.
//! Gives: a score of 0 to 4 (zxcvbn: Wheeler, USENIX Security 2016) and an `Advice`.
//! Holds: taken is a score of `ENOUGH` or more, over 100 million guesses, in 12 to 128 characters; signs
//!        of every script count as characters, and no mixture of them is asked for.
//! Never: keeps or logs a password.
//! Proof: tests below; `tests/it/api_sign_in.rs`.

use crate::http::refusal::Refusal;
use crate::http::state::AppState;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use zxcvbn::feedback::Warning;
use zxcvbn::{Score, zxcvbn};

/// The shortest password that is taken, in characters.
pub const SHORTEST: usize = 12;
/// The longest.
pub const LONGEST: usize = 128;
/// The least score that is taken.
const ENOUGH: Score = Score::Three;
/// Guesses, as a power of ten, that are left to make beside known words.
const LEFT_OVER: f64 = 6.0;
/// Words of the house that are looked for.
const MOST_WORDS: usize = 300;

/// What people here choose first, and lists made elsewhere do not have.
const LOCAL: [&str; 22] = [
    "callboard",
    "admin",
    "mima",
    "wodemima",
    "woaini",
    "5201314",
    "1314520",
    "woaini1314",
    "kefu",
    "huawu",
    "huawuyuan",
    "zuoxi",
    "dianhua",
    "hujiao",
    "zhongxin",
    "zhichang",
    "banzhang",
    "zhiban",
    "rexian",
    "callcenter",
    "callcentre",
    "kefuzhongxin",
];

/// What would make a password harder to guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Advice {
    PasswordShort,
    PasswordLong,
    /// It stands in lists of passwords that were found elsewhere.
    PasswordCommon,
    /// A name of the account or the house is in it.
    PasswordKnownWord,
    PasswordRepeats,
    /// Letters or keys in a row.
    PasswordSequence,
    PasswordDate,
    /// Nothing in particular: too few guesses.
    PasswordGuessable,
}

impl Advice {
    /// Code, what is wrong, what to do.
    const fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::PasswordShort => (
                "password_short",
                "The password has less than 12 characters",
                "Write a sentence, or four words that have nothing to do with each other",
            ),
            Self::PasswordLong => (
                "password_long",
                "The password has more than 128 characters",
                "Write a shorter one",
            ),
            Self::PasswordCommon => (
                "password_common",
                "The password is one that many people have",
                "Put words together that nobody else would",
            ),
            Self::PasswordKnownWord => (
                "password_known_word",
                "The password is made of a name of this house or account",
                "Leave names of the house and your own out",
            ),
            Self::PasswordRepeats => (
                "password_repeats",
                "The password repeats itself",
                "Repetition adds length and nothing else: add different words",
            ),
            Self::PasswordSequence => (
                "password_sequence",
                "The password follows the keyboard, the alphabet or the numbers",
                "Put words in place of the row",
            ),
            Self::PasswordDate => (
                "password_date",
                "The password is made of a date or a year",
                "Dates are tried first: put words in their place",
            ),
            Self::PasswordGuessable => {
                ("password_guessable", "The password is too easy to guess", "Add a word or two")
            }
        }
    }

    /// 400 in these words.
    #[must_use]
    pub fn refusal(self) -> Refusal {
        let (code, message, hint) = self.words();
        Refusal { code, ..Refusal::invalid(message, hint) }
    }
}

/// How good a password is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Strength {
    /// 0 (tried at once) to 4; at most 2 where there is an advice.
    pub score: u8,
    /// `None`: it is taken.
    pub advice: Option<Advice>,
}

/// Rates a password for an account of this name.
#[must_use]
pub fn rate(password: &str, name: &str, house: &[String]) -> Strength {
    let own = name.split(|c: char| !c.is_alphanumeric()).filter(|part| part.chars().count() > 1);
    let words: Vec<&str> = std::iter::once(name)
        .chain(own)
        .chain(house.iter().map(String::as_str))
        .chain(LOCAL)
        .filter(|word| !word.is_empty())
        .collect();
    let estimate = zxcvbn(password, &words);
    let score = u8::from(estimate.score());
    let length = password.chars().count();
    let advice = if length < SHORTEST {
        Some(Advice::PasswordShort)
    } else if length > LONGEST {
        Some(Advice::PasswordLong)
    } else if is_made_of(password, &words) {
        Some(Advice::PasswordKnownWord)
    } else if estimate.score() >= ENOUGH {
        None
    } else {
        let warning = estimate.feedback().and_then(zxcvbn::feedback::Feedback::warning);
        Some(advice(warning))
    };
    // What is refused is not shown as good.
    Strength { score: advice.map_or(score, |_| score.min(2)), advice }
}

fn advice(warning: Option<Warning>) -> Advice {
    use Warning as W;
    match warning {
        Some(
            W::RepeatsLikeAaaAreEasyToGuess | W::RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess,
        ) => Advice::PasswordRepeats,
        Some(
            W::StraightRowsOfKeysAreEasyToGuess
            | W::ShortKeyboardPatternsAreEasyToGuess
            | W::SequencesLikeAbcAreEasyToGuess,
        ) => Advice::PasswordSequence,
        Some(W::RecentYearsAreEasyToGuess | W::DatesAreOftenEasyToGuess) => Advice::PasswordDate,
        Some(
            W::ThisIsATop10Password
            | W::ThisIsATop100Password
            | W::ThisIsACommonPassword
            | W::ThisIsSimilarToACommonlyUsedPassword,
        ) => Advice::PasswordCommon,
        Some(
            W::AWordByItselfIsEasyToGuess
            | W::NamesAndSurnamesByThemselvesAreEasyToGuess
            | W::CommonNamesAndSurnamesAreEasyToGuess,
        )
        | None => Advice::PasswordGuessable,
    }
}

/// Whether words that everybody knows are all of it, or all but what is guessed with ease: joined to each
/// other they look long.
fn is_made_of(password: &str, words: &[&str]) -> bool {
    let whole = password.to_lowercase();
    let mut known: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
    known.retain(|word| word.chars().count() > 1 && whole.contains(word.as_str()));
    if known.is_empty() {
        return false;
    }
    known.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
    let rest = known.iter().fold(whole, |rest, word| rest.replace(word.as_str(), ""));
    rest.is_empty() || zxcvbn(&rest, &[]).guesses_log10() < LEFT_OVER
}

/// Names that everybody in the house knows: the centre's, and those of sites, teams and queues.
#[must_use]
pub fn house_words(state: &AppState) -> Vec<String> {
    state.engine.read(|live| {
        let names = live.names();
        let sites = names.sites.values().map(|site| site.name.clone());
        let teams = names.teams.values().map(|team| team.name.clone());
        let queues = names.queues.values().map(|queue| queue.name.clone());
        let centre = std::iter::once(live.centre().name.clone());
        centre.chain(sites).chain(teams).chain(queues).take(MOST_WORDS).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn advice_for(password: &str) -> Option<Advice> {
        rate(password, "王芳 wangfang", &["示例中心".to_owned(), "银卡专线".to_owned()]).advice
    }

    #[test]
    fn what_is_easy_to_guess_is_refused_with_the_reason() {
        for (password, wanted) in [
            ("short", Advice::PasswordShort),
            ("aaaaaaaaaaaaaaaaaaaa", Advice::PasswordRepeats),
            ("abcabcabcabcabc", Advice::PasswordRepeats),
            ("abcdefghijklmn", Advice::PasswordSequence),
            ("qwertyuiopasdf", Advice::PasswordCommon),
            ("password1234", Advice::PasswordCommon),
            ("wangfang1234", Advice::PasswordKnownWord),
            ("示例中心银卡专线示例中心", Advice::PasswordKnownWord),
            ("WoAiNi5201314", Advice::PasswordKnownWord),
            ("Wangfang-2026-示例中心", Advice::PasswordKnownWord),
        ] {
            assert_eq!(advice_for(password), Some(wanted), "{password}");
        }
        assert_eq!(advice_for(&"correct horse ".repeat(20)), Some(Advice::PasswordLong));
    }

    #[test]
    fn what_is_hard_to_guess_is_taken_in_every_script() {
        for password in ["correct horse battery", "电话中心运营台密码一二三", "Zw#8k!pQ2xLm"]
        {
            let strength = rate(password, "admin", &[]);
            assert_eq!((strength.advice, strength.score), (None, 4), "{password}");
        }
        let with_a_name = rate("wangfang likes purple umbrellas", "wangfang", &[]);
        assert_eq!(with_a_name.advice, None, "a known word among others does no harm");
    }

    #[test]
    fn a_refusal_has_the_code_of_its_advice() {
        for advice in [
            Advice::PasswordShort,
            Advice::PasswordLong,
            Advice::PasswordCommon,
            Advice::PasswordKnownWord,
            Advice::PasswordRepeats,
            Advice::PasswordSequence,
            Advice::PasswordDate,
            Advice::PasswordGuessable,
        ] {
            let word = serde_json::to_value(advice).unwrap();
            assert_eq!(word, advice.refusal().code);
        }
    }
}
