//! A few checks, findings, a suspicion and a commendation for the demo's people; all examples (示例).
//!
//! Room:  server, demo; once, when the journal is up to now.
//! Holds: a pure function of the floor and the moment: done again it writes nothing more.

use crate::discipline::catalogue::Catalogue;
use crate::discipline::finding::{Finding, Said};
use crate::engine::Engine;
use anyhow::Context as _;
use domain::calendar::Day;
use domain::{SiteId, TeamId, Timestamp};
use store::{CheckRow, Claim, CommendationRow, FindingRow};

const AUTHOR: &str = "demo";

struct One {
    number: String,
    team: TeamId,
    site: SiteId,
}

/// Three checks of yesterday with two findings, one of them appealed; one suspicion; one commendation.
pub(super) async fn write(engine: &Engine, now: Timestamp) -> anyhow::Result<()> {
    let today = engine.read(|live| live.zone().day(now));
    let people = people(engine, today).await?;
    let [first, second, third, fourth, ..] = people.as_slice() else { return Ok(()) };
    let store = engine.store();
    let catalogue = Catalogue::load(store).await.context("reading the catalogue")?;
    let day = today.plus_days(-1).to_string();
    let seen = |code: &str, note: &str| {
        let rule = catalogue.rule(code, &day)?;
        let mut finding = Finding::seen(rule, AUTHOR.to_owned(), now);
        note.clone_into(&mut finding.note);
        Some(finding)
    };
    let patrolled = seen("D02", "通话间隙看手机（示例）");
    let mut spotted = seen("D01", "离席 12 分钟未报备（示例）").context("an example's rule")?;
    let text = "去取班组物料，已口头告知班长（示例）".to_owned();
    let said = Said { by: second.number.clone(), at: now, text };
    spotted.appeal(said, catalogue.limits(&day).terms()).context("an example")?;
    for (level, team, looked_at, found) in [
        ("patrol", None, 86, patrolled.map(|finding| (first, finding))),
        ("unannounced", Some(second), 40, Some((second, spotted))),
        ("team", Some(third), 24, None),
    ] {
        let site = team.unwrap_or(first).site;
        let check = CheckRow {
            check: 0,
            request: format!("demo/{level}"),
            day: day.clone(),
            level: level.to_owned(),
            site: site.0,
            team: team.map(|one| one.team.0),
            area: "（示例）".to_owned(),
            looked_at,
            checked_at: now,
            checked_by: AUTHOR.to_owned(),
        };
        let findings: Vec<FindingRow> =
            found.iter().map(|(one, finding)| row(one, (level, &day), finding)).collect();
        store.keep_check(&check, &findings).await.context("writing an example check")?;
    }
    let rule = catalogue.rule("D01", &day).context("an example's rule")?;
    let mut suspected = Finding::suspected(rule, AUTHOR.to_owned(), now);
    suspected.note = "摄像分析：离席（示例）".into();
    let suspected = row(fourth, ("suspected", &today.to_string()), &suspected);
    if store.keep_findings(&[suspected]).await? == 0 {
        return Ok(());
    }
    let praise = CommendationRow {
        commendation: 0,
        day,
        person: third.number.clone(),
        team: Some(third.team.0),
        site: Some(third.site.0),
        points: 6,
        reason: "耐心安抚投诉客户，客户来电致谢（示例）".to_owned(),
        given_at: now,
        given_by: AUTHOR.to_owned(),
    };
    store.commend(&praise).await.context("writing an example commendation")?;
    Ok(())
}

/// Some of the house who are in a team at a site, the same every time.
async fn people(engine: &Engine, today: Day) -> anyhow::Result<Vec<One>> {
    let claims = engine.store().claims(today).await?;
    Ok(engine.read(|live| {
        let one = |claim: &Claim| {
            let team = live.agent(claim.agent)?.team?;
            let site = live.names().teams.get(&team)?.site?;
            Some(One { number: claim.number.clone(), team, site })
        };
        claims.iter().step_by(7).filter_map(one).take(4).collect()
    }))
}

fn row(one: &One, (key, day): (&str, &str), finding: &Finding) -> FindingRow {
    FindingRow {
        finding: 0,
        revision: 0,
        request: format!("demo/{key}/0"),
        day: day.to_owned(),
        person: Some(one.number.clone()),
        team: Some(one.team.0),
        site: Some(one.site.0),
        check: None,
        content: serde_json::to_string(finding).expect("plain data is written"),
    }
}
