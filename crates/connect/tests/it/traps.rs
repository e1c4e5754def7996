//! Every trap that was met with the real thing, as a transcript.

use crate::told::{only, told, told_by};
use connect::asterisk::Rules;
use domain::Duration;

/// A caller in the queue `q`: channel `c.1`.
const JOINED: &str = "
    1 Newchannel Channel=SIP/t-1 Uniqueid=c.1 Linkedid=c.1 CallerIDNum=13912345678 Exten=95588
    2 QueueCallerJoin Channel=SIP/t-1 Uniqueid=c.1 Linkedid=c.1 Queue=q
";
/// An agent of that queue.
const MEMBER: &str = "
    0 QueueMemberAdded Queue=q MemberName=Agent_1 Interface=SIP/a1 Penalty=2 Paused=0
";
/// The agent's phone `p.1` rings for the caller.
const CALLED: &str = "
    3 Newchannel Channel=SIP/a1-9 Uniqueid=p.1 Linkedid=c.1
    3 AgentCalled Uniqueid=c.1 Linkedid=c.1 DestUniqueid=p.1 Queue=q Interface=SIP/a1 MemberName=Agent_1
";
const CONNECTED: &str = "
    5 QueueCallerLeave Uniqueid=c.1 Linkedid=c.1 Queue=q
    5 AgentConnect Uniqueid=c.1 Linkedid=c.1 DestUniqueid=p.1 Queue=q Interface=SIP/a1 MemberName=Agent_1 HoldTime=3
";

const ENDS: [&str; 5] = [
    "contact_abandoned",
    "contact_diverted",
    "contact_answered",
    "contact_refused",
    "anomaly_reported",
];

fn ends(story: &str) -> Vec<String> {
    only(&ENDS, told(&format!("{MEMBER}{JOINED}{story}")))
}

#[test]
fn a_caller_who_hangs_up_abandoned() {
    let story = "
        7 HangupRequest Uniqueid=c.1 Linkedid=c.1
        7 QueueCallerAbandon Uniqueid=c.1 Linkedid=c.1 Queue=q HoldTime=5
        7 QueueCallerLeave Uniqueid=c.1 Linkedid=c.1 Queue=q
        7.1 Hangup Uniqueid=c.1 Linkedid=c.1
    ";
    assert_eq!(ends(story), ["7.000 contact_abandoned contact=c.1 queue=q"]);
}

#[test]
fn an_abandon_event_of_a_timeout_is_no_abandonment() {
    let story = "
        37 QueueCallerAbandon Uniqueid=c.1 Linkedid=c.1 Queue=q HoldTime=35
        37 QueueCallerLeave Uniqueid=c.1 Linkedid=c.1 Queue=q
        37.1 VarSet Uniqueid=c.1 Linkedid=c.1 Variable=QUEUESTATUS Value=TIMEOUT
        37.1 UserEvent Uniqueid=c.1 Linkedid=c.1 UserEvent=QueueExit Queue=q Status=TIMEOUT
        37.2 QueueCallerJoin Uniqueid=c.1 Linkedid=c.1 Queue=other
    ";
    assert_eq!(ends(story), ["37.000 contact_diverted contact=c.1 queue=q reason=timeout"]);
}

#[test]
fn a_timeout_is_known_from_the_user_event_alone() {
    let story = "
        37 QueueCallerAbandon Uniqueid=c.1 Linkedid=c.1 Queue=q HoldTime=35
        37 QueueCallerLeave Uniqueid=c.1 Linkedid=c.1 Queue=q
        37.1 UserEvent Uniqueid=c.1 Linkedid=c.1 UserEvent=QueueExit Queue=q Status=TIMEOUT
    ";
    assert_eq!(ends(story), ["37.000 contact_diverted contact=c.1 queue=q reason=timeout"]);
}

