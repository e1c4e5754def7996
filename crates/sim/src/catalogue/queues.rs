//! The twelve queues: how many call, when, how long it takes, and what else happens.
//!
//! Room: sim, catalogue; figures of the order that telecom service lines report.

/// When in the day people call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Two humps, before and after noon.
    Office,
    /// A hump in the morning, a higher one after work.
    Home,
}

/// A queue and the people who call it.
#[derive(Clone, Debug)]
pub struct QueueProfile {
    pub key: &'static str,
    pub name: &'static str,
    pub skill: usize,
    pub site: Option<usize>,
    /// Of waiting contacts the highest goes first.
    pub priority: i32,
    /// Contacts on an ordinary weekday.
    pub per_day: f64,
    pub shape: Shape,
    /// Saturday and Sunday, as a share of a weekday.
    pub weekend: (f64, f64),
    /// Opening hours, local; absent: always.
    pub hours: Option<(u8, u8)>,
    /// After hours callers are let in, hear that it is closed, and move to this queue; absent: the
    /// menu tells them and refuses.
    pub after_hours: Option<usize>,
    /// Mean seconds with the customer, without hold.
    pub talk: f64,
    /// Mean seconds of after-contact work.
    pub wrap: f64,
    /// Share of contacts that are put on hold.
    pub hold_share: f64,
    /// Mean seconds that a customer would wait.
    pub patience: f64,
    pub blind_share: f64,
    pub attended_share: f64,
    /// Where transfers go.
    pub transfer_to: usize,
    /// After this many seconds a waiting contact moves to another queue.
    pub overflow: Option<(u32, usize)>,
    /// More than this many waiting: refused.
    pub capacity: u32,
}

const TYPICAL: QueueProfile = QueueProfile {
    key: "",
    name: "",
    skill: 0,
    site: None,
    priority: 0,
    per_day: 0.0,
    shape: Shape::Office,
    weekend: (0.78, 0.70),
    hours: Some((8, 22)),
    after_hours: None,
    talk: 260.0,
    wrap: 45.0,
    hold_share: 0.10,
    patience: 210.0,
    blind_share: 0.025,
    attended_share: 0.012,
    transfer_to: 2,
    overflow: None,
    capacity: 60,
};

pub(super) const QUEUES: [QueueProfile; 12] = [
    QueueProfile {
        key: "q_bill",
        name: "账单咨询",
        per_day: 2400.0,
        talk: 255.0,
        transfer_to: 1,
        ..TYPICAL
    },
    QueueProfile {
        key: "q_dispute",
        name: "费用争议",
        per_day: 580.0,
        talk: 380.0,
        wrap: 70.0,
        hold_share: 0.18,
        attended_share: 0.03,
        transfer_to: 8,
        ..TYPICAL
    },
    QueueProfile {
        key: "q_plan",
        name: "业务办理",
        skill: 1,
        per_day: 1950.0,
        talk: 325.0,
        wrap: 60.0,
        transfer_to: 0,
        ..TYPICAL
    },
    QueueProfile {
        key: "q_roaming",
        name: "国际漫游",
        skill: 1,
        per_day: 340.0,
        talk: 270.0,
        weekend: (0.95, 0.90),
        transfer_to: 2,
        ..TYPICAL
    },
    QueueProfile {
        key: "q_broadband",
        name: "宽带报修",
        skill: 2,
        per_day: 1750.0,
        shape: Shape::Home,
        weekend: (1.08, 1.02),
        hours: None,
        talk: 385.0,
        wrap: 55.0,
        hold_share: 0.20,
        patience: 260.0,
        transfer_to: 7,
        overflow: Some((180, 5)),
        ..TYPICAL
    },
    QueueProfile {
        key: "q_mobile",
        name: "手机故障",
        skill: 2,
        per_day: 800.0,
        shape: Shape::Home,
        weekend: (1.0, 0.95),
        hours: None,
        talk: 310.0,
        hold_share: 0.15,
        transfer_to: 4,
        ..TYPICAL
    },
    QueueProfile {
        key: "q_move",
        name: "移机预约",
        skill: 3,
        per_day: 700.0,
        hours: Some((8, 20)),
        talk: 300.0,
        wrap: 55.0,
        transfer_to: 7,
        ..TYPICAL
    },
    QueueProfile {
        key: "q_progress",
        name: "装机进度",
        skill: 3,
        per_day: 950.0,
        hours: Some((8, 20)),
        talk: 190.0,
        wrap: 30.0,
        transfer_to: 6,
        ..TYPICAL
    },
    QueueProfile {
        key: "q_complaint",
        name: "投诉受理",
        skill: 4,
        priority: 5,
        per_day: 640.0,
        talk: 460.0,
        wrap: 110.0,
        hold_share: 0.16,
        patience: 160.0,
        attended_share: 0.03,
        transfer_to: 1,
        ..TYPICAL
    },
    QueueProfile {
        key: "q_followup",
        name: "投诉进度",
        skill: 4,
        per_day: 290.0,
        talk: 240.0,
        transfer_to: 8,
        ..TYPICAL
    },
    QueueProfile {
        key: "q_vip",
        name: "VIP 专席",
        skill: 5,
        priority: 10,
        per_day: 620.0,
        hours: None,
        talk: 300.0,
        patience: 150.0,
        transfer_to: 8,
        capacity: 40,
        ..TYPICAL
    },
    QueueProfile {
        key: "q_corporate",
        name: "政企专席",
        skill: 5,
        site: Some(0),
        priority: 8,
        per_day: 330.0,
        weekend: (0.30, 0.22),
        hours: Some((8, 20)),
        after_hours: Some(10),
        talk: 350.0,
        wrap: 70.0,
        attended_share: 0.025,
        transfer_to: 2,
        capacity: 40,
        ..TYPICAL
    },
];
