//! The year plan in the words of JSON.
//!
//! Room:  server/http/build; the crate `staffing` computes.
//! Holds: bounds are those that keep an answer short.
//! Proof: `tests/it/api_staffing.rs`.

use crate::http::build::staffing::off_the_threads;
use crate::http::refusal::Refusal;
use crate::http::views::staffing::{
    YearMonth, YearMonthNeed, YearObstacle, YearPlanAnswer, YearPlanRequest,
};
use staffing::year::{self, Month, MonthNeed, Obstacle, YearPlan};

const MOST_PEOPLE: f64 = 100_000.0;
const MOST_HOURS: f64 = 5_000_000.0;
const MOST_MONTHS: usize = 36;

/// Whom to hire when.
pub async fn plan(request: YearPlanRequest) -> Result<YearPlanAnswer, Refusal> {
    if !(1..=MOST_MONTHS).contains(&request.months.len()) {
        let given = request.months.len().to_string();
        return Err(Refusal::parameter("months", &given, "Give 1 to 36 months"));
    }
    if request.people > MOST_PEOPLE {
        let given = request.people.to_string();
        return Err(Refusal::parameter("people", &given, "Write 100000 at most"));
    }
    if let Some(month) = request.months.iter().find(|month| month.agent_hours > MOST_HOURS) {
        let given = month.agent_hours.to_string();
        return Err(Refusal::parameter("agent_hours", &given, "Write 5000000 at most"));
    }
    off_the_threads(move || {
        let months = year::plan(&question(request))?;
        Ok(YearPlanAnswer { months: months.into_iter().map(told).collect() })
    })
    .await
}

fn question(request: YearPlanRequest) -> YearPlan {
    let need = |month: YearMonthNeed| MonthNeed {
        month: month.month,
        agent_hours: month.agent_hours,
        shrinkage: month.shrinkage,
        working_days: month.working_days,
        hours_per_day: month.hours_per_day,
    };
    YearPlan {
        people: request.people,
        attrition_monthly: request.attrition_monthly,
        hiring_lead_months: usize::try_from(request.hiring_lead_months).unwrap_or(usize::MAX),
        training: request.training,
        hires_max_monthly: request.hires_max_monthly,
        seats: request.seats,
        people_per_seat: request.people_per_seat,
        months: request.months.into_iter().map(need).collect(),
    }
}

fn told(month: Month) -> YearMonth {
    YearMonth {
        month: month.month,
        required: month.required,
        people: month.people,
        effective: month.effective,
        hires: month.hires,
        orders: month.orders,
        leavers: month.leavers,
        missing: month.missing,
        surplus: month.surplus,
        seats_needed: month.seats_needed,
        obstacle: month.obstacle.map(|obstacle| match obstacle {
            Obstacle::Lead => YearObstacle::Lead,
            Obstacle::HiresMax => YearObstacle::HiresMax,
            Obstacle::Seats => YearObstacle::Seats,
        }),
    }
}
