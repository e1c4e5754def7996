//! Every route, one list.
//!
//! Room:  server/http; outside it are the layers of `layers`, inside the handlers of `routes`.
//! Holds: each line names documentation, access and handler.
//! To add a route: write the handler with its `utoipa::path`, add one line here, run
//! `UPDATE_OPENAPI=1 cargo test -p server contract`.

use crate::http::access::Action;
use crate::http::list::Access::{Either, Needs, OnBoard, Open, Within};
use crate::http::list::List;
use crate::http::routes as r;
use crate::http::state::AppState;
use crate::http::{layers, openapi, web};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{delete, get, post, put};

/// Everything that the server answers.
pub fn router(state: AppState) -> Router {
    let routes = list().router(&state);
    let routes = routes.route("/api/v1/openapi.json", get(openapi::served)).fallback(web::serve);
    layers::around(routes, &state).with_state(state)
}

/// All routes of the interface.
#[must_use]
pub fn list() -> List {
    let list = accounts(feeds(floor(List::default())));
    let list = people(settings(views(seats(staffing(forecasts(walls(sign_in(list))))))));
    terminals(attendance(list))
}

fn floor(list: List) -> List {
    let watch = Needs(Action::WatchFloor);
    let agents = Within(Action::SeeAgents);
    // The handlers ask again, by what is asked for.
    let either = Either(Action::WatchFloor, Action::SeeAgents);
    let contacts = Within(Action::ListContacts);
    let history = Needs(Action::ReadHistory);
    list.route::<r::overview::__path_overview>(watch, get(r::overview::overview))
        .route::<r::figures::__path_figures>(watch, get(r::figures::figures))
        .route::<r::curve::__path_curve>(watch, get(r::curve::curve))
        .route::<r::queues::__path_queues>(watch, get(r::queues::queues))
        .route::<r::queues::__path_queues_below>(watch, get(r::queues::queues_below))
        .route::<r::queues::__path_queue>(watch, get(r::queues::queue))
        .route::<r::curve::__path_queue_curve>(watch, get(r::curve::queue_curve))
        .route::<r::contacts::__path_queue_contacts>(contacts, get(r::contacts::queue_contacts))
        .route::<r::contacts::__path_contacts>(contacts, get(r::contacts::contacts))
        .route::<r::contacts::__path_contact>(Within(Action::SeeContact), get(r::contacts::contact))
        .route::<r::contacts::__path_contact_frames>(
            Needs(Action::SeeRawEvents),
            get(r::contacts::contact_frames),
        )
        .route::<r::agents::__path_agents>(agents, get(r::agents::agents))
        .route::<r::agents::__path_agent>(agents, get(r::agents::agent))
        .route::<r::contacts::__path_agent_contacts>(contacts, get(r::contacts::agent_contacts))
        .route::<r::centre::__path_teams>(watch, get(r::centre::teams))
        .route::<r::centre::__path_skills>(watch, get(r::centre::skills))
        .route::<r::centre::__path_dids>(watch, get(r::centre::dids))
        .route::<r::centre::__path_seats>(watch, get(r::centre::seats))
        .route::<r::sources::__path_sources>(watch, get(r::sources::sources))
        .route::<r::sources::__path_anomalies>(watch, get(r::sources::anomalies))
        .route::<r::definitions::__path_definitions>(watch, get(r::definitions::definitions))
        .route::<r::health::__path_health_report>(watch, get(r::health::health_report))
        .route::<r::replay::__path_replay_range>(watch, get(r::replay::replay_range))
        .route::<r::replay::__path_replay_landmarks>(watch, get(r::replay::replay_landmarks))
        .route::<r::replay::__path_replay>(either, get(r::replay::replay))
        .route::<r::history::__path_history>(history, get(r::history::history))
        .route::<r::history::__path_history_csv>(history, get(r::history::history_csv))
        .route::<r::ivr::__path_ivr>(watch, get(r::ivr::ivr))
        .route::<r::history::__path_history_xlsx>(history, get(r::history::history_xlsx))
        .route::<r::stream::__path_stream>(either, get(r::stream::stream))
}

