//! Codes that turn: what a scan proves and what it does not.

use attendance::code::{Code, CodeKey, Known, Place, Scan, Verdict, judge, next_change};
use attendance::punch::PersonNumber;
use attendance::qr::svg;
use domain::{SiteId, Timestamp};

const KEY: [u8; 32] = [7; 32];
const HERE: Place = Place { site: SiteId(3), kiosk: 12 };

fn noon(seconds: i64) -> Timestamp {
    Timestamp::from_secs(1_795_752_000 + seconds)
}

fn shown(seconds: i64) -> String {
    Code::at(&CodeKey::new(KEY), HERE, noon(seconds)).address("https://callboard.example/")
}

fn person() -> PersonNumber {
    PersonNumber("E1".into())
}

fn known(person: &PersonNumber) -> Known<'_> {
    let sites = &[];
    let (device, owner, used) = (None, None, None);
    Known { person, sites, device, owner, used, is_network_required: false }
}

fn scan(text: &str, seconds: i64) -> Scan<'_> {
    Scan { text, device: "phone-1", at: noon(seconds), is_network_seen: true }
}

fn verdict(text: &str, seconds: i64) -> Verdict {
    judge(&CodeKey::new(KEY), scan(text, seconds), known(&person()))
}

#[test]
fn a_code_is_good_while_it_is_shown_and_one_step_longer() {
    let code = shown(0);
    for seconds in [0, 14, 15, 29] {
        assert!(matches!(verdict(&code, seconds), Verdict::Accepted { .. }), "{seconds}");
    }
    assert_eq!(verdict(&code, 30), Verdict::TooOld { seconds: 15 });
    assert_eq!(verdict(&code, 3_600), Verdict::TooOld { seconds: 3_585 });
    assert_eq!(verdict(&shown(15), 14), Verdict::NotYet);
}

#[test]
fn the_code_changes_every_quarter_minute_and_with_place_and_key() {
    assert_eq!(shown(0), shown(14));
    assert_ne!(shown(0), shown(15));
    assert_eq!(next_change(noon(3)), noon(15));
    assert_eq!(next_change(noon(15)), noon(30));
    let at = |key, place| Code::at(&CodeKey::new(key), place, noon(0)).text();
    let text = at(KEY, HERE);
    assert_ne!(at([8; 32], HERE), text);
    assert_ne!(at(KEY, Place { kiosk: 13, ..HERE }), text);
    assert_ne!(at(KEY, Place { site: SiteId(4), ..HERE }), text);
}

#[test]
fn the_text_is_short_and_stands_where_no_log_sees_it() {
    let code = Code::at(&CodeKey::new(KEY), HERE, noon(0));
    assert_eq!(code.text().len(), 36);
    assert_eq!(shown(0), format!("https://callboard.example/scan#{}", code.text()));
    assert_eq!(Code::read(&code.text()), Some(code));
    assert_eq!(Code::read(&shown(0).to_lowercase()), Some(code), "typed in small letters");
}

/// The vector was computed with Python's hmac module.
#[test]
fn the_code_is_the_published_one() {
    let code = Code::at(&CodeKey::new(KEY), HERE, noon(0));
    assert_eq!(code.text(), VECTOR);
}
const VECTOR: &str = "000000R00000R1S2QF0D53SK23A50A7V7G5G";

#[test]
fn every_changed_sign_makes_it_forged_or_unreadable() {
    let text = Code::at(&CodeKey::new(KEY), HERE, noon(0)).text();
    let shorter: String = text.chars().skip(1).collect();
    for at in 0..text.len() {
        let mut signs: Vec<char> = text.chars().collect();
        signs[at] = if signs[at] == 'Z' { 'Y' } else { 'Z' };
        let changed: String = signs.into_iter().collect();
        let verdict = verdict(&changed, 0);
        assert!(matches!(verdict, Verdict::Forged | Verdict::Unreadable), "{at}: {verdict:?}");
    }
    for wrong in ["", "#", "https://callboard.example/scan", "hello", &shorter, &text.repeat(9)] {
        assert_eq!(verdict(wrong, 0), Verdict::Unreadable, "{wrong}");
    }
}

#[test]
fn a_person_uses_a_code_once_and_none_before_the_last() {
    let Verdict::Accepted { step, place, binds_device } = verdict(&shown(15), 15) else {
        panic!("a good code")
    };
    assert_eq!((place, binds_device), (HERE, true));
    let used = |code: &str, at| {
        judge(&CodeKey::new(KEY), scan(code, at), Known { used: Some(step), ..known(&person()) })
    };
    assert_eq!(used(&shown(15), 20), Verdict::Replayed);
    assert_eq!(used(&shown(0), 20), Verdict::Replayed);
    assert!(matches!(used(&shown(30), 31), Verdict::Accepted { .. }));
    assert!(matches!(verdict(&shown(15), 20), Verdict::Accepted { .. }), "another person may");
}

#[test]
fn site_device_and_network_are_asked_in_this_order() {
    let person = person();
    let other = PersonNumber("E2".into());
    let sites = [SiteId(9)];
    let with = |known: Known<'_>, is_network_seen| {
        let code = shown(0);
        judge(&CodeKey::new(KEY), Scan { is_network_seen, ..scan(&code, 0) }, known)
    };
    let all_wrong = Known {
        sites: &sites,
        device: Some("phone-2"),
        is_network_required: true,
        used: Some(u32::MAX),
        ..known(&person)
    };
    assert_eq!(with(all_wrong, false), Verdict::OtherSite { site: SiteId(3) });
    let rest = Known { sites: &[], ..all_wrong };
    assert_eq!(with(rest, false), Verdict::OtherDevice);
    let colleagues = Known { device: None, owner: Some(&other), ..rest };
    assert_eq!(with(colleagues, false), Verdict::OtherDevice, "a colleague's phone");
    let own = Known { device: Some("phone-1"), owner: Some(&person), ..rest };
    assert_eq!(with(own, false), Verdict::OtherNetwork);
    assert_eq!(with(own, true), Verdict::Replayed);
    let fresh = Known { used: None, ..own };
    assert!(matches!(with(fresh, true), Verdict::Accepted { binds_device: false, .. }));
}

#[test]
fn the_picture_is_a_qr_code_with_its_white_border() {
    let picture = svg(&shown(0)).unwrap();
    assert!(picture.starts_with("<svg") && picture.ends_with("</svg>"));
    assert!(
        picture.contains("M4 4h1v1h-1z"),
        "the corner pattern begins behind four white squares"
    );
    assert!(!picture.contains("M3 "), "nothing dark in the border");
    assert!(svg(&"x".repeat(5_000)).is_none());
}

#[test]
fn the_key_does_not_show_itself() {
    assert_eq!(format!("{:?}", CodeKey::new(KEY)), "CodeKey");
}
