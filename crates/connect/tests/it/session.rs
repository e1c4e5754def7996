//! A session against a stand-in PBX: log-in, loss, resynchronisation, back-pressure, orders.

use crate::pbx::{House, Line, Pbx, value, within};
use connect::asterisk::{Answer, Command, Fate, InService, InTalk, Order, Resume, Waiting};
use domain::Timestamp;
use domain::state::{AgentState, NotReadyReason};
use journal::SourceKey;
use std::sync::Arc;
use tokio::io::AsyncWriteExt as _;
use tokio::sync::oneshot;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

const MEMBER: &str =
    "0 QueueMember untimed Queue=q Name=Agent_1 Location=SIP/a1 Penalty=0 Paused=0 Status=1";

#[tokio::test]
async fn a_session_logs_in_by_challenge_reads_the_floor_and_follows_it() {
    let pbx = Pbx::start().await;
    let resume = Resume { after: SourceKey { epoch: 7, counter: 90 }, ..Resume::default() };
    let mut house = House::start(pbx.config(), resume, 8);
    let mut line = pbx.accept_and_log_in().await;
    line.lists(MEMBER, "").await;
    let seen = house.until("source_resynced").await;
    assert_eq!(
        seen,
        [
            "source_started version=16.28.0",
            "agent_registered agent=SIP/a1 key=SIP/a1 name=Agent 1",
            "~agent_signed_in agent=SIP/a1 seat=SIP/a1",
            "~member_added agent=SIP/a1 penalty=0 queue=q",
            "~agent_state_changed agent=SIP/a1 state=available",
            "source_resynced agents=1 contacts=0",
        ]
    );
    line.events(
        "1000.5 Newchannel Channel=SIP/t-1 Uniqueid=c.1 Linkedid=c.1 CallerIDNum=13912345678",
    )
    .await;
    let arrived = house.next().await;
    assert_eq!(arrived.key, SourceKey { epoch: 8, counter: 7 });
    assert_eq!(arrived.occurred_at.micros(), 1_000_500_000);
    assert!(house.raw.contains("Uniqueid: c.1"), "{}", house.raw);
    assert!(!house.raw.contains("13912345678"), "a number left unmasked");
    house.end().await;
}

#[tokio::test]
async fn a_pbx_without_challenge_is_told_the_secret_in_plain() {
    let pbx = Pbx::start().await;
    let mut house = House::start(pbx.config(), Resume::default(), 8);
    let mut line = pbx.accept().await;
    line.say("Asterisk Call Manager/5.0.4\r\n").await;
    let challenge = line.action().await;
    let id = value(&challenge, "ActionID");
    line.say(&format!(
        "Response: Error\r\nActionID: {id}\r\nMessage: Must specify AuthType\r\n\r\n"
    ))
    .await;
    let login = line.action().await;
    assert_eq!(value(&login, "Secret"), "ops-secret");
    line.answer(&login, "").await;
    line.answer_settings().await;
    assert_eq!(house.until("source_started").await.len(), 1);
    house.end().await;
}

#[tokio::test]
async fn a_refused_login_is_told_as_loss_once_and_tried_again() {
    let pbx = Pbx::start().await;
    let mut house = House::start(pbx.config(), Resume::default(), 8);
    for attempt in 0..2 {
        let mut line = pbx.accept().await;
        line.say("Asterisk Call Manager/5.0.4\r\n").await;
        let challenge = line.action().await;
        line.answer(&challenge, "Challenge: 1\r\n").await;
        let login = line.action().await;
        let id = value(&login, "ActionID");
        let refusal = "Message: Authentication failed";
        line.say(&format!("Response: Error\r\nActionID: {id}\r\n{refusal}\r\n\r\n")).await;
        if attempt == 0 {
            assert_eq!(house.until("source_lost").await, ["source_lost"]);
        }
    }
    let mut line = pbx.accept_and_log_in().await;
    line.lists("", "").await;
    let seen = house.until("source_resynced").await;
    assert_eq!(seen[0], "source_started version=16.28.0");
    assert!(seen[1].starts_with("source_gap"), "{seen:?}");
    house.end().await;
}

