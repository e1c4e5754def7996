//! Files: faults with their place, and the independent checkers where they are at hand.

use crate::cc::centre;
use roster::crew::{Alone, Budget};
use roster::random::Random;
use roster::{cc, nrp};
use std::path::{Path, PathBuf};
use std::process::Command;

const SMALL: &str = "SECTION_HORIZON\n7\n\nSECTION_SHIFTS\nE,480,\nL,480,E\n\nSECTION_STAFF\n\
    A,E=7|L=2,2400,1440,5,2,2,1\nB,E=7|L=7,2400,1440,5,2,2,1\n\nSECTION_DAYS_OFF\nA,0\n\n\
    SECTION_SHIFT_ON_REQUESTS\nA,2,L,3\n\nSECTION_SHIFT_OFF_REQUESTS\nB,4,E,2\n\nSECTION_COVER\n\
    1,E,1,100,1\n2,L,2,100,1\n6,E,1,100,1\n";

#[test]
fn faults_of_an_nrp_file_name_line_and_remedy() {
    let cases = [
        (
            "7\n\nSECTION_SHIFTS",
            "8\n\nSECTION_SHIFTS",
            "line 2: 8 days; write whole weeks, at most 3660 days",
        ),
        ("L,480,E", "L,480,X", "line 6: unknown shift `X`; list it in SECTION_SHIFTS"),
        ("A,0\n", "C,0\n", "line 13: unknown person `C`; list them in SECTION_STAFF"),
        ("1,E,1,100,1", "9,E,1,100,1", "line 22: day 9; days are 0 to 6"),
        (
            "1,E,1,100,1",
            "1,E,1,100",
            "line 22: 4 fields, not 5; write `day,shift,people,weight under,weight over`",
        ),
        ("A,E=7|L=2,2400", "A,E=7|L,2400", "line 9: `L`; write `shift=most`, separated by |"),
        ("E,480,\n", "E,-1,\n", "line 5: length `-1`; write a whole number of at most 100 000 000"),
        (
            "SECTION_DAYS_OFF",
            "SECTION_HOLIDAYS",
            "line 12: unknown section `HOLIDAYS`; sections are",
        ),
    ];
    for (old, new, told) in cases {
        let fault = nrp::Instance::read(&SMALL.replacen(old, new, 1)).unwrap_err().to_string();
        assert!(fault.starts_with(told), "{fault}");
    }
}

#[test]
fn each_rule_of_a_row_is_told_with_person_and_day() {
    let instance = nrp::Instance::read(SMALL).unwrap();
    let roster = instance.read_roster("E\tE\tL\tE\t.\tE\t\n\tL\tL\tL\tE\tE\tE\n").unwrap();
    let (broken, prices) = instance.tell(&roster);
    assert_eq!(
        broken,
        [
            "A: day 0: shift E is not allowed",
            "A: day 3: shift E may not follow L",
            "A: day 4: 1 days off in a row, at least 2",
            "A: day 5: 1 days worked in a row, at least 2",
            "B: day 4: shift E may not follow L",
            "B: day 1: 6 days worked in a row, at most 5",
            "B: 2880 minutes, at most 2400",
        ]
    );
    assert_eq!(prices, ["B: day 4: has E: wishes unmet: 2"]);
    assert_eq!(instance.problem.cost(&roster).sum(), 2);
}

#[test]
fn faults_of_a_cc_file_name_the_field() {
    let good = centre(&mut Random::new(1, 0), 3, 7);
    let cases = [
        ("/format", "\"x\"", "format: `x`; this reads `ccroster/1`"),
        ("/demand/a", "[[1]]", "demand.a: not of this length; write 7 days of 8 slots"),
        ("/agents/1/skills", "[\"z\"]", "agent A1: unknown skill `z`; list it in `skills`"),
        ("/agents/2/leave", "[60]", "agent A2: day 60; days are 0 to 6"),
        ("/agents/2/id", "\"A1\"", "agent A1: two of this name; give each a name of its own"),
        (
            "/templates/0/starts",
            "[8]",
            "template early: starts; write at least one, each within the day",
        ),
        ("/days", "-3", "line 1, column"),
    ];
    for (place, value, told) in cases {
        let mut bad = good.clone();
        *bad.pointer_mut(place).unwrap() = serde_json::from_str(value).unwrap();
        let fault = cc::Instance::read(&bad.to_string()).unwrap_err().to_string();
        assert!(fault.starts_with(told), "{fault}");
    }
}