#[test]
fn a_queue_that_runs_empty_puts_its_callers_out() {
    let story = "
        9 QueueCallerAbandon Uniqueid=c.1 Linkedid=c.1 Queue=q HoldTime=7
        9 QueueCallerLeave Uniqueid=c.1 Linkedid=c.1 Queue=q
        9 VarSet Uniqueid=c.1 Linkedid=c.1 Variable=QUEUESTATUS Value=LEAVEEMPTY
    ";
    assert_eq!(ends(story), ["9.000 contact_diverted contact=c.1 queue=q reason=nobody_signed_in"]);
}

#[test]
fn a_key_out_of_the_queue_has_no_abandon_event() {
    let story = "
        9 DTMFEnd Uniqueid=c.1 Linkedid=c.1 Digit=9 Direction=Received
        9 QueueCallerLeave Uniqueid=c.1 Linkedid=c.1 Queue=q
        9.1 Newexten Uniqueid=c.1 Linkedid=c.1 Context=queue-exit Extension=9 Application=NoOp
    ";
    assert_eq!(ends(story), ["9.000 contact_diverted contact=c.1 queue=q reason=key"]);
}

#[test]
fn a_waiting_caller_whom_we_redirect_is_diverted_and_not_lost() {
    let story = "
        9 QueueCallerAbandon Uniqueid=c.1 Linkedid=c.1 Queue=q HoldTime=7
        9 QueueCallerLeave Uniqueid=c.1 Linkedid=c.1 Queue=q
        9 VarSet Uniqueid=c.1 Linkedid=c.1 Variable=QUEUEPOSITION Value=2
        9.1 Newexten Uniqueid=c.1 Linkedid=c.1 Context=divert Extension=announce Application=Playback
        12 Hangup Uniqueid=c.1 Linkedid=c.1
    ";
    assert_eq!(ends(story), ["9.000 contact_diverted contact=c.1 queue=q reason=redirected"]);
}

#[test]
fn the_hangup_extension_is_no_continuation() {
    let story = "
        9 QueueCallerAbandon Uniqueid=c.1 Linkedid=c.1 Queue=q HoldTime=7
        9 QueueCallerLeave Uniqueid=c.1 Linkedid=c.1 Queue=q
        9.1 Newexten Uniqueid=c.1 Linkedid=c.1 Context=run-queue Extension=h Application=NoOp
        12 Hangup Uniqueid=c.1 Linkedid=c.1
    ";
    assert_eq!(ends(story), ["9.000 contact_abandoned contact=c.1 queue=q"]);
}

#[test]
fn leaving_in_silence_is_decided_and_marked_inferred() {
    let story = "
        9 QueueCallerAbandon Uniqueid=c.1 Linkedid=c.1 Queue=q HoldTime=7
        9 QueueCallerLeave Uniqueid=c.1 Linkedid=c.1 Queue=q
    ";
    assert_eq!(ends(story), ["~9.000 contact_diverted contact=c.1 queue=q reason=redirected"]);
    let hanging = format!("8 HangupRequest Uniqueid=c.1 Linkedid=c.1\n{story}");
    assert_eq!(ends(&hanging), ["~9.000 contact_abandoned contact=c.1 queue=q"]);
}

#[test]
fn a_refused_caller_appears_in_no_queue_event_and_counts_once() {
    let lines = told(
        "
        1 Newchannel Channel=SIP/t-1 Uniqueid=c.1 Linkedid=c.1 Exten=95588
        2 Newexten Uniqueid=c.1 Linkedid=c.1 Context=run Extension=s Application=Queue AppData=q,tr,,,60
        2 VarSet Uniqueid=c.1 Linkedid=c.1 Variable=QUEUESTATUS Value=FULL
        2 UserEvent Uniqueid=c.1 Linkedid=c.1 UserEvent=QueueExit Queue=q Status=FULL
        3 Newexten Uniqueid=c.1 Linkedid=c.1 Context=run Extension=s Application=Queue AppData=void,t
        3 VarSet Uniqueid=c.1 Linkedid=c.1 Variable=QUEUESTATUS Value=JOINEMPTY
        3 UserEvent Uniqueid=c.1 Linkedid=c.1 UserEvent=QueueExit Queue=void Status=JOINEMPTY
    ",
    );
    assert_eq!(
        only(&ENDS, lines),
        [
            "2.000 contact_refused contact=c.1 queue=q reason=queue_full",
            "3.000 contact_refused contact=c.1 queue=void reason=nobody_signed_in",
        ]
    );
}