/// A PBX that is still starting.
#[tokio::test]
async fn a_refused_list_ends_the_session_at_once_and_the_next_one_reads_the_floor() {
    let pbx = Pbx::start().await;
    let mut house = House::start(pbx.config(), Resume::default(), 8);
    let mut line = pbx.accept_and_log_in().await;
    let status = line.action().await;
    let id = value(&status, "ActionID");
    let refusal = "Message: Invalid/unknown command";
    line.say(&format!("Response: Error\r\nActionID: {id}\r\n{refusal}\r\n\r\n")).await;
    assert_eq!(house.until("source_lost").await.last().map(String::as_str), Some("source_lost"));
    let refused = order(&house, pause()).await;
    assert!(
        refused.message.contains("refused QueueStatus: Invalid/unknown command"),
        "{refused:?}"
    );
    let mut line = pbx.accept_and_log_in().await;
    line.lists(MEMBER, "").await;
    house.until("source_resynced").await;
    house.end().await;
}

/// Three callers and a talk; the session breaks off in the middle of a frame; meanwhile one
/// caller is gone, one still waits, one is being talked to, a new one waits, an agent left.
#[tokio::test]
async fn after_a_loss_the_floor_is_read_anew_and_what_changed_is_inferred() {
    let pbx = Pbx::start().await;
    let mut house = House::start(pbx.config(), Resume::default(), 8);
    let mut line = pbx.accept_and_log_in().await;
    let two = format!("{MEMBER}\n{}", MEMBER.replace("Agent_1", "Agent_2").replace("/a1", "/a2"));
    line.lists(&two, "").await;
    house.until("source_resynced").await;
    line.events(
        "
        1000 Newchannel Channel=SIP/t-1 Uniqueid=gone Linkedid=gone
        1000 QueueCallerJoin Uniqueid=gone Linkedid=gone Queue=q
        1000 Newchannel Channel=SIP/t-2 Uniqueid=waits Linkedid=waits
        1000 QueueCallerJoin Uniqueid=waits Linkedid=waits Queue=q
        1000 Newchannel Channel=SIP/t-3 Uniqueid=talks Linkedid=talks
        1000 QueueCallerJoin Uniqueid=talks Linkedid=talks Queue=q
    ",
    )
    .await;
    line.say("Event: Hangup\r\nUniqueid: wai").await;
    drop(line);
    assert_eq!(house.until("source_lost").await.last().map(String::as_str), Some("source_lost"));

    let mut line = pbx.accept_and_log_in().await;
    let waiting = "
        0 QueueEntry untimed Queue=q Uniqueid=waits Wait=14
        0 QueueEntry untimed Queue=q Uniqueid=new Wait=3
    ";
    let channels = "
        0 CoreShowChannel untimed Channel=SIP/t-2 Uniqueid=waits Linkedid=waits Application=Queue ApplicationData=q,t
        0 CoreShowChannel untimed Channel=SIP/t-4 Uniqueid=new Linkedid=new Application=Queue ApplicationData=q,t
        0 CoreShowChannel untimed Channel=SIP/t-3 Uniqueid=talks Linkedid=talks BridgeId=b Application=Queue ApplicationData=q,t
        0 CoreShowChannel untimed Channel=SIP/a1-5 Uniqueid=phone Linkedid=talks BridgeId=b Application=AppQueue ApplicationData=(Outgoing_Line)
    ";
    line.lists(&format!("{MEMBER}\n{waiting}"), channels).await;
    let first = house.next().await;
    assert_eq!(first.key, SourceKey { epoch: 2, counter: 1 }, "a session is a new epoch");
    let seen = house.until("source_resynced").await;
    assert!(seen[0].starts_with("source_gap"), "{seen:?}");
    assert_eq!(
        seen[1..],
        [
            "~member_removed agent=SIP/a2 queue=q",
            "~agent_signed_out agent=SIP/a2",
            "~contact_arrived contact=new direction=inbound",
            "~contact_answered agent=SIP/a1 contact=talks queue=q",
            "~agent_state_changed agent=SIP/a1 state=talking",
            "~contact_queued contact=new queue=q",
            "~contact_ended by=unknown contact=gone",
            "source_resynced agents=1 contacts=3",
        ]
    );
    house.end().await;
}

