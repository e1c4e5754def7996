//! A registry rebuilt from the events it caused goes on as if it had never stopped.

use domain::state::{AgentState, Channel, Direction, EndedBy};
use domain::{SourceId, Token};
use journal::{Event, Names, Registry};
use proptest::prelude::*;

/// A few contacts, queues and agents, named so that names collide across sources.
fn event() -> impl Strategy<Value = Event<Names>> {
    let name = |prefix: &'static str| (0..4_u8).prop_map(move |n| format!("{prefix}{n}"));
    prop_oneof![
        name("c").prop_map(|contact| Event::ContactArrived {
            external: Some(contact.clone()),
            contact,
            channel: Channel::Voice,
            direction: Direction::Inbound,
            did: Some("95588".into()),
            customer: None,
        }),
        (name("c"), name("q")).prop_map(|(contact, queue)| Event::ContactQueued {
            contact,
            queue,
            priority: 0
        }),
        (name("c"), name("a")).prop_map(|(contact, agent)| Event::ContactAnswered {
            contact,
            queue: Some("q0".into()),
            agent
        }),
        name("c").prop_map(|contact| Event::ContactEnded { contact, by: EndedBy::Customer }),
        name("a")
            .prop_map(|agent| Event::AgentStateChanged { agent, state: AgentState::Available }),
        (name("a"), name("t"))
            .prop_map(|(agent, team)| Event::AgentAssigned { agent, team: Some(team) }),
    ]
}

proptest! {
    #[test]
    fn a_rebuilt_registry_resolves_alike(
        story in prop::collection::vec((1..3_u32, event()), 0..60),
        after in prop::collection::vec((1..3_u32, event()), 1..20),
    ) {
        let mut token = |_: &str| Token(1);
        let mut registry = Registry::default();
        let mut rebuilt = Registry::default();
        for (source, event) in story {
            let resolved = registry.resolve(SourceId(source), event, &mut token);
            for event in resolved.before.iter().map(|(_, e)| e).chain([&resolved.event]) {
                rebuilt.learn(SourceId(source), event);
            }
        }
        for (source, event) in after {
            let one = registry.resolve(SourceId(source), event.clone(), &mut token);
            let other = rebuilt.resolve(SourceId(source), event, &mut token);
            prop_assert_eq!(one, other);
        }
    }
}