#[test]
fn a_rejected_call_is_a_ring_without_answer() {
    let story = "
        3.1 DialEnd Uniqueid=c.1 DestUniqueid=p.1 DialStatus=NOANSWER
        3.2 AgentRingNoAnswer Uniqueid=c.1 Linkedid=c.1 DestUniqueid=p.1 Queue=q Interface=SIP/a1 MemberName=Agent_1 RingTime=0
        3.3 Hangup Uniqueid=p.1 Linkedid=c.1 Cause=17
    ";
    let lines = told(&format!("{MEMBER}{JOINED}{CALLED}{story}"));
    let kinds = ["contact_offered", "offer_rung_out", "offer_withdrawn"];
    assert_eq!(
        only(&kinds, lines),
        [
            "3.000 contact_offered agent=SIP/a1 contact=c.1 queue=q",
            "3.200 offer_rung_out agent=SIP/a1 contact=c.1 queue=q",
        ]
    );
}

#[test]
fn a_ring_ended_by_the_caller_has_no_agent_event_and_is_withdrawn_once() {
    let story = "
        4 HangupRequest Uniqueid=c.1 Linkedid=c.1
        4 DialEnd Uniqueid=c.1 DestUniqueid=p.1 DialStatus=CANCEL
        4 DialEnd Uniqueid=c.1 DestUniqueid=p.1 DialStatus=CANCEL
        4.1 Hangup Uniqueid=p.1 Linkedid=c.1
        4.2 QueueCallerAbandon Uniqueid=c.1 Linkedid=c.1 Queue=q HoldTime=2
        4.2 QueueCallerLeave Uniqueid=c.1 Linkedid=c.1 Queue=q
        4.3 Hangup Uniqueid=c.1 Linkedid=c.1
    ";
    let lines = told(&format!("{MEMBER}{JOINED}{CALLED}{story}"));
    let kinds = ["offer_rung_out", "offer_withdrawn", "contact_abandoned", "agent_state_changed"];
    assert_eq!(
        only(&kinds, lines),
        [
            "0.000 agent_state_changed agent=SIP/a1 state=available",
            "3.000 agent_state_changed agent=SIP/a1 state=ringing",
            "4.000 offer_withdrawn agent=SIP/a1 contact=c.1 queue=q",
            "4.000 agent_state_changed agent=SIP/a1 state=available",
            "4.200 contact_abandoned contact=c.1 queue=q",
        ]
    );
}

#[test]
fn a_completion_without_channels_is_that_of_the_phone_that_is_gone() {
    let story = "
        30 Hangup Uniqueid=p.1 Linkedid=c.1
        30 Hangup Uniqueid=c.1 Linkedid=c.1
        30.1 AgentComplete Queue=q Interface=SIP/a1 MemberName=Agent_1 HoldTime=3 TalkTime=25 Reason=agent
    ";
    let lines = told(&format!("{MEMBER}{JOINED}{CALLED}{CONNECTED}{story}"));
    let kinds = ["contact_released", "contact_ended", "anomaly_reported"];
    assert_eq!(
        only(&kinds, lines),
        [
            "30.100 contact_released agent=SIP/a1 by=agent contact=c.1",
            "30.100 contact_ended by=unknown contact=c.1",
        ]
    );
}

#[test]
fn a_conversation_whose_end_is_never_told_ends_inferred_with_its_phone() {
    let story = "
        29 HangupRequest Uniqueid=c.1 Linkedid=c.1
        30 Hangup Uniqueid=p.1 Linkedid=c.1
        30 Hangup Uniqueid=c.1 Linkedid=c.1
    ";
    let lines = told(&format!("{MEMBER}{JOINED}{CALLED}{CONNECTED}{story}"));
    assert_eq!(
        only(&["~30.000", "contact_released", "contact_ended"], lines),
        [
            "~30.000 contact_released agent=SIP/a1 by=customer contact=c.1",
            "30.000 contact_ended by=customer contact=c.1",
        ]
    );
}