#[tokio::test]
async fn contacts_open_at_a_restart_end_if_the_pbx_no_longer_has_them() {
    let pbx = Pbx::start().await;
    let resume = Resume {
        after: SourceKey { epoch: 3, counter: 5 },
        contacts: vec!["old".into()],
        agents: [("SIP/a9".into(), in_service(AgentState::Available))].into(),
        heard_at: Some(Timestamp::from_secs(900)),
        ..Resume::default()
    };
    let mut house = House::start(pbx.config(), resume, 8);
    let mut line = pbx.accept_and_log_in().await;
    line.lists("", "").await;
    let seen = house.until("source_resynced").await;
    assert_eq!(seen[1], "source_gap from=900000000 until=1000000000");
    assert_eq!(
        seen[2..],
        [
            "~member_removed agent=SIP/a9 queue=q",
            "~agent_signed_out agent=SIP/a9",
            "~contact_ended by=unknown contact=old",
            "source_resynced agents=0 contacts=0",
        ]
    );
    house.end().await;
}

fn in_service(state: AgentState) -> InService {
    let paused = if let AgentState::NotReady(reason) = state { Some(reason) } else { None };
    InService {
        state,
        since: Timestamp::from_secs(900),
        members: [("q".to_owned(), (0, paused))].into(),
    }
}

fn member(name: &str, rest: &str) -> String {
    format!("0 QueueMember untimed Queue=q Name={name} Location=SIP/{name} Penalty=0 {rest}\n")
}

fn channel(name: &str, uid: &str, linked: &str, rest: &str) -> String {
    format!(
        "0 CoreShowChannel untimed Channel=SIP/{name} Uniqueid={uid} Linkedid={linked} {rest}\n"
    )
}

const IN_QUEUE: &str = "ChannelState=6 Application=Queue ApplicationData=q,t";

/// A server that starts again finds everything as it left it, but for a pause that is over.
#[tokio::test]
async fn what_was_open_at_a_restart_and_still_is_is_not_told_again() {
    let pbx = Pbx::start().await;
    let talk = |contact: &str, agent: &str, is_ringing: bool| InTalk {
        contact: contact.into(),
        agent: format!("SIP/{agent}"),
        queue: Some("q".into()),
        is_ringing,
        is_held: false,
    };
    let meal = AgentState::NotReady(NotReadyReason::Meal);
    let states = [AgentState::Talking, AgentState::Ringing, meal, AgentState::Talking];
    let agents = (1..).map(|n| format!("SIP/a{n}")).zip(states.map(in_service));
    let resume = Resume {
        contacts: ["waits", "talks", "done"].map(String::from).into(),
        waits: vec![Waiting {
            contact: "waits".into(),
            queue: "q".into(),
            since: Timestamp::from_secs(988),
        }],
        talks: vec![
            talk("talks", "a1", false),
            talk("waits", "a2", true),
            talk("done", "a4", false),
        ],
        agents: agents.collect(),
        heard_at: Some(Timestamp::from_secs(995)),
        ..Resume::default()
    };
    let mut house = House::start(pbx.config(), resume, 8);
    let mut line = pbx.accept_and_log_in().await;
    let free = "Paused=0 Status=1";
    let members: String = ["a1", "a2", "a3", "a4"].map(|name| member(name, free)).concat();
    let entry = "0 QueueEntry untimed Queue=q Uniqueid=waits Wait=12\n";
    let channels = [
        channel("t-1", "waits", "waits", IN_QUEUE),
        channel("a2-2", "p2", "waits", "ChannelState=5 Application=AppQueue"),
        channel("t-3", "talks", "talks", &format!("{IN_QUEUE} BridgeId=b")),
        channel("a1-4", "p1", "talks", "ChannelState=6 BridgeId=b"),
    ];
    line.lists(&format!("{members}{entry}"), &channels.concat()).await;
    let seen = house.until("source_resynced").await;
    let told: Vec<_> = seen.iter().filter(|line| !line.starts_with("agent_registered")).collect();
    assert_eq!(
        told[2..],
        [
            "~member_resumed agent=SIP/a3 queue=q",
            "~contact_released agent=SIP/a4 by=unknown contact=done",
            "~agent_state_changed agent=SIP/a4 state=available",
            "~agent_state_changed agent=SIP/a3 state=available",
            "~contact_ended by=unknown contact=done",
            "source_resynced agents=4 contacts=2",
        ]
    );
    // The phone that rang is picked up: the offer and the wait are the ones of before.
    line.events("1001 AgentConnect Uniqueid=waits Linkedid=waits DestUniqueid=p2 Queue=q Interface=SIP/a2 MemberName=a2 HoldTime=13").await;
    assert_eq!(
        house.until("agent_state_changed").await,
        [
            "contact_answered agent=SIP/a2 contact=waits queue=q",
            "agent_state_changed agent=SIP/a2 state=talking"
        ]
    );
    house.end().await;
}