fn attendance(list: List) -> List {
    let manage = Needs(Action::ManageAttendance);
    let judge = Within(Action::JudgeAttendance);
    let punch = Needs(Action::Punch);
    let large = || DefaultBodyLimit::max(r::attendance::BODY_LIMIT);
    list.route::<r::attendance::__path_kiosks>(manage, get(r::attendance::kiosks))
        .route::<r::attendance::__path_create_kiosk>(manage, post(r::attendance::create_kiosk))
        .route::<r::attendance::__path_remove_kiosk>(manage, delete(r::attendance::remove_kiosk))
        .route::<r::attendance::__path_kiosk_code>(
            Needs(Action::ShowCode),
            get(r::attendance::kiosk_code),
        )
        .route::<r::attendance::__path_scan_code>(punch, post(r::attendance::scan_code))
        .route::<r::attendance_rules::__path_attendance_rules>(
            manage,
            get(r::attendance_rules::attendance_rules),
        )
        .route::<r::attendance_rules::__path_put_attendance_rules>(
            manage,
            put(r::attendance_rules::put_attendance_rules),
        )
        .route::<r::attendance::__path_release_phone>(judge, delete(r::attendance::release_phone))
        .route::<r::attendance::__path_attendance_people>(
            manage,
            get(r::attendance::attendance_people),
        )
        .route::<r::attendance::__path_import_attendance>(
            manage,
            post(r::attendance::import_attendance).layer(large()),
        )
        .route::<r::attendance_cases::__path_attendance_cases>(
            punch,
            get(r::attendance_cases::attendance_cases),
        )
        .route::<r::attendance_cases::__path_explain_case>(
            punch,
            post(r::attendance_cases::explain_case),
        )
        .route::<r::attendance_cases::__path_decide_case>(
            judge,
            post(r::attendance_cases::decide_case),
        )
        .route::<r::attendance_cases::__path_attendance_sheet>(
            judge,
            get(r::attendance_cases::attendance_sheet),
        )
}

fn terminals(list: List) -> List {
    let manage = Needs(Action::ManageAttendance);
    let large = || DefaultBodyLimit::max(::attendance::terminal::BODY_LIMIT);
    list.route::<r::attendance_terminals::__path_terminals>(
        manage,
        get(r::attendance_terminals::terminals),
    )
    .route::<r::attendance_terminals::__path_create_terminal>(
        manage,
        post(r::attendance_terminals::create_terminal),
    )
    .route::<r::attendance_terminals::__path_remove_terminal>(
        manage,
        delete(r::attendance_terminals::remove_terminal),
    )
    .route::<r::attendance_terminals::__path_terminal_hello>(
        Open,
        get(r::attendance_terminals::terminal_hello),
    )
    .route::<r::attendance_terminals::__path_terminal_data>(
        Open,
        post(r::attendance_terminals::terminal_data).layer(large()),
    )
    .route::<r::attendance_terminals::__path_terminal_asks>(
        Open,
        get(r::attendance_terminals::terminal_asks),
    )
    .route::<r::attendance_terminals::__path_terminal_did>(
        Open,
        post(r::attendance_terminals::terminal_did),
    )
    .route::<r::attendance_terminals::__path_terminal_ping>(
        Open,
        get(r::attendance_terminals::terminal_ping),
    )
}

fn feeds(list: List) -> List {
    list.route::<r::feed_in::__path_send_events>(
        Needs(Action::SendEvents),
        post(r::feed_in::send_events),
    )
    .route::<r::feed_out::__path_read_events>(
        Needs(Action::ReadEvents),
        get(r::feed_out::read_events),
    )
    .route::<r::orders::__path_give_order>(Needs(Action::GiveOrders), post(r::orders::give_order))
    .route::<r::health::__path_healthz>(Open, get(r::health::healthz))
    .route::<r::health::__path_metrics>(Needs(Action::ReadMetrics), get(r::health::metrics))
}

