//! Who may do what: one table and one function, asked by every route, every stream and every list.
//!
//! Room:  server/http; between sign-in (who is it) and the handlers (what happens).
//! Takes: a `Subject`, an `Action`, a `Scope`. Gives: yes or no; how far an action reaches, which is
//!        what a list is narrowed to.
//! Holds: what the table does not give is forbidden; a route cannot be listed without its action; a list
//!        shows exactly what the decision allows.
//! Never: looks at a path, a header or the database.
//! Proof: tests below; `api_access.rs` asks every documented route as every role.

mod action;
mod reached;
mod role;
mod table;
mod token;

pub use action::Action;
pub use reached::{Person, Reached};
pub use role::{Held, Place, Role};
pub use table::{Extent, extent};
pub use token::TokenScope;

use domain::{AgentId, QueueId};

/// What the action is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    Centre,
    Queue(QueueId),
    Person(Person),
    /// A board of a wall screen, by its number.
    Board(u32),
}

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    Nobody,
    Account(Holder),
    Token(Vec<TokenScope>),
    /// A screen that shows this board.
    Wall(u32),
}

/// An account's roles, and which agent of the floor it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Holder {
    pub roles: Vec<Held>,
    pub agent: Option<AgentId>,
}

impl Holder {
    /// How far each of its roles lets it do `action`.
    pub fn rights(&self, action: Action) -> impl Iterator<Item = (Held, Extent)> {
        self.roles.iter().filter_map(move |&held| Some((held, extent(held.role, action)?)))
    }
}

/// Whether `subject` may do `action` within `scope`.
#[must_use]
pub fn may(subject: &Subject, action: Action, scope: Scope) -> bool {
    if let Subject::Wall(board) = subject {
        return action == Action::WatchWall && scope == Scope::Board(*board);
    }
    let reached = reached(subject, action);
    match scope {
        Scope::Centre | Scope::Queue(_) | Scope::Board(_) => reached.is_all(),
        Scope::Person(person) => reached.has(person),
    }
}