/// What live events say between the two lists is younger than the first: a caller who joined is
/// not thrown out of the line, one who was answered does not enter it again, a member added stays.
#[tokio::test]
async fn events_between_the_lists_are_not_undone_by_them() {
    let pbx = Pbx::start().await;
    let mut house = House::start(pbx.config(), Resume::default(), 8);
    let mut line = pbx.accept_and_log_in().await;
    let (status, shown) = (line.action().await, line.action().await);
    let done = |action: &str, event: &str| {
        format!("0 {event} untimed ActionID={} EventList=Complete", value(action, "ActionID"))
    };
    line.events(&member("a1", "Paused=0 Status=1")).await;
    line.events("0 QueueEntry untimed Queue=q Uniqueid=old Wait=9").await;
    line.events(&done(&status, "QueueStatusComplete")).await;
    line.events(
        "
        1000 QueueMemberAdded Queue=q MemberName=a2 Interface=SIP/a2 Penalty=0 Paused=0
        1000 Newchannel Channel=SIP/t-2 Uniqueid=new Linkedid=new
        1000 QueueCallerJoin Uniqueid=new Linkedid=new Queue=q
        1000 QueueCallerLeave Uniqueid=old Linkedid=old Queue=q
        1000 AgentConnect Uniqueid=old Linkedid=old DestUniqueid=p1 Queue=q Interface=SIP/a1 MemberName=a1 HoldTime=9
    ",
    )
    .await;
    let channels = [
        channel("t-1", "old", "old", &format!("{IN_QUEUE} BridgeId=b")),
        channel("a1-1", "p1", "old", "ChannelState=6 BridgeId=b"),
        channel("t-2", "new", "new", IN_QUEUE),
    ];
    line.events(&channels.concat()).await;
    line.events(&done(&shown, "CoreShowChannelsComplete")).await;
    let seen = house.until("source_resynced").await;
    let calls: Vec<_> = seen.iter().filter(|line| line.contains("contact")).collect();
    assert_eq!(
        calls,
        [
            "contact_arrived contact=new direction=inbound",
            "contact_queued contact=new queue=q",
            "~contact_arrived contact=old direction=inbound",
            "~contact_queued contact=old queue=q",
            "contact_answered agent=SIP/a1 contact=old queue=q",
            "source_resynced agents=2 contacts=2",
        ]
    );
    assert!(!seen.iter().any(|line| line.contains("member_removed")), "{seen:?}");
    house.end().await;
}