/// NOTES 7: the same caller, queue and agent twice; the agent's channel tells them apart, and the
/// second entry may come before the first one's completion.
#[test]
fn a_transfer_back_into_the_same_queue_is_a_second_entry_with_a_conversation_of_its_own() {
    let story = "
        9 BlindTransfer Result=Success TransfererUniqueid=p.1 TransfereeUniqueid=c.1 Context=enter Extension=q
        9.1 QueueCallerJoin Uniqueid=c.1 Linkedid=c.1 Queue=q
        9.2 AgentComplete Uniqueid=c.1 DestUniqueid=p.1 Queue=q Interface=SIP/a1 MemberName=Agent_1 Reason=transfer
        9.2 Hangup Uniqueid=p.1 Linkedid=c.1
        13 AgentCalled Uniqueid=c.1 Linkedid=c.1 DestUniqueid=p.2 Queue=q Interface=SIP/a1 MemberName=Agent_1
        15 QueueCallerLeave Uniqueid=c.1 Linkedid=c.1 Queue=q
        15 AgentConnect Uniqueid=c.1 Linkedid=c.1 DestUniqueid=p.2 Queue=q Interface=SIP/a1 MemberName=Agent_1
        20 AgentComplete Uniqueid=c.1 DestUniqueid=p.2 Queue=q Interface=SIP/a1 MemberName=Agent_1 Reason=caller
    ";
    let lines = told(&format!("{MEMBER}{JOINED}{CALLED}{CONNECTED}{story}"));
    let kinds = [
        "contact_queued",
        "contact_answered",
        "contact_transferred",
        "contact_released",
        "anomaly_reported",
    ];
    assert_eq!(
        only(&kinds, lines),
        [
            "2.000 contact_queued contact=c.1 queue=q",
            "5.000 contact_answered agent=SIP/a1 contact=c.1 queue=q",
            "9.000 contact_transferred agent=SIP/a1 contact=c.1 to_queue=q transfer=blind",
            "9.000 contact_released agent=SIP/a1 by=agent contact=c.1",
            "9.100 contact_queued contact=c.1 queue=q",
            "15.000 contact_answered agent=SIP/a1 contact=c.1 queue=q",
            "20.000 contact_released agent=SIP/a1 by=customer contact=c.1",
        ]
    );
}

#[test]
fn an_attended_transfer_holds_the_caller_and_is_one_contact() {
    let story = "
        8 DTMFEnd Uniqueid=p.1 Linkedid=c.1 Digit=* Direction=Received
        8 Hold Uniqueid=p.1 Linkedid=c.1
        8 Newchannel Channel=Local/1900@s-1;1 Uniqueid=l.1 Linkedid=c.1
        9 AttendedTransfer Result=Success OrigTransfererUniqueid=p.1 SecondTransfererUniqueid=p.1 TransfereeUniqueid=c.1 TransferTargetUniqueid=l.1
        9 AgentComplete Uniqueid=c.1 DestUniqueid=p.1 Queue=q Interface=SIP/a1 MemberName=Agent_1 Reason=transfer
        9 Hangup Uniqueid=p.1 Linkedid=c.1
        20 Hangup Uniqueid=l.1 Linkedid=c.1
        20 Hangup Uniqueid=c.1 Linkedid=c.1
    ";
    let lines = told(&format!("{MEMBER}{JOINED}{CALLED}{CONNECTED}{story}"));
    let kinds = [
        "contact_arrived",
        "contact_held",
        "contact_transferred",
        "contact_released",
        "contact_ended",
        "agent_state_changed",
        "anomaly_reported",
    ];
    assert_eq!(
        only(&kinds, lines)[3..],
        [
            "5.000 agent_state_changed agent=SIP/a1 state=talking",
            "8.000 contact_held agent=SIP/a1 contact=c.1",
            "8.000 agent_state_changed agent=SIP/a1 state=holding",
            "9.000 contact_transferred agent=SIP/a1 contact=c.1 transfer=attended",
            "9.000 contact_released agent=SIP/a1 by=agent contact=c.1",
            "9.000 agent_state_changed agent=SIP/a1 state=available",
            "20.000 contact_ended by=unknown contact=c.1",
        ]
    );
}