fn accounts(list: List) -> List {
    let own = Needs(Action::KeepOwnSession);
    let people = Needs(Action::ManageAccounts);
    let tokens = Needs(Action::ManageTokens);
    list.route::<r::setup::__path_setup_state>(Open, get(r::setup::setup_state))
        .route::<r::setup::__path_setup>(Open, post(r::setup::setup))
        .route::<r::openid::__path_sign_in_ways>(Open, get(r::openid::sign_in_ways))
        .route::<r::openid::__path_openid_start>(Open, get(r::openid::openid_start))
        .route::<r::openid::__path_openid_callback>(Open, get(r::openid::openid_callback))
        .route::<r::session::__path_sign_in>(Open, post(r::session::sign_in))
        .route::<r::session::__path_session>(own, get(r::session::session))
        .route::<r::session::__path_sign_out>(own, delete(r::session::sign_out))
        .route::<r::account::__path_change_password>(own, post(r::account::change_password))
        .route::<r::account::__path_accounts>(people, get(r::account::accounts))
        .route::<r::account::__path_access>(
            Either(Action::ManageAccounts, Action::ReadAudit),
            get(r::account::access),
        )
        .route::<r::account::__path_change_account>(people, put(r::account::change_account))
        .route::<r::account::__path_create_account>(people, post(r::account::create_account))
        .route::<r::account::__path_set_account_password>(
            people,
            put(r::account::set_account_password),
        )
        .route::<r::account::__path_disable_account>(people, delete(r::account::disable_account))
        .route::<r::directory::__path_directory>(people, get(r::directory::directory))
        .route::<r::directory::__path_sync_directory>(people, post(r::directory::sync_directory))
        .route::<r::token::__path_tokens>(tokens, get(r::token::tokens))
        .route::<r::token::__path_create_token>(tokens, post(r::token::create_token))
        .route::<r::token::__path_revoke_token>(tokens, delete(r::token::revoke_token))
        .route::<r::audit::__path_audit_csv>(Needs(Action::ReadAudit), get(r::audit::audit_csv))
        .route::<r::audit::__path_audit>(Needs(Action::ReadAudit), get(r::audit::audit))
}

/// Second steps and factors, sessions, the rules of signing in.
fn sign_in(list: List) -> List {
    use r::second_factor as factor;
    use r::second_step as step;
    use r::sessions;
    use r::sign_in_rules as rules;
    let own = Needs(Action::KeepOwnSession);
    let people = Needs(Action::ManageAccounts);
    list.route::<step::__path_sign_in_with_code>(Open, post(step::sign_in_with_code))
        .route::<step::__path_begin_enrolment>(Open, post(step::begin_enrolment))
        .route::<step::__path_confirm_enrolment>(Open, post(step::confirm_enrolment))
        .route::<factor::__path_own_account>(own, get(factor::own_account))
        .route::<factor::__path_begin_second_factor>(own, post(factor::begin_second_factor))
        .route::<factor::__path_confirm_second_factor>(own, post(factor::confirm_second_factor))
        .route::<factor::__path_renew_recovery_codes>(own, post(factor::renew_recovery_codes))
        .route::<factor::__path_remove_own_second_factor>(
            own,
            post(factor::remove_own_second_factor),
        )
        .route::<factor::__path_remove_second_factor>(people, post(factor::remove_second_factor))
        .route::<sessions::__path_own_sessions>(own, get(sessions::own_sessions))
        .route::<sessions::__path_end_other_sessions>(own, delete(sessions::end_other_sessions))
        .route::<sessions::__path_end_own_session>(own, delete(sessions::end_own_session))
        .route::<sessions::__path_sessions_of>(people, get(sessions::sessions_of))
        .route::<sessions::__path_end_sessions_of>(people, delete(sessions::end_sessions_of))
        .route::<sessions::__path_end_session_of>(people, delete(sessions::end_session_of))
        .route::<rules::__path_sign_in_rules>(people, get(rules::sign_in_rules))
        .route::<rules::__path_change_sign_in_rules>(people, put(rules::change_sign_in_rules))
        .route::<rules::__path_rate_password>(Open, post(rules::rate_password))
}