/// An agent in a call of no queue, a phone on hold, a caller in another line, and one answered
/// meanwhile who had come meanwhile.
#[tokio::test]
async fn what_changed_in_the_gap_is_told_and_not_put_before_the_loss() {
    let pbx = Pbx::start().await;
    let mut house = House::start(pbx.config(), Resume::default(), 8);
    let mut line = pbx.accept_and_log_in().await;
    let free = "Paused=0 Status=1";
    let members: String = ["a1", "a2", "a3"].map(|name| member(name, free)).concat();
    line.lists(&members, "").await;
    house.until("source_resynced").await;
    line.events(
        "
        900 Newchannel Channel=SIP/t-1 Uniqueid=moved Linkedid=moved
        900 QueueCallerJoin Uniqueid=moved Linkedid=moved Queue=q
        901 Newchannel Channel=SIP/t-2 Uniqueid=held Linkedid=held
        901 QueueCallerJoin Uniqueid=held Linkedid=held Queue=q
        902 AgentConnect Uniqueid=held Linkedid=held DestUniqueid=p1 Queue=q Interface=SIP/a1 MemberName=a1 HoldTime=1
    ",
    )
    .await;
    house.until("contact_answered").await;
    drop(line);
    house.until("source_lost").await;
    let mut line = pbx.accept_and_log_in().await;
    let members = [
        member("a1", "Paused=0 Status=8"),
        member("a2", free),
        member("a3", free),
        "0 QueueEntry untimed Queue=q2 Uniqueid=moved Wait=3\n".to_owned(),
    ];
    let channels = [
        channel("t-1", "moved", "moved", &IN_QUEUE.replace("q,t", "q2,t")),
        channel("t-2", "held", "held", &format!("{IN_QUEUE} BridgeId=b1")),
        channel("a1-2", "p1", "held", "ChannelState=6 BridgeId=b1"),
        channel("a2-3", "own", "own", "ChannelState=6 BridgeId=b2 Duration=00:00:40"),
        channel("t-4", "other", "own", "ChannelState=6 BridgeId=b2 Duration=00:00:30"),
        channel("a3-5", "p3", "came", "ChannelState=6 BridgeId=b3 Duration=00:00:20"),
        channel("t-5", "came", "came", &format!("{IN_QUEUE} BridgeId=b3 Duration=00:01:00")),
    ];
    line.lists(&members.concat(), &channels.concat()).await;
    let mut told = Vec::new();
    loop {
        let words = crate::told::in_words(&[house.next().await]).remove(0);
        if words.contains("source_resynced") {
            break;
        }
        let (time, rest) = words.split_once(' ').unwrap();
        let inferred = time.strip_prefix('~').and_then(|time| time.parse::<f64>().ok());
        told.extend(inferred.map(|time| format!("{} {rest}", time.round())));
    }
    // The PBX's clock is about 98 s behind ours of 1000: its now is 902.
    assert_eq!(
        told,
        [
            "842 contact_arrived contact=came direction=inbound",
            "862 contact_arrived contact=own direction=outbound",
            "902 contact_diverted contact=moved queue=q reason=overflow",
            "902 contact_answered agent=SIP/a2 contact=own",
            "902 agent_state_changed agent=SIP/a2 state=talking",
            "902 contact_queued contact=came queue=q",
            "902 contact_answered agent=SIP/a3 contact=came queue=q",
            "902 agent_state_changed agent=SIP/a3 state=talking",
            "899 contact_queued contact=moved queue=q2",
            "902 contact_held agent=SIP/a1 contact=held",
            "902 agent_state_changed agent=SIP/a1 state=holding",
        ]
    );
    house.end().await;
}