#[test]
fn a_transfer_that_only_the_completion_tells_is_inferred() {
    let story = "
        9 AgentComplete Uniqueid=c.1 DestUniqueid=p.1 Queue=q Interface=SIP/a1 MemberName=Agent_1 Reason=transfer
    ";
    let lines = told(&format!("{MEMBER}{JOINED}{CALLED}{CONNECTED}{story}"));
    assert_eq!(
        only(&["contact_transferred", "contact_released"], lines),
        [
            "~9.000 contact_transferred agent=SIP/a1 contact=c.1 transfer=blind",
            "~9.000 contact_released agent=SIP/a1 by=agent contact=c.1",
        ]
    );
}

#[test]
fn an_unhold_without_a_hold_is_nothing() {
    let story = "8 Unhold Uniqueid=p.1 Linkedid=c.1";
    let lines = told(&format!("{MEMBER}{JOINED}{CALLED}{CONNECTED}{story}"));
    assert_eq!(only(&["contact_held", "contact_resumed"], lines), [""; 0]);
}

#[test]
fn an_agent_is_not_ready_when_paused_in_every_queue_and_the_resuming_frame_names_no_reason() {
    let lines = told(
        "
        0 QueueMemberAdded Queue=q1 MemberName=Agent_1 Interface=SIP/a1 Penalty=0 Paused=0
        0 QueueMemberAdded Queue=q2 MemberName=Agent_1 Interface=SIP/a1 Penalty=0 Paused=0
        5 QueueMemberPause Queue=q1 MemberName=Agent_1 Interface=SIP/a1 Paused=1 PausedReason=lunch Reason=lunch
        5 QueueMemberPause Queue=q2 MemberName=Agent_1 Interface=SIP/a1 Paused=1 PausedReason=lunch Reason=lunch
        9 QueueMemberPause Queue=q1 MemberName=Agent_1 Interface=SIP/a1 Paused=0 PausedReason= Reason=lunch
        9 QueueMemberPause Queue=q2 MemberName=Agent_1 Interface=SIP/a1 Paused=0 PausedReason= Reason=lunch
        12 QueueMemberPause Queue=q1 MemberName=Agent_1 Interface=SIP/a1 Paused=1 PausedReason=Auto-Pause Reason=Auto-Pause
        15 QueueMemberRemoved Queue=q1 MemberName=Agent_1 Interface=SIP/a1
        16 QueueMemberRemoved Queue=q2 MemberName=Agent_1 Interface=SIP/a1
    ",
    );
    let kinds = [
        "agent_registered",
        "agent_signed_in",
        "agent_signed_out",
        "agent_state_changed",
        "member_paused",
    ];
    assert_eq!(
        only(&kinds, lines),
        [
            "0.000 agent_registered agent=SIP/a1 key=SIP/a1 name=Agent 1",
            "0.000 agent_signed_in agent=SIP/a1 seat=SIP/a1",
            "0.000 agent_state_changed agent=SIP/a1 state=available",
            "5.000 member_paused agent=SIP/a1 queue=q1 reason=meal",
            "5.000 member_paused agent=SIP/a1 queue=q2 reason=meal",
            "5.000 agent_state_changed agent=SIP/a1 state={\"not_ready\":\"meal\"}",
            "9.000 agent_state_changed agent=SIP/a1 state=available",
            "12.000 member_paused agent=SIP/a1 queue=q1 reason=other",
            "16.000 agent_signed_out agent=SIP/a1",
        ]
    );
}

