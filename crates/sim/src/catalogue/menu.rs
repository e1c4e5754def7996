//! The spoken menu and the ways through it.
//!
//! Room: sim, catalogue; three levels deep, six keys wide at most.

/// A menu or a leaf.
#[derive(Clone, Debug)]
pub struct Node {
    pub key: &'static str,
    pub name: &'static str,
    pub above: Option<usize>,
    /// Mean seconds that a caller spends here.
    pub seconds: f64,
}

/// What somebody calls for: a number, a way through the menu, and a queue or the machine.
#[derive(Clone, Debug)]
pub struct Intent {
    pub dialled: usize,
    /// Nodes passed, each with the key pressed in it.
    pub path: &'static [(usize, char)],
    /// Absent: the machine answers the matter.
    pub queue: Option<usize>,
    /// Calls on an ordinary weekday where no queue says so.
    pub self_service_per_day: f64,
    /// Seconds at the machine after the menu, self-service alone.
    pub machine: f64,
}

const fn node(key: &'static str, name: &'static str, above: Option<usize>, seconds: f64) -> Node {
    Node { key, name, above, seconds }
}

pub(super) const NODES: [Node; 22] = [
    node("main", "主菜单", None, 7.0),
    node("billing", "账单与费用", Some(0), 6.0),
    node("business", "业务办理", Some(0), 6.5),
    node("fault", "故障报修", Some(0), 6.0),
    node("install", "装机移机", Some(0), 6.0),
    node("complaint", "投诉建议", Some(0), 5.5),
    node("billing_self", "账单自助查询", Some(1), 34.0),
    node("billing_agent", "账单人工咨询", Some(1), 4.0),
    node("dispute", "费用争议", Some(1), 4.5),
    node("plan", "套餐办理", Some(2), 5.0),
    node("roaming", "国际漫游", Some(2), 5.0),
    node("usage_self", "流量自助查询", Some(2), 27.0),
    node("broadband", "宽带报修", Some(3), 5.0),
    node("mobile", "手机故障", Some(3), 5.0),
    node("diagnose_self", "自助排障", Some(3), 75.0),
    node("move", "移机预约", Some(4), 4.5),
    node("progress", "装机进度", Some(4), 4.5),
    node("progress_self", "进度自助查询", Some(4), 30.0),
    node("complaint_new", "投诉受理", Some(5), 4.0),
    node("complaint_old", "投诉进度", Some(5), 4.0),
    node("vip", "VIP 欢迎语", None, 4.0),
    node("corporate", "政企欢迎语", None, 4.5),
];

const fn to_queue(dialled: usize, path: &'static [(usize, char)], queue: usize) -> Intent {
    Intent { dialled, path, queue: Some(queue), self_service_per_day: 0.0, machine: 0.0 }
}

const fn to_machine(path: &'static [(usize, char)], per_day: f64, machine: f64) -> Intent {
    Intent { dialled: 0, path, queue: None, self_service_per_day: per_day, machine }
}

pub(super) const INTENTS: [Intent; 16] = [
    to_queue(0, &[(0, '1'), (1, '2'), (7, '0')], 0),
    to_queue(0, &[(0, '1'), (1, '3'), (8, '0')], 1),
    to_queue(0, &[(0, '2'), (2, '1'), (9, '0')], 2),
    to_queue(0, &[(0, '2'), (2, '2'), (10, '0')], 3),
    to_queue(1, &[(3, '1'), (12, '0')], 4),
    to_queue(0, &[(0, '3'), (3, '2'), (13, '0')], 5),
    to_queue(2, &[(4, '1'), (15, '0')], 6),
    to_queue(2, &[(4, '2'), (16, '0')], 7),
    to_queue(0, &[(0, '5'), (5, '1'), (18, '0')], 8),
    to_queue(0, &[(0, '5'), (5, '2'), (19, '0')], 9),
    to_queue(3, &[(20, '0')], 10),
    to_queue(4, &[(21, '0')], 11),
    to_machine(&[(0, '1'), (1, '1'), (6, '#')], 900.0, 20.0),
    to_machine(&[(0, '2'), (2, '3'), (11, '#')], 640.0, 15.0),
    to_machine(&[(0, '3'), (3, '3'), (14, '#')], 260.0, 60.0),
    to_machine(&[(0, '4'), (4, '3'), (17, '#')], 380.0, 15.0),
];