/// The engine takes nothing for a while: the session stops reading, the PBX's writing stalls, and
/// afterwards every event is there.
#[tokio::test]
async fn a_full_channel_stalls_the_reader_and_loses_nothing() {
    const CALLS: usize = 40_000;
    let pbx = Pbx::start().await;
    let mut house = House::start(pbx.config(), Resume::default(), 1);
    let mut line = pbx.accept_and_log_in().await;
    line.lists("", "").await;
    house.until("source_resynced").await;
    let (stalled, was_stalled) = oneshot::channel();
    let writing = tokio::spawn(async move {
        let text: String = (0..CALLS)
            .map(|n| {
                let pad = "x".repeat(400);
                format!(
                    "Event: Newchannel\r\nUniqueid: c.{n}\r\nLinkedid: c.{n}\r\nPad: {pad}\r\n\r\n"
                )
            })
            .collect();
        let (first, rest) = text.split_at(100_000);
        line.say(first).await;
        stalled.send(()).unwrap();
        line.say(rest).await;
        line
    });
    within(was_stalled).await.unwrap();
    // 17 MB do not fit into any buffer between: the writer cannot be done while nobody reads.
    tokio::task::yield_now().await;
    assert!(!writing.is_finished(), "somebody reads although the channel is full");
    for n in 0..CALLS {
        let words = crate::told::in_words(&[house.next().await]).remove(0);
        assert!(words.contains(&format!("contact=c.{n} ")), "{n}: {words}");
    }
    let line = within(writing).await.unwrap();
    drop(line);
    house.end().await;
}

async fn order(house: &House, command: Command) -> Answer {
    let (reply, answer) = oneshot::channel();
    house.orders.send(Order { command, actor: 1, dry_run: false, reply }).await.unwrap();
    within(answer).await.unwrap()
}

fn pause() -> Command {
    Command::Pause { queue: Some("q".into()), agent: "SIP/a1".into(), reason: "lunch".into() }
}

#[tokio::test]
async fn an_order_is_sent_journaled_and_answered_in_the_words_of_the_pbx() {
    let pbx = Pbx::start().await;
    let mut house = House::start(pbx.config(), Resume::default(), 8);
    let mut line = pbx.accept_and_log_in().await;
    line.lists(MEMBER, "").await;
    house.until("source_resynced").await;
    let answering = async {
        let action = line.action().await;
        assert_eq!(value(&action, "Interface"), "SIP/a1");
        assert_eq!(
            (value(&action, "Paused"), value(&action, "Reason")),
            ("true".into(), "lunch".into())
        );
        let id = value(&action, "ActionID");
        line.say(&format!(
            "Response: Error\r\nActionID: {id}\r\nMessage: Interface not found\r\n\r\n"
        ))
        .await;
    };
    let (answer, ()) = tokio::join!(order(&house, pause()), answering);
    assert_eq!((answer.fate, answer.message.as_str()), (Fate::Refused, "Interface not found"));
    let seen = house.until("action_answered").await;
    assert!(seen[0].starts_with("action_sent"), "{seen:?}");
    assert!(seen[0].contains("agent=SIP/a1") && seen[0].contains("verb=pause_member"), "{seen:?}");
    assert!(seen[1].contains("accepted=false"), "{seen:?}");

    let nasty = Command::PutKey {
        family: "plan".into(),
        key: "divert_q".into(),
        value: "x\r\nAction: Shutdown".into(),
    };
    let answer = order(&house, nasty).await;
    assert_eq!(answer.fate, Fate::Invalid);
    assert!(answer.message.contains("line end"), "{answer:?}");
    let moved =
        Command::Redirect { contact: "none".into(), context: "c".into(), exten: "s".into() };
    assert_eq!(order(&house, moved).await.fate, Fate::Over);
    house.end().await;
}

#[tokio::test]
async fn a_dry_run_sends_nothing_and_says_so() {
    let pbx = Pbx::start().await;
    let config = connect::asterisk::Config { dry_run: true, ..pbx.config() };
    let mut house = House::start(config, Resume::default(), 8);
    let mut line = pbx.accept_and_log_in().await;
    line.lists(MEMBER, "").await;
    house.until("source_resynced").await;
    let answer = order(&house, pause()).await;
    assert_eq!(answer.fate, Fate::DryRun, "{answer:?}");
    let seen = house.until("action_answered").await;
    assert!(seen[0].contains("dry_run=true"), "{seen:?}");
    house.end().await;
}