fn people(list: List) -> List {
    // The handlers ask again, by who is asked for.
    let read = Within(Action::ReadPeople);
    let manage = Within(Action::ManagePeople);
    let protect = Within(Action::ManageProtected);
    let large = || DefaultBodyLimit::max(r::people_file::BODY_LIMIT);
    list.route::<r::people::__path_people>(read, get(r::people::people))
        .route::<r::people_file::__path_people_csv>(read, get(r::people_file::people_csv))
        .route::<r::people_file::__path_people_xlsx>(read, get(r::people_file::people_xlsx))
        .route::<r::people_file::__path_people_template>(read, get(r::people_file::people_template))
        .route::<r::people_file::__path_import_people>(
            Needs(Action::ManagePeople),
            post(r::people_file::import_people).layer(large()),
        )
        .route::<r::people_change::__path_create_person>(
            manage,
            post(r::people_change::create_person),
        )
        .route::<r::people::__path_people_choices>(read, get(r::people::people_choices))
        .route::<r::people::__path_people_skills>(read, get(r::people::people_skills))
        .route::<r::people::__path_people_unclaimed>(manage, get(r::people::people_unclaimed))
        .route::<r::people::__path_person>(read, get(r::people::person))
        .route::<r::people_change::__path_change_person>(
            manage,
            put(r::people_change::change_person),
        )
        .route::<r::people::__path_person_changes>(read, get(r::people::person_changes))
        .route::<r::people_change::__path_change_person_from>(
            manage,
            post(r::people_change::change_person_from),
        )
        .route::<r::people_change::__path_take_person_change_back>(
            manage,
            post(r::people_change::take_person_change_back),
        )
        .route::<r::people_protected::__path_protected>(
            Within(Action::SeeProtected),
            get(r::people_protected::protected),
        )
        .route::<r::people_protected::__path_keep_protected>(
            protect,
            post(r::people_protected::keep_protected),
        )
        .route::<r::people_protected::__path_remove_protected>(
            protect,
            delete(r::people_protected::remove_protected),
        )
}

fn forecasts(list: List) -> List {
    let read = Needs(Action::ReadForecasts);
    let make = Needs(Action::MakeForecasts);
    list.route::<r::forecasts::__path_forecasts>(read, get(r::forecasts::forecasts))
        .route::<r::forecasts::__path_make_forecast>(make, post(r::forecasts::make_forecast))
        .route::<r::forecasts::__path_forecast>(read, get(r::forecasts::forecast))
        .route::<r::forecasts::__path_forecast_csv>(read, get(r::forecasts::forecast_csv))
        .route::<r::forecasts::__path_override_forecast>(
            make,
            post(r::forecasts::override_forecast),
        )
        .route::<r::forecasts::__path_take_back_override>(
            make,
            delete(r::forecasts::take_back_override),
        )
        .route::<r::forecasts::__path_publish_forecast>(make, post(r::forecasts::publish_forecast))
        .route::<r::forecasts::__path_backtest>(read, get(r::forecasts::backtest))
}

fn staffing(list: List) -> List {
    let plan = Needs(Action::PlanStaffing);
    list.route::<r::staffing::__path_staffing_forward>(plan, post(r::staffing::staffing_forward))
        .route::<r::staffing::__path_staffing_xlsx>(plan, get(r::staffing::staffing_xlsx))
        .route::<r::staffing::__path_staffing_reverse>(plan, post(r::staffing::staffing_reverse))
        .route::<r::staffing::__path_staffing_two_way>(plan, post(r::staffing::staffing_two_way))
        .route::<r::staffing::__path_staffing_year>(plan, post(r::staffing::staffing_year))
        .route::<r::staffing::__path_staffing_plans>(plan, get(r::staffing::staffing_plans))
        .route::<r::staffing::__path_create_staffing_plan>(
            plan,
            post(r::staffing::create_staffing_plan),
        )
        .route::<r::staffing::__path_change_staffing_plan>(
            plan,
            put(r::staffing::change_staffing_plan),
        )
        .route::<r::staffing::__path_remove_staffing_plan>(
            plan,
            delete(r::staffing::remove_staffing_plan),
        )
}

