//! The counters as Prometheus reads them.
//!
//! Room:  server/http/build; text format 0.0.4, written by hand.
//! Holds: names start with `callboard_`, carry their unit, and never change their meaning.

use crate::engine::EffectMark;
use crate::http::build::figures::share;
use crate::http::build::painter::moment;
use crate::http::meter::BUCKETS;
use crate::http::refusal::Refusal;
use crate::http::state::AppState;
use std::fmt::{Display, Write as _};
use std::sync::atomic::Ordering;
use store::Lane;

/// A text that grows by one family of metrics at a time.
#[derive(Debug, Default)]
struct Page(String);

impl Page {
    fn family(&mut self, name: &str, kind: &str, help: &str) {
        writeln!(self.0, "# HELP callboard_{name} {help}\n# TYPE callboard_{name} {kind}")
            .expect("text grows");
    }

    fn value(&mut self, name: &str, labels: &[(&str, &str)], value: impl Display) {
        let labels: Vec<String> =
            labels.iter().map(|(key, text)| format!("{key}=\"{}\"", escape(text))).collect();
        let labels =
            if labels.is_empty() { String::new() } else { format!("{{{}}}", labels.join(",")) };
        writeln!(self.0, "callboard_{name}{labels} {value}").expect("text grows");
    }

    fn one(&mut self, name: &str, kind: &str, help: &str, value: impl Display) {
        self.family(name, kind, help);
        self.value(name, &[], value);
    }
}

fn escape(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

/// The whole page.
pub async fn text(state: &AppState) -> Result<String, Refusal> {
    let mut page = Page::default();
    journal(&mut page, state).await?;
    stream(&mut page, state);
    requests(&mut page, state);
    disk(&mut page, state).await;
    floor(&mut page, state);
    Ok(page.0)
}

async fn journal(page: &mut Page, state: &AppState) -> Result<(), Refusal> {
    let sequence = state.engine.sequence();
    let projected = state.store.projected(Lane::LIVE).await;
    let projected =
        projected.map_err(|error| Refusal::fault("reading the history's mark", &error))?;
    let health = state.engine.health();
    let help = "Records in the live lane.";
    page.one("journal_records_total", "counter", help, sequence);
    let help = "Records that history does not hold yet.";
    let next = EffectMark::unpack(projected).record;
    page.one("history_lag_records", "gauge", help, (sequence + 1).saturating_sub(next));
    let help = "Submissions refused because too many were waiting.";
    page.one("ingest_refused_total", "counter", help, health.refused_busy);
    let help = "Records that the live state could not take.";
    page.one("records_set_aside_total", "counter", help, health.set_aside.len());
    let is_well = u8::from(health.journal.is_none() && health.history.is_none());
    page.one("healthy", "gauge", "1 when journal and history can be written.", is_well);
    Ok(())
}

fn stream(page: &mut Page, state: &AppState) {
    let tally = state.hub.tally();
    let read = |counter: &std::sync::atomic::AtomicU64| counter.load(Ordering::Relaxed);
    page.one("stream_clients", "gauge", "Open live streams.", state.hub.clients());
    page.one("stream_views", "gauge", "Views that are being built.", state.hub.shows());
    page.one("stream_frames_total", "counter", "Frames written.", read(&tally.frames));
    let help = "Bytes of frames written, each counted once however many clients got it.";
    page.one("stream_frame_bytes_total", "counter", help, read(&tally.frame_bytes));
    page.one("stream_builds_total", "counter", "Pictures built.", read(&tally.builds));
    #[expect(clippy::cast_precision_loss, reason = "microseconds below 2^53")]
    let seconds = read(&tally.build_micros) as f64 / 1e6;
    page.one("stream_build_seconds_total", "counter", "Time spent on pictures.", seconds);
}

fn requests(page: &mut Page, state: &AppState) {
    let name = "http_request_duration_seconds";
    page.family(name, "histogram", "Time until the answer began.");
    for ((path, method, status), series) in state.meter.read() {
        let status = status.to_string();
        let labels = [("path", &*path), ("method", &*method), ("status", &*status)];
        for (bucket, count) in BUCKETS.iter().zip(series.within) {
            let end = bucket.to_string();
            let labels = [labels[0], labels[1], labels[2], ("le", &*end)];
            page.value(&format!("{name}_bucket"), &labels, count);
        }
        let all = [labels[0], labels[1], labels[2], ("le", "+Inf")];
        page.value(&format!("{name}_bucket"), &all, series.requests);
        page.value(&format!("{name}_sum"), &labels, series.seconds);
        page.value(&format!("{name}_count"), &labels, series.requests);
    }
}

async fn disk(page: &mut Page, state: &AppState) {
    let used = state.store.disk_use().await;
    page.family("disk_bytes", "gauge", "Bytes on disk, by part.");
    let parts = [
        ("history", used.history),
        ("journal", used.journal),
        ("archive", used.archive),
        ("frames", used.frames),
        ("snapshots", used.snapshots),
        ("backups", used.backups),
    ];
    for (part, bytes) in parts {
        page.value("disk_bytes", &[("part", part)], bytes);
    }
}

fn floor(page: &mut Page, state: &AppState) {
    let rows = state.engine.read(|live| super::floor::gauges(live, moment(live, state.now())));
    page.family("queue_waiting", "gauge", "Contacts that wait.");
    for row in &rows {
        page.value("queue_waiting", &[("queue", &*row.id), ("name", &*row.name)], row.waiting);
    }
    page.family("queue_service_level", "gauge", "Service level of the last 15 minutes, 0 to 1.");
    for row in &rows {
        if let Some(level) = share(row.service_level) {
            let labels = [("queue", &*row.id), ("name", &*row.name)];
            page.value("queue_service_level", &labels, level);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_with_quotes_and_line_breaks_stay_one_label() {
        let mut page = Page::default();
        page.value("x", &[("name", "a\"b\\c\nd")], 1);
        assert_eq!(page.0, "callboard_x{name=\"a\\\"b\\\\c\\nd\"} 1\n");
    }
}