#[tokio::test]
async fn an_order_may_be_a_dry_run_by_itself_and_one_whose_giver_has_gone_is_not_sent() {
    let pbx = Pbx::start().await;
    let mut house = House::start(pbx.config(), Resume::default(), 8);
    let mut line = pbx.accept_and_log_in().await;
    line.lists(MEMBER, "").await;
    house.until("source_resynced").await;
    let (reply, answer) = oneshot::channel();
    drop(answer);
    let forgotten = Order { command: pause(), actor: 1, dry_run: false, reply };
    house.orders.send(forgotten).await.unwrap();
    let (reply, answer) = oneshot::channel();
    let dry = Order { command: pause(), actor: 1, dry_run: true, reply };
    house.orders.send(dry).await.unwrap();
    assert_eq!(within(answer).await.unwrap().fate, Fate::DryRun);
    let seen = house.until("action_answered").await;
    assert_eq!(seen.len(), 2, "the first left no trace: {seen:?}");
    let sent = async {
        let action = line.action().await;
        assert!(action.contains("Paused: true"), "{action}");
        line.answer(&action, "Message: done\r\n").await;
    };
    let (answer, ()) = tokio::join!(order(&house, pause()), sent);
    assert_eq!(answer.fate, Fate::Done, "only this one went over the wire");
    house.end().await;
}

#[tokio::test]
async fn orders_without_a_connection_are_refused_and_open_ones_answered_at_the_loss() {
    let pbx = Pbx::start().await;
    let mut house = House::start(pbx.config(), Resume::default(), 8);
    let mut line = pbx.accept_and_log_in().await;
    line.lists(MEMBER, "").await;
    house.until("source_resynced").await;
    let breaking = async {
        line.action().await;
        drop(line);
    };
    let (answer, ()) = tokio::join!(order(&house, pause()), breaking);
    assert_eq!(answer.fate, Fate::Unanswered);
    assert!(answer.message.contains("connection was lost"), "{answer:?}");
    let refused = order(&house, pause()).await;
    assert_eq!(refused.fate, Fate::Offline);
    assert!(refused.message.starts_with("not connected: the PBX closed"), "{refused:?}");
    house.until("source_lost").await;
    house.end().await;
}

fn tls_acceptor() -> TlsAcceptor {
    let cert = CertificateDer::from_pem_slice(include_bytes!("tls/pbx.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_slice(include_bytes!("tls/pbx.key")).unwrap();
    let config = ServerConfig::builder().with_no_client_auth().with_single_cert(vec![cert], key);
    TlsAcceptor::from(Arc::new(config.unwrap()))
}

#[tokio::test]
async fn a_session_over_tls_trusts_only_the_named_authority() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let authority = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/tls/authority.pem");
    let config = connect::asterisk::Config {
        name: "pbx".into(),
        host: "127.0.0.1".into(),
        port: listener.local_addr().unwrap().port(),
        user: "ops".into(),
        secret: "ops-secret".into(),
        tls: true,
        tls_authority: Some(authority.into()),
        ..connect::asterisk::Config::default()
    };
    let mut house = House::start(config.clone(), Resume::default(), 8);
    let (stream, _) = within(listener.accept()).await.unwrap();
    let stream = within(tls_acceptor().accept(stream)).await.unwrap();
    let mut line = Line::over(stream);
    line.log_in().await;
    assert_eq!(house.until("source_started").await.len(), 1);
    house.end().await;

    let other = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/tls/pbx.pem");
    let config = connect::asterisk::Config { tls_authority: Some(other.into()), ..config };
    let mut house = House::start(config, Resume::default(), 8);
    let (stream, _) = within(listener.accept()).await.unwrap();
    let shaken = within(tls_acceptor().accept(stream)).await;
    if let Ok(mut stream) = shaken {
        // The refusal may come after our side is done with the handshake.
        assert!(stream.write_all(b"Asterisk Call Manager/5.0.4\r\n").await.is_ok());
    }
    assert_eq!(house.until("source_lost").await, ["source_lost"]);
    house.end().await;
}