#[test]
fn list_events_have_other_keys_and_no_time_and_repeat_nothing() {
    let lines = told(
        "
        4 QueueMember untimed Queue=q Name=Agent_1 Location=SIP/a1 Penalty=3 Paused=0 Status=1 ActionID=snap
        9 QueueMember untimed Queue=q Name=Agent_1 Location=SIP/a1 Penalty=3 Paused=0 Status=1 ActionID=snap
        9 FullyBooted untimed Status=Fully_Booted
    ",
    );
    assert_eq!(
        lines,
        [
            "4.000 agent_registered agent=SIP/a1 key=SIP/a1 name=Agent 1",
            "~4.000 agent_signed_in agent=SIP/a1 seat=SIP/a1",
            "~4.000 member_added agent=SIP/a1 penalty=3 queue=q",
            "~4.000 agent_state_changed agent=SIP/a1 state=available",
        ]
    );
}

#[test]
fn a_callback_is_two_local_halves_and_one_outbound_contact() {
    let lines = told(&format!(
        "{MEMBER}
        1 Newchannel Channel=Local/q@cb-1;1 Uniqueid=l.1 Linkedid=l.1 Exten=q
        1 Newchannel Channel=Local/q@cb-1;2 Uniqueid=l.2 Linkedid=l.1 Exten=q
        1 QueueCallerJoin Uniqueid=l.2 Linkedid=l.1 Queue=q
        2 AgentCalled Uniqueid=l.2 Linkedid=l.1 DestUniqueid=p.1 Queue=q Interface=SIP/a1 MemberName=Agent_1
        3 QueueCallerLeave Uniqueid=l.2 Linkedid=l.1 Queue=q
        3 AgentConnect Uniqueid=l.2 Linkedid=l.1 DestUniqueid=p.1 Queue=q Interface=SIP/a1 MemberName=Agent_1
        4 Newchannel Channel=SIP/t-7 Uniqueid=t.1 Linkedid=l.1
        8 AgentComplete Uniqueid=l.2 Linkedid=l.1 DestUniqueid=p.1 Queue=q Interface=SIP/a1 Reason=agent
        8 Hangup Uniqueid=l.2 Linkedid=l.1
        8 Hangup Uniqueid=l.1 Linkedid=l.1
        8 Hangup Uniqueid=t.1 Linkedid=l.1
    "
    ));
    let kinds = ["contact_arrived", "contact_queued", "contact_answered", "contact_ended"];
    assert_eq!(
        only(&kinds, lines),
        [
            "1.000 contact_arrived contact=l.1 direction=outbound",
            "1.000 contact_queued contact=l.1 queue=q",
            "3.000 contact_answered agent=SIP/a1 contact=l.1 queue=q",
            "8.000 contact_ended by=unknown contact=l.1",
        ]
    );
}

#[test]
fn an_accepted_callback_is_offered_and_diverted() {
    let lines = told(
        "
        1 Newchannel Channel=SIP/t-1 Uniqueid=c.1 Linkedid=c.1 Exten=95588
        3 UserEvent Uniqueid=c.1 Linkedid=c.1 UserEvent=CallbackRequested Queue=q Caller=13912345678
    ",
    );
    assert_eq!(
        lines[1..],
        [
            "~3.000 contact_queued contact=c.1 queue=q",
            "3.000 contact_diverted contact=c.1 queue=q reason=callback",
        ]
    );
}

#[test]
fn ivr_nodes_come_from_user_events_and_an_exit_told_twice_counts_once() {
    let lines = told(
        "
        1 Newchannel Channel=SIP/t-1 Uniqueid=c.1 Linkedid=c.1 Exten=95588
        2 UserEvent Uniqueid=c.1 Linkedid=c.1 UserEvent=IvrNode Node=main
        3 DTMFEnd Uniqueid=c.1 Linkedid=c.1 Digit=7 Direction=Sent
        3 DTMFEnd Uniqueid=c.1 Linkedid=c.1 Digit=2 Direction=Received
        3 UserEvent Uniqueid=c.1 Linkedid=c.1 UserEvent=IvrNode Node=tech
        9 UserEvent Uniqueid=c.1 Linkedid=c.1 UserEvent=IvrExit Node=tech Reason=timeout
        9 UserEvent Uniqueid=c.1 Linkedid=c.1 UserEvent=IvrExit Node=tech Reason=hangup
    ",
    );
    assert_eq!(
        lines[1..],
        [
            "2.000 ivr_entered contact=c.1 node=main",
            "3.000 ivr_left contact=c.1 key=2 node=main",
            "3.000 ivr_entered contact=c.1 node=tech",
            "9.000 ivr_left contact=c.1 node=tech",
        ]
    );
}