fn walls(list: List) -> List {
    let watch = OnBoard(Action::WatchWall);
    let manage = Needs(Action::ManageWalls);
    list.route::<r::wall::__path_boards>(Needs(Action::WatchWall), get(r::wall::boards))
        .route::<r::wall::__path_create_board>(manage, post(r::wall::create_board))
        .route::<r::wall::__path_board>(watch, get(r::wall::board))
        .route::<r::wall::__path_change_board>(manage, put(r::wall::change_board))
        .route::<r::wall::__path_remove_board>(manage, delete(r::wall::remove_board))
        .route::<r::wall::__path_wall_stream>(watch, get(r::wall::wall_stream))
        .route::<r::wall::__path_wall_curves>(watch, get(r::wall::wall_curves))
        .route::<r::wall_token::__path_wall_tokens>(manage, get(r::wall_token::wall_tokens))
        .route::<r::wall_token::__path_all_wall_tokens>(manage, get(r::wall_token::all_wall_tokens))
        .route::<r::wall_token::__path_create_wall_token>(
            manage,
            post(r::wall_token::create_wall_token),
        )
        .route::<r::wall_token::__path_revoke_wall_token>(
            manage,
            delete(r::wall_token::revoke_wall_token),
        )
}

fn views(list: List) -> List {
    let own = Needs(Action::KeepOwnViews);
    list.route::<r::saved_view::__path_saved_views>(own, get(r::saved_view::saved_views))
        .route::<r::saved_view::__path_create_saved_view>(
            own,
            post(r::saved_view::create_saved_view),
        )
        .route::<r::saved_view::__path_change_saved_view>(
            own,
            put(r::saved_view::change_saved_view),
        )
        .route::<r::saved_view::__path_remove_saved_view>(
            own,
            delete(r::saved_view::remove_saved_view),
        )
}

fn settings(list: List) -> List {
    let manage = Needs(Action::ManageSettings);
    let large = || DefaultBodyLimit::max(r::settings::BODY_LIMIT);
    list.route::<r::settings::__path_settings>(manage, get(r::settings::settings))
        .route::<r::settings::__path_apply_settings>(
            manage,
            post(r::settings::apply_settings).layer(large()),
        )
        .route::<r::settings::__path_preview_settings>(
            manage,
            post(r::settings::preview_settings).layer(large()),
        )
        .route::<r::settings::__path_past_settings>(manage, get(r::settings::past_settings))
}

fn seats(list: List) -> List {
    let watch = Needs(Action::WatchFloor);
    let manage = Needs(Action::ManagePlans);
    let large = || DefaultBodyLimit::max(r::floor_plan::BODY_LIMIT);
    list.route::<r::seats::__path_seats_live>(watch, get(r::seats::seats_live))
        .route::<r::seats::__path_seats_free>(watch, get(r::seats::seats_free))
        .route::<r::seats::__path_mark_seat>(Needs(Action::ManagePlans), put(r::seats::mark_seat))
        .route::<r::seats::__path_seats_use>(Needs(Action::ReadHistory), get(r::seats::seats_use))
        .route::<r::floor_plan::__path_floors>(watch, get(r::floor_plan::floors))
        .route::<r::floor_plan::__path_floors_csv>(watch, get(r::floor_plan::floors_csv))
        .route::<r::floor_plan::__path_create_floor>(
            manage,
            post(r::floor_plan::create_floor).layer(large()),
        )
        .route::<r::floor_plan::__path_import_floors>(
            manage,
            post(r::floor_plan::import_floors).layer(large()),
        )
        .route::<r::floor_plan::__path_floor>(watch, get(r::floor_plan::floor))
        .route::<r::floor_plan::__path_change_floor>(
            manage,
            put(r::floor_plan::change_floor).layer(large()),
        )
        .route::<r::floor_plan::__path_remove_floor>(manage, delete(r::floor_plan::remove_floor))
}