fn shared(name: &str) -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    Some(root.join(name)).filter(|path| path.exists())
}

/// What a checker says of a roster: that nothing is broken, and the objective.
fn checked(checker: &Path, arguments: &[&Path], first: &[&str]) -> Option<String> {
    let folder = checker.parent()?;
    let mut python = Command::new("python3");
    python.current_dir(folder).arg("-B").arg(checker).args(first).args(arguments);
    let output = python.output().ok()?;
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn written(name: &str, text: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("roster-it-{}-{name}", std::process::id()));
    std::fs::write(&path, text).expect("a temporary file");
    path
}

#[test]
fn the_independent_nrp_checker_finds_what_we_claim() {
    let Some(checker) = shared("bench/roster/nrp/nrp.py") else { return };
    for number in [1, 2, 3, 4, 9] {
        let path = shared(&format!("data/roster/nrp/Instance{number}.txt")).unwrap();
        let instance = nrp::Instance::read(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let looks = std::sync::atomic::AtomicU32::new(0);
        let used = || f64::from(looks.fetch_add(1, std::sync::atomic::Ordering::SeqCst)) / 400.0;
        let budget = Budget { steps: 4, used: &used };
        let found = roster::search::search(&instance.problem, 1, &Alone, &budget).unwrap();
        let out = written(&format!("{number}.txt"), &instance.write(&found.roster));
        let told = checked(&checker, &[&path, &out], &["check"]).unwrap();
        assert!(told.starts_with(&format!("hard 0 objective {} ", found.objective)), "{told}");
        assert_eq!(instance.read_roster(&instance.write(&found.roster)).unwrap(), found.roster);
    }
}

#[test]
fn the_independent_cc_checker_finds_what_we_claim() {
    let Some(checker) = shared("bench/roster/cc/ccheck.py") else { return };
    let path = shared("data/roster/cc/cc50-d7-s1.json").unwrap();
    let instance = cc::Instance::read(&std::fs::read_to_string(&path).unwrap()).unwrap();
    for first in [cc::First::Cost, cc::First::Redundancy] {
        let budget = Budget { steps: 300, used: &|| 0.0 };
        let found = cc::search::search(&instance, first, 1, &Alone, &budget).unwrap();
        let text = serde_json::to_string(&instance.plan(&found.roster)).unwrap();
        let out = written("cc.json", &text);
        let told = checked(&checker, &[&path, &out], &[]).unwrap();
        assert!(told.starts_with(&format!("hard 0 objective {} ", found.objective)), "{told}");
        let metrics = instance.metrics(&found.roster);
        let peak =
            format!("'peak_redundancy': {}", (metrics.peak_redundancy * 1e4).round() / 100.0);
        assert!(told.contains(&peak), "{told} {peak}");
        assert_eq!(instance.read_roster(&text).unwrap(), found.roster);
    }
}

#[test]
fn what_the_independent_checkers_call_broken_is_broken_here() {
    let Some(checker) = shared("bench/roster/nrp/nrp.py") else { return };
    let path = shared("data/roster/nrp/Instance3.txt").unwrap();
    let instance = nrp::Instance::read(&std::fs::read_to_string(&path).unwrap()).unwrap();
    let mut random = Random::new(3, 0);
    for number in 0..6 {
        let choice = |random: &mut Random| u8::try_from(random.below(4)).unwrap();
        let row = |random: &mut Random| (0..14).map(|_| choice(random)).collect::<Vec<u8>>();
        let roster: Vec<Vec<u8>> = instance.people.iter().map(|_| row(&mut random)).collect();
        let out = written(&format!("bad{number}.txt"), &instance.write(&roster));
        let told = checked(&checker, &[&path, &out], &["check"]).unwrap();
        let hard = told.split("hard ").nth(1).and_then(|rest| rest.split(' ').next()).unwrap();
        let theirs: usize = hard.parse().unwrap();
        // A shift that a person may never work is one broken rule there and one a day here.
        assert!(theirs > 0 && instance.tell(&roster).0.len() >= theirs, "{told}");
        assert!(
            told.contains(&format!("objective {} ", instance.problem.cost(&roster).sum())),
            "{told}"
        );
    }
}
