//! What docs/connectors/feed.md says is what the feed takes.

use connect::feed;

const PAGE: &str = include_str!("../../../../docs/connectors/feed.md");

#[test]
fn every_kind_that_may_be_sent_is_on_the_page() {
    for kind in feed::kinds() {
        assert!(PAGE.contains(&format!("`{kind}`")), "{kind} is missing in feed.md");
    }
}

#[test]
fn the_example_on_the_page_is_taken() {
    let example = PAGE.lines().find(|line| line.starts_with("{\"key\"")).unwrap();
    assert!(feed::read_line(example).is_ok());
}

/// The least that the page asks for, one of each kind.
#[test]
fn the_fields_on_the_page_suffice() {
    let least = [
        ("contact_arrived", r#""contact":"c","channel":"voice","direction":"inbound""#),
        ("ivr_entered", r#""contact":"c","node":"n""#),
        ("ivr_left", r#""contact":"c","node":"n""#),
        ("contact_queued", r#""contact":"c","queue":"q""#),
        ("contact_refused", r#""contact":"c","queue":"q","reason":"closed""#),
        ("contact_offered", r#""contact":"c","agent":"a""#),
        ("offer_rung_out", r#""contact":"c","agent":"a""#),
        ("offer_withdrawn", r#""contact":"c","agent":"a""#),
        ("contact_answered", r#""contact":"c","agent":"a""#),
        ("contact_held", r#""contact":"c","agent":"a""#),
        ("contact_resumed", r#""contact":"c","agent":"a""#),
        ("contact_transferred", r#""contact":"c","agent":"a","transfer":"blind""#),
        ("contact_released", r#""contact":"c","agent":"a","by":"agent""#),
        ("contact_diverted", r#""contact":"c","queue":"q","reason":"key""#),
        ("contact_abandoned", r#""contact":"c","queue":"q""#),
        ("contact_ended", r#""contact":"c","by":"unknown""#),
        ("wrap_up_ended", r#""contact":"c","agent":"a""#),
        ("agent_signed_in", r#""agent":"a""#),
        ("agent_signed_out", r#""agent":"a""#),
        ("agent_state_changed", r#""agent":"a","state":{"not_ready":"meal"}"#),
        ("skill_set", r#""agent":"a","skill":"s","level":1"#),
        ("skill_removed", r#""agent":"a","skill":"s""#),
        ("member_added", r#""agent":"a","queue":"q","penalty":0"#),
        ("member_removed", r#""agent":"a","queue":"q""#),
        ("member_penalty_set", r#""agent":"a","queue":"q","penalty":0"#),
        ("member_paused", r#""agent":"a","queue":"q","reason":"break""#),
        ("member_resumed", r#""agent":"a","queue":"q""#),
        ("agent_assigned", r#""agent":"a""#),
        ("seat_state_set", r#""seat":"s","state":"out_of_order""#),
        ("source_started", r#""version":"1""#),
        ("team_registered", r#""team":"t","key":"t","name":"T""#),
        ("queue_registered", r#""queue":"q","key":"q","name":"Q""#),
        ("did_registered", r#""did":"d","key":"d","name":"D""#),
        ("agent_registered", r#""agent":"a","key":"a","name":"A""#),
        ("seat_registered", r#""seat":"s","key":"s","name":"S""#),
        ("ivr_node_registered", r#""node":"n","key":"n","name":"N""#),
    ];
    let kinds: Vec<&str> = least.iter().map(|(kind, _)| *kind).collect();
    assert_eq!(kinds, feed::kinds().collect::<Vec<_>>());
    for (kind, event) in least {
        let line = format!(
            r#"{{"key":"k","occurred_at":"2026-11-22T08:30:00Z","kind":"{kind}","event":{{{event}}}}}"#
        );
        if let Err(error) = feed::read_line(&line) {
            assert_eq!(error.code, "taken", "{kind}: {error}");
        }
    }
}
