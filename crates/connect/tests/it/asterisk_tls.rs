//! The manager interface of a real Asterisk over TLS.
//!
//! Runs where `CALLBOARD_TESTBED` names the unpacked PBX, as `asterisk_real`.

use crate::asterisk_real::{Follower, gate};
use crate::bed::{Bed, STEADY, certificates};
use connect::asterisk::{Command, Config, Fate};
use domain::state::EndedBy;
use journal::{Event, Names, Observation};
use std::path::PathBuf;
use std::time::Duration;
use tokio::time::timeout;

fn over_tls(port: u16, authority: &str) -> Config {
    Config {
        name: "pbx1".into(),
        host: "127.0.0.1".into(),
        port,
        user: "ops".into(),
        secret: "ops-secret".into(),
        tls: true,
        tls_authority: Some(certificates().join(authority)),
        ..Config::default()
    }
}

async fn until(house: &mut Follower, what: &str, is_it: impl Fn(&Event<Names>) -> bool) {
    until_times(1, house, what, is_it).await;
}

/// Waits for one more than were told so far: a PBX that was slow to start was lost before.
async fn until_again(
    before: usize,
    house: &mut Follower,
    what: &str,
    is_it: impl Fn(&Event<Names>) -> bool,
) {
    until_times(before + 1, house, what, is_it).await;
}

fn count(house: &Follower, is_it: impl Fn(&Event<Names>) -> bool) -> usize {
    house.told.borrow().iter().filter(|observation| is_it(&observation.event)).count()
}

async fn until_times(
    times: usize,
    house: &mut Follower,
    what: &str,
    is_it: impl Fn(&Event<Names>) -> bool,
) {
    let seen = |told: &Vec<Observation>| {
        told.iter().filter(|observation| is_it(&observation.event)).count() >= times
    };
    let waiting = timeout(Duration::from_secs(60), house.told.wait_for(seen)).await.is_ok();
    let told = house.told.borrow();
    assert!(waiting, "{what} was not told {times} times; the last was {:?}", told.last());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_a_new_connection_and_a_wrong_authority_over_tls() {
    let Some(prefix) = std::env::var_os("CALLBOARD_TESTBED").map(PathBuf::from) else {
        println!("not run: CALLBOARD_TESTBED is not set, see asterisk_real");
        return;
    };
    let mut bed = Bed::start(&prefix, &STEADY);
    let (open, port) = gate(bed.ports.manager_tls()).await;
    let mut house = Follower::follow(over_tls(port, "authority.pem"));
    until(&mut house, "the floor", |e| matches!(e, Event::SourceResynced { .. })).await;
    let (queue, agent) = ("q_gen".to_owned(), "PJSIP/a1001".to_owned());
    let add = Command::AddMember { queue, agent, name: "Agent 1001".into(), penalty: 0 };
    assert_eq!(house.order(add).await.fate, Fate::Done);
    bed.dial("q_gen", "13800000001");
    until(&mut house, "the answer", |e| matches!(e, Event::ContactAnswered { .. })).await;

    let is_lost = |e: &Event<Names>| matches!(e, Event::SourceLost {});
    let is_read = |e: &Event<Names>| matches!(e, Event::SourceResynced { .. });
    let (losses, readings) = (count(&house, is_lost), count(&house, is_read));
    open.send_replace(false);
    until_again(losses, &mut house, "the loss", is_lost).await;
    open.send_replace(true);
    // Hung up before the lists are read, the call would be gone from them: ended, by nobody knows whom.
    until_again(readings, &mut house, "the floor", is_read).await;
    bed.hang_up("/^PJSIP/trunk-/");
    let is_over =
        |e: &Event<Names>| matches!(e, Event::ContactEnded { by, .. } if *by != EndedBy::Unknown);
    until(&mut house, "the end of the call", is_over).await;
    house.stop().await;

    // An authority that signed nothing of this PBX: what is wrong and what to do, in one line.
    let mut house = Follower::follow(over_tls(bed.ports.manager_tls(), "other-authority.pem"));
    until(&mut house, "the loss", |e| matches!(e, Event::SourceLost {})).await;
    let put = Command::DeleteKey { family: "plan".into(), key: "none".into() };
    let refused = house.order(put).await;
    assert_eq!(refused.fate, Fate::Offline);
    for part in ["not signed by the authority in", "other-authority.pem", "`tls_authority`"] {
        assert!(refused.message.contains(part), "{part} is missing: {}", refused.message);
    }
    house.stop().await;

    // The port that speaks no TLS.
    let mut house = Follower::follow(over_tls(bed.ports.manager(), "authority.pem"));
    until(&mut house, "the loss", |e| matches!(e, Event::SourceLost {})).await;
    let put = Command::DeleteKey { family: "plan".into(), key: "none".into() };
    let refused = house.order(put).await;
    assert!(refused.message.contains("tlsenable"), "{}", refused.message);
    house.stop().await;
}