#[test]
fn who_hangs_up_in_a_node_ends_in_it() {
    let lines = told(
        "
        1 Newchannel Channel=SIP/t-1 Uniqueid=c.1 Linkedid=c.1 Exten=95588
        2 UserEvent Uniqueid=c.1 Linkedid=c.1 UserEvent=IvrNode Node=main
        4 UserEvent Uniqueid=c.1 Linkedid=c.1 UserEvent=IvrExit Node=main Reason=hangup
        4 Hangup Uniqueid=c.1 Linkedid=c.1
    ",
    );
    let told =
        ["2.000 ivr_entered contact=c.1 node=main", "4.000 contact_ended by=unknown contact=c.1"];
    assert_eq!(lines[1..], told);
}

#[test]
fn a_dialplan_without_user_events_shows_its_nodes_by_their_contexts() {
    let rules = Rules { ivr_contexts: vec!["ivr-*".into()], ..Rules::default() };
    let lines = told_by(
        rules,
        "
        1 Newchannel Channel=SIP/t-1 Uniqueid=c.1 Linkedid=c.1 Exten=95588
        2 Newexten Uniqueid=c.1 Linkedid=c.1 Context=ivr-main Extension=s Application=BackGround
        2 Newexten Uniqueid=c.1 Linkedid=c.1 Context=ivr-main Extension=s Application=WaitExten
        3 DTMFEnd Uniqueid=c.1 Linkedid=c.1 Digit=4 Direction=Received
        3 Newexten Uniqueid=c.1 Linkedid=c.1 Context=ivr-main Extension=4 Application=Goto
        3 Newexten Uniqueid=c.1 Linkedid=c.1 Context=ivr-info Extension=balance Application=Playback
        5 Hangup Uniqueid=c.1 Linkedid=c.1
    ",
    );
    assert_eq!(
        lines[1..],
        [
            "2.000 ivr_entered contact=c.1 node=ivr-main",
            "3.000 ivr_left contact=c.1 key=4 node=ivr-main",
            "3.000 ivr_entered contact=c.1 node=balance",
            "5.000 contact_ended by=unknown contact=c.1",
        ]
    );
}

#[test]
fn wrap_up_is_no_event_and_is_inferred_where_the_house_configures_it() {
    let rules = Rules { wrap_up: Duration::from_secs(3), ..Rules::default() };
    let story = "
        9 AgentComplete Uniqueid=c.1 DestUniqueid=p.1 Queue=q Interface=SIP/a1 MemberName=Agent_1 Reason=agent
    ";
    let lines = told_by(rules, &format!("{MEMBER}{JOINED}{CALLED}{CONNECTED}{story}"));
    assert_eq!(
        lines[lines.len() - 4..],
        [
            "9.000 contact_released agent=SIP/a1 by=agent contact=c.1",
            "~9.000 agent_state_changed agent=SIP/a1 state=after_contact_work",
            "~12.000 wrap_up_ended agent=SIP/a1 contact=c.1",
            "~12.000 agent_state_changed agent=SIP/a1 state=available",
        ]
    );
}

