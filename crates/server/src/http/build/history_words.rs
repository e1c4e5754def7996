//! What stands in a file of history, in the reader's language.
//!
//! Room:  server/http/build; under `csv` and `excel`.
//! Holds: the words are those of the glossary and of the screen.

use crate::http::refusal::Refusal;
use crate::http::views::figures::{AttributionView, DefinitionView, Rule};
use crate::http::views::history::History;
use domain::Timestamp;
use domain::calendar::Zone;

/// In which the headings of a file are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    Chinese,
    English,
}

/// Reads `zh`, `en` and their longer forms; Chinese if absent.
pub fn language(text: Option<&str>) -> Result<Language, Refusal> {
    match text.unwrap_or("zh") {
        "zh" | "zh-CN" => Ok(Language::Chinese),
        "en" | "en-US" | "en-GB" => Ok(Language::English),
        other => Err(Refusal::parameter("lang", other, "Write zh or en")),
    }
}

/// The same in two languages.
type Pair = (&'static str, &'static str);

impl Language {
    #[must_use]
    pub const fn of(self, (chinese, english): Pair) -> &'static str {
        match self {
            Self::Chinese => chinese,
            Self::English => english,
        }
    }
}

pub const FIGURES: Pair = ("数据", "Figures");
pub const NOTES: Pair = ("口径与覆盖", "Definitions and coverage");
pub const FROM_LOCAL: Pair = ("开始（当地）", "Start (local)");
pub const FROM_UTC: Pair = ("开始（UTC）", "Start (UTC)");
pub const COMPARED_FROM: Pair = ("对比开始", "Compared with");
pub const NUMBER: Pair = ("编号", "ID");

/// The name of a measure's column; `(对比)` where it is of the second time.
#[must_use]
pub fn heading(
    name: &str,
    is_compared: bool,
    definition: &DefinitionView,
    language: Language,
) -> String {
    let mut heading = if name == "service_level" {
        let seconds = definition.threshold_s;
        match language {
            Language::Chinese => format!("{seconds} 秒接听率"),
            Language::English => format!("Answered within {seconds} s"),
        }
    } else {
        measure(name).map_or_else(|| name.to_owned(), |pair| language.of(pair).to_owned())
    };
    if is_compared {
        heading.push_str(language.of(("（对比）", " (compared)")));
    }
    heading
}

fn measure(name: &str) -> Option<Pair> {
    Some(match name {
        "offered" => ("来电量", "Offered"),
        "refused" => ("未能进入队列", "Refused"),
        "answered" => ("接听", "Answered"),
        "abandoned" => ("放弃", "Abandoned"),
        "diverted" => ("分流", "Diverted"),
        "handled" => ("已处理", "Handled"),
        "answer_rate" => ("接通率", "Answer rate"),
        "abandonment" => ("放弃率", "Abandonment rate"),
        "loss_rate" => ("呼损率", "Loss rate"),
        "asa_ms" => ("平均应答速度", "Average speed of answer"),
        "aht_ms" => ("平均处理时长", "Average handle time"),
        "wait_max_ms" => ("最长等待", "Longest wait"),
        "occupancy" => ("占用率", "Occupancy"),
        "rona" => ("无应答率", "Ring no answer"),
        "transfer_rate" => ("转接率", "Transfer rate"),
        "utilisation" => ("工时利用率", "Utilisation"),
        "offers" => ("振铃次数", "Offers"),
        "rung_out" => ("无应答次数", "Rang out"),
        "transferred" => ("转出", "Transferred"),
        "signed_in_ms" => ("签入时长", "Signed in"),
        "serving_ms" => ("服务时长", "Serving time"),
        "available_ms" => ("示闲时长", "Available"),
        "ringing_ms" => ("振铃时长", "Ringing"),
        "talking_ms" => ("通话时长", "Talking"),
        "holding_ms" => ("保持时长", "Holding"),
        "after_contact_work_ms" => ("话后整理时长", "After-contact work"),
        "not_ready_ms" => ("示忙时长", "Not ready"),
        "break_overrun_ms" => ("小休超时", "Break overrun"),
        _ => return None,
    })
}

