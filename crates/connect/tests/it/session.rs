//! A session against a stand-in PBX: log-in, loss, resynchronisation, back-pressure, orders.

use crate::pbx::{House, Line, Pbx, value, within};
use connect::asterisk::{Answer, Command, Fate, Order, Resume};
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
            "~contact_arrived contact=new direction=inbound",
            "~member_removed agent=SIP/a2 queue=q",
            "~agent_signed_out agent=SIP/a2",
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
        members: vec![("q".into(), "SIP/a9".into())],
        heard_at: Some(domain::Timestamp::from_secs(900)),
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