/// Upon whom `subject` may do `action`.
#[must_use]
pub fn reached(subject: &Subject, action: Action) -> Reached {
    match subject {
        Subject::Nobody | Subject::Wall(_) => Reached::nobody(),
        Subject::Token(scopes) if scopes.iter().any(|scope| scope.may(action)) => Reached::all(),
        Subject::Token(_) => Reached::nobody(),
        Subject::Account(holder) => {
            let mut sum = Reached::nobody();
            for (held, extent) in holder.rights(action) {
                match extent {
                    Extent::Centre => sum.add(Place::Centre),
                    Extent::Held => sum.add(held.place),
                    Extent::Own => holder.agent.into_iter().for_each(|agent| sum.add_agent(agent)),
                }
            }
            sum
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{SiteId, TeamId};

    fn account(roles: &[Held], agent: Option<u32>) -> Subject {
        Subject::Account(Holder { roles: roles.to_vec(), agent: agent.map(AgentId) })
    }

    fn allowed(subject: &Subject) -> Vec<Action> {
        let may = |action: &Action| may(subject, *action, Scope::Centre);
        Action::ALL.into_iter().filter(may).collect()
    }

    fn person(agent: u32, team: u32, site: u32) -> Person {
        Person { agent: AgentId(agent), team: Some(TeamId(team)), site: Some(SiteId(site)) }
    }

    #[test]
    fn nobody_may_do_nothing_and_an_empty_token_or_account_neither() {
        assert_eq!(allowed(&Subject::Nobody), []);
        assert_eq!(allowed(&Subject::Token(Vec::new())), []);
        assert_eq!(allowed(&account(&[], Some(1))), []);
    }

    #[test]
    fn an_administrator_may_everything_and_nobody_else_manages_accounts() {
        let administrator = account(&[Held::centre(Role::Administrator)], None);
        assert_eq!(allowed(&administrator), Action::ALL);
        for role in Role::ALL.into_iter().filter(|role| *role != Role::Administrator) {
            let may = allowed(&account(&[Held::centre(role)], None));
            assert!(!may.contains(&Action::ManageAccounts), "{role:?}");
            assert!(!may.contains(&Action::ManageTokens), "{role:?}");
            assert!(!may.contains(&Action::SeeRawEvents), "{role:?}");
        }
    }

    #[test]
    fn a_viewer_changes_nothing_and_sees_no_customer() {
        let viewer = allowed(&account(&[Held::centre(Role::Viewer)], None));
        let sees = [
            Action::WatchFloor,
            Action::SeeAgents,
            Action::ListContacts,
            Action::SeeContact,
            Action::ReadHistory,
            Action::ReadForecasts,
            Action::WatchWall,
            Action::KeepOwnSession,
            Action::KeepOwnViews,
        ];
        assert_eq!(viewer, sees);
    }

    #[test]
    fn a_leader_sees_the_figures_of_all_and_the_people_of_the_own_teams() {
        let held = |team| Held { role: Role::TeamLeader, place: Place::Team(TeamId(team)) };
        let leader = account(&[held(3), held(4)], Some(9));
        assert!(may(&leader, Action::WatchFloor, Scope::Queue(QueueId(1))));
        assert!(!may(&leader, Action::SeeAgents, Scope::Centre));
        for (of, is_seen) in
            [(person(1, 3, 1), true), (person(2, 4, 2), true), (person(3, 5, 1), false)]
        {
            assert_eq!(may(&leader, Action::SeeAgents, Scope::Person(of)), is_seen, "{of:?}");
        }
        let nowhere = Person { agent: AgentId(7), team: None, site: None };
        assert!(!may(&leader, Action::SeeAgents, Scope::Person(nowhere)));
    }

    #[test]
    fn an_agent_sees_itself_and_one_without_a_link_nobody() {
        let agent = account(&[Held::centre(Role::Agent)], Some(9));
        assert!(may(&agent, Action::SeeAgents, Scope::Person(person(9, 3, 1))));
        assert!(!may(&agent, Action::SeeAgents, Scope::Person(person(8, 3, 1))));
        let unlinked = account(&[Held::centre(Role::Agent)], None);
        assert!(reached(&unlinked, Action::SeeAgents).is_nobody());
    }

    #[test]
    fn roles_add_up_and_a_list_shows_what_the_decision_allows() {
        let places = [Place::Centre, Place::Site(SiteId(1)), Place::Team(TeamId(3))];
        let people: Vec<Person> = (0..4)
            .flat_map(|agent| {
                (2..5).flat_map(move |team| (0..3).map(move |site| person(agent, team, site)))
            })
            .collect();
        for role in Role::ALL {
            for place in places {
                for other in Role::ALL {
                    let roles = [Held { role, place }, Held { role: other, place: places[2] }];
                    let subject = account(&roles, Some(1));
                    for action in Action::ALL {
                        let list = reached(&subject, action);
                        for &one in &people {
                            let decided = may(&subject, action, Scope::Person(one));
                            assert_eq!(list.has(one), decided, "{role:?} {action:?} {one:?}");
                            let alone =
                                may(&account(&roles[..1], Some(1)), action, Scope::Person(one));
                            assert!(decided || !alone, "a second role takes nothing away");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn a_token_does_what_its_scopes_say_and_never_manages_anything() {
        let feed = allowed(&Subject::Token(vec![TokenScope::FeedWrite]));
        assert_eq!(feed, [Action::SendEvents]);
        let orders = allowed(&Subject::Token(vec![TokenScope::OrdersWrite]));
        assert_eq!(orders, [Action::GiveOrders]);
        let all = allowed(&Subject::Token(TokenScope::ALL.to_vec()));
        assert!(!all.contains(&Action::ManageTokens) && !all.contains(&Action::SeeContact));
    }

    #[test]
    fn a_screen_watches_its_own_board_and_does_nothing_else() {
        let screen = Subject::Wall(3);
        assert_eq!(allowed(&screen), []);
        let within = |scope| {
            let may = |action: &Action| may(&screen, *action, scope);
            Action::ALL.into_iter().filter(may).collect::<Vec<_>>()
        };
        assert_eq!(within(Scope::Board(3)), [Action::WatchWall]);
        let others = [Scope::Board(4), Scope::Queue(QueueId(3)), Scope::Person(person(3, 3, 3))];
        for scope in others {
            assert_eq!(within(scope), [], "{scope:?}");
        }
    }
}