/// The name of what lines are.
#[must_use]
pub fn dimension(by: &str, language: Language) -> &'static str {
    language.of(match by {
        "site" => ("职场", "Site"),
        "queue" => ("队列", "Queue"),
        "skill" => ("技能", "Skill"),
        "did" => ("接入号", "Dialled number"),
        "team" => ("班组", "Team"),
        "agent" => ("客服代表", "Agent"),
        "seat" => ("座席", "Seat"),
        _ => ("中心", "Centre"),
    })
}

fn formula(rule: Rule) -> Pair {
    match rule {
        Rule::OfAnswered => ("T 内接听 ÷ 接听", "answered in T / answered"),
        Rule::OfOffered => ("T 内接听 ÷ 来电量", "answered in T / offered"),
        Rule::AbandonsInTimeMet => {
            ("（T 内接听 + T 内放弃）÷ 来电量", "(answered in T + abandoned in T) / offered")
        }
        Rule::LessAbandonsInTime => {
            ("T 内接听 ÷（来电量 − T 内放弃）", "answered in T / (offered − abandoned in T)")
        }
        Rule::LessShortAbandons => {
            ("T 内接听 ÷（来电量 − S 内放弃）", "answered in T / (offered − abandoned within S)")
        }
    }
}

/// The question, the definitions and the coverage, as rows of name and text.
#[must_use]
pub fn notes(history: &History, language: Language) -> Vec<(String, String)> {
    let zone = Zone::named(&history.zone).unwrap_or_else(|_| Zone::utc());
    let show = |at: Timestamp| zone.show(at);
    let l = |pair: Pair| language.of(pair).to_owned();
    let coverage = &history.coverage;
    let attribution = match history.attribution {
        AttributionView::ByArrival => ("按进入队列的时间", "by arrival in the queue"),
        AttributionView::ByEvent => ("按事件发生的时间", "by each event's own time"),
    };
    let names = history.measures.iter();
    let names: Vec<String> =
        names.map(|name| heading(name, false, &history.definition, language)).collect();
    let span = |from: Timestamp, to: Timestamp| format!("{} – {}", show(from), show(to));
    let mut rows = vec![
        (l(("指标", "Measures")), names.join(language.of(("、", ", ")))),
        (l(("维度", "By")), dimension(&history.by, language).to_owned()),
        (l(("时间", "Time")), span(history.from.0, history.to.0)),
        (l(("步长", "Step")), history.step.clone()),
        (l(("时区", "Time zone")), history.zone.clone()),
        (l(("归属方式", "Attribution")), l(attribution)),
    ];
    if let Some(second) = history.compared {
        rows.push((l(("对比时间", "Compared with")), span(second.from.0, second.to.0)));
    }
    let definition = &history.definition;
    let identity = format!("{} / {}", definition.id, definition.version);
    rows.push((l(("服务水平口径编号 / 版本", "Service level definition / version")), identity));
    rows.push((l(("服务水平公式", "Service level formula")), l(formula(definition.rule))));
    rows.push(("T".to_owned(), format!("{} s", definition.threshold_s)));
    rows.push(("S".to_owned(), format!("{} s", definition.short_s)));
    let first = coverage.from.map_or_else(|| "–".to_owned(), |from| show(from.0));
    rows.push((l(("数据始于", "Data since")), first));
    rows.push((l(("已结算至", "Closed until")), show(coverage.closed_until.0)));
    rows.push((l(("结算后更正", "Corrected after closing")), coverage.revised.to_string()));
    for gap in &coverage.gaps {
        let to = gap.to.map_or_else(|| "…".to_owned(), |to| show(to.0));
        let text = format!("{} {} – {to}", gap.source, show(gap.from.0));
        rows.push((l(("数据缺口", "Gap")), text));
    }
    let rule =
        ("区间比率为总和之比，不是比率的平均", "Rates are ratios of sums, never means of rates");
    rows.push((l(("说明", "Note")), l(rule)));
    rows
}