#[test]
fn an_agent_taken_out_of_all_queues_in_mid_call_signs_out_when_it_ends() {
    let story = "
        7 QueueMemberRemoved Queue=q MemberName=Agent_1 Interface=SIP/a1
        9 AgentComplete Uniqueid=c.1 DestUniqueid=p.1 Queue=q Interface=SIP/a1 MemberName=Agent_1 Reason=agent
    ";
    let lines = told(&format!("{MEMBER}{JOINED}{CALLED}{CONNECTED}{story}"));
    assert_eq!(
        lines[lines.len() - 3..],
        [
            "7.000 member_removed agent=SIP/a1 queue=q",
            "9.000 contact_released agent=SIP/a1 by=agent contact=c.1",
            "9.000 agent_signed_out agent=SIP/a1",
        ]
    );
}

#[test]
fn a_phone_that_the_pbx_cannot_reach_serves_nobody() {
    let lines = told(&format!(
        "{MEMBER}
        2 QueueMemberStatus Queue=q MemberName=Agent_1 Interface=SIP/a1 Status=5 Penalty=2 Paused=0
        4 QueueMemberStatus Queue=q MemberName=Agent_1 Interface=SIP/a1 Status=3 Penalty=2 Paused=0
    "
    ));
    assert_eq!(
        lines[lines.len() - 2..],
        [
            "~2.000 agent_state_changed agent=SIP/a1 state={\"not_ready\":\"system_fault\"}",
            "~4.000 agent_state_changed agent=SIP/a1 state=available",
        ]
    );
}

#[test]
fn a_direct_call_to_an_agent_is_a_conversation_without_a_queue() {
    let lines = told(&format!(
        "{MEMBER}
        1 Newchannel Channel=SIP/t-1 Uniqueid=c.1 Linkedid=c.1 Exten=1001
        2 DialBegin Uniqueid=c.1 Linkedid=c.1 DestUniqueid=p.1 DestChannel=SIP/a1-7
        4 DialEnd Uniqueid=c.1 Linkedid=c.1 DestUniqueid=p.1 DialStatus=ANSWER
        9 HangupRequest Uniqueid=c.1 Linkedid=c.1
        9 Hangup Uniqueid=p.1 Linkedid=c.1
        9 Hangup Uniqueid=c.1 Linkedid=c.1
    "
    ));
    let kinds = ["contact_offered", "contact_answered", "contact_released", "contact_ended"];
    assert_eq!(
        only(&kinds, lines)[..2],
        [
            "2.000 contact_offered agent=SIP/a1 contact=c.1",
            "4.000 contact_answered agent=SIP/a1 contact=c.1",
        ]
    );
}

#[test]
fn contradictions_are_told_and_stop_nothing() {
    let lines = told(
        "
        1 AgentComplete Uniqueid=x.1 DestUniqueid=y.1 Queue=q Interface=SIP/a1 Reason=agent
        2 QueueCallerAbandon Channel=SIP/t-1 Uniqueid=c.1 Linkedid=c.1 Queue=q
        3 QueueCallerJoin Channel=SIP/t-1 Uniqueid=c.1 Linkedid=c.1 Queue=q
        4 QueueCallerJoin Channel=SIP/t-1 Uniqueid=c.1 Linkedid=c.1 Queue=q
    ",
    );
    assert_eq!(
        only(&["anomaly_reported", "contact_queued"], lines),
        [
            "1.000 anomaly_reported anomaly=unknown_contact",
            "2.000 anomaly_reported anomaly=never_queued contact=c.1",
            "3.000 contact_queued contact=c.1 queue=q",
            "4.000 anomaly_reported anomaly=repeated contact=c.1",
        ]
    );
}

#[test]
fn a_connection_to_a_caller_we_never_saw_join_infers_the_wait_from_its_own_hold_time() {
    let lines = told(&format!("{MEMBER}{CONNECTED}"));
    let kinds = ["contact_arrived", "contact_queued", "contact_answered"];
    assert_eq!(
        only(&["~5.000", "contact_queued", "contact_answered"], lines.clone()),
        [
            "~2.000 contact_queued contact=c.1 queue=q",
            "5.000 contact_answered agent=SIP/a1 contact=c.1 queue=q",
        ]
    );
    assert_eq!(only(&kinds, lines).len(), 3);
}
