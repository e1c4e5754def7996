//! The contact-centre search on a small made-up centre.

use proptest::prelude::*;
use roster::cc::search::{Desk, search};
use roster::cc::{Day, First, Instance, Roster};
use roster::crew::{Alone, Budget};
use roster::random::Random;
use serde_json::{Value, json};

/// A day has eight slots of three hours; two skills, an early, a late and a night shift.
pub(crate) fn centre(random: &mut Random, people: usize, days: usize) -> Value {
    let agent = |random: &mut Random, number: usize| {
        let liking = [-3, 6, 0][random.below(3)];
        let skills = [json!(["a"]), json!(["b"]), json!(["a", "b"])][random.below(3)].clone();
        json!({
            "id": format!("A{number}"), "skills": skills, "templates": ["early", "late", "night"],
            "protected": random.below(5) == 0, "max_week": 180 * 16, "min_week": 180 * 2,
            "max_consecutive": 2 + random.below(3), "min_days_off_week": 1 + random.below(2), "min_rest": 3,
            "max_consecutive_nights": 1 + random.below(2), "max_nights_28": random.below(4),
            "prefs": { "moon": liking },
            "leave": if random.below(3) == 0 { json!([random.below(days)]) } else { json!([]) },
            "requests": [{ "day": random.below(days), "tag": "off", "cost": 5 }],
        })
    };
    let agents: Vec<Value> = (0..people).map(|number| agent(random, number)).collect();
    let mut demand = |most: usize| -> Vec<Vec<usize>> {
        (0..days).map(|_| (0..8).map(|_| random.below(most)).collect()).collect()
    };
    let most = 2 + people / 3;
    let pause = |first: usize, last: usize| json!([{ "len": 1, "first": first, "last": last, "paid": false }]);
    json!({
        "format": "ccroster/1", "slot_min": 180, "slots_per_day": 8, "days": days, "holidays": [1],
        "skills": ["a", "b"], "demand": { "a": demand(most), "b": demand(most) },
        "templates": [
            { "id": "early", "tag": "day", "len": 3, "starts": [2, 3], "skills": ["a", "b"], "breaks": pause(1, 1) },
            { "id": "late", "tag": "evening", "len": 3, "starts": [4], "skills": ["a", "b"], "breaks": pause(0, 2) },
            { "id": "night", "tag": "moon", "len": 4, "starts": [6], "skills": ["b"], "breaks": pause(1, 2) },
        ],
        "agents": agents,
        "weights": { "under": 10, "over": 2, "fair_nights": 20, "fair_weekends": 20 },
    })
}

/// Every legal row of one person, with every place of the breaks.
fn every(instance: &Instance, person: usize) -> Vec<Vec<Day>> {
    let mut rows: Vec<Vec<Day>> = vec![Vec::new()];
    for day in 0..instance.file.days {
        let mut longer = Vec::new();
        for row in &rows {
            for choice in (0..instance.starts.len())
                .filter(|c| instance.rows[person].allowed[day] >> c & 1 == 1)
            {
                let choice = u8::try_from(choice).expect("few choices");
                let pause =
                    if choice == 0 { None } else { instance.template(choice).breaks.first() };
                for begin in pause.map_or(0..=0, |pause| pause.first..=pause.last) {
                    let mut at = Day { choice, ..Day::default() };
                    at.breaks[0] = u8::try_from(begin).expect("small offsets");
                    longer.push([row.as_slice(), &[at]].concat());
                }
            }
        }
        rows = longer;
    }
    let choices = |row: &Vec<Day>| row.iter().map(|at| at.choice).collect::<Vec<u8>>();
    rows.into_iter().filter(|row| instance.rows[person].broken(&choices(row)).is_empty()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn the_running_sum_is_the_objective_from_scratch_after_every_move(seed in any::<u64>()) {
        let mut random = Random::new(seed, 0);
        let instance = Instance::read(&centre(&mut random, 6, 9).to_string()).unwrap();
        let mut desk = Desk::new(&instance, First::Cost);
        if desk.fill(seed).is_err() {
            return Ok(());
        }
        prop_assert_eq!(desk.cost(), desk.cost_from_scratch());
        for _ in 0..40 {
            let person = random.below(6);
            let before = desk.cost();
            let tremble = random.below(2) == 0;
            let mut noise = random;
            desk.renew(person, tremble.then_some((&mut noise, 8.0)));
            random.below(2);
            prop_assert_eq!(desk.cost(), desk.cost_from_scratch());
            prop_assert!(tremble || desk.cost() <= before, "a row without tremble is the best there is");
            prop_assert_eq!(instance.violations(desk.roster()), 0);
        }
    }

    #[test]
    fn the_bound_is_below_every_roster(seed in any::<u64>()) {
        let mut random = Random::new(seed, 0);
        let instance = Instance::read(&centre(&mut random, 2, 3).to_string()).unwrap();
        let optimum = optimum_of_two(&instance);
        let budget = Budget { steps: 400, used: &|| 0.0 };
        let Ok(found) = search(&instance, First::Cost, seed, &Alone, &budget) else {
            prop_assert_eq!(optimum, i64::MAX);
            return Ok(());
        };
        let bound = found.bound.unwrap();
        prop_assert!(bound <= optimum, "bound {bound}, optimum {optimum}");
        prop_assert!(optimum <= found.objective, "optimum {optimum}, objective {}", found.objective);
        prop_assert_eq!(instance.violations(&found.roster), 0);
    }
}

/// The objective of the best roster of two people.
fn optimum_of_two(instance: &Instance) -> i64 {
    let rows: Vec<Vec<Vec<Day>>> = (0..2).map(|person| every(instance, person)).collect();
    let prices = instance.prices(First::Cost);
    let pairs = rows[0].iter().flat_map(|first| rows[1].iter().map(move |second| (first, second)));
    let cost = |(first, second): (&Vec<Day>, &Vec<Day>)| {
        instance.cost(&vec![first.clone(), second.clone()], &prices).sum()
    };
    pairs.map(cost).min().unwrap_or(i64::MAX)
}

/// Where nothing is wanted, relaxing loses nothing: a bound that is a little too high shows.
#[test]
fn without_demand_the_bound_is_at_most_the_optimum_and_close_to_it() {
    let mut compared = 0;
    for seed in 0..20 {
        let mut file = centre(&mut Random::new(seed, 0), 2, 3);
        file["demand"] = json!({ "a": vec![[0; 8]; 3], "b": vec![[0; 8]; 3] });
        file["weights"]["fair_nights"] = json!(0);
        file["weights"]["fair_weekends"] = json!(0);
        for agent in 0..2 {
            file["agents"][agent]["prefs"] = json!({ "day": -40, "evening": -30 });
        }
        let instance = Instance::read(&file.to_string()).unwrap();
        let optimum = optimum_of_two(&instance);
        let budget = Budget { steps: 600, used: &|| 0.0 };
        if let Ok(found) = search(&instance, First::Cost, seed, &Alone, &budget) {
            let bound = found.bound.unwrap();
            assert!(bound <= optimum, "seed {seed}: bound {bound}, optimum {optimum}");
            assert!(bound >= optimum - 6, "seed {seed}: bound {bound}, optimum {optimum}");
            compared += 1;
        }
    }
    assert!(compared > 10, "{compared}");
}

#[test]
fn the_same_seed_and_steps_give_the_same_roster() {
    let instance = Instance::read(&centre(&mut Random::new(4, 0), 9, 14).to_string()).unwrap();
    let budget = Budget { steps: 500, used: &|| 0.0 };
    let run = || search(&instance, First::Cost, 7, &Alone, &budget).unwrap();
    let (one, two) = (run(), run());
    assert_eq!((one.roster, one.objective, one.bound), (two.roster, two.objective, two.bound));
}

#[test]
fn a_fixed_shift_stays() {
    let mut instance = Instance::read(&centre(&mut Random::new(4, 0), 9, 14).to_string()).unwrap();
    let budget = Budget { steps: 200, used: &|| 0.0 };
    let before = search(&instance, First::Cost, 1, &Alone, &budget).unwrap().roster;
    let mut fixed: Roster = vec![vec![Day::default(); 14]; 9];
    for (fixed, days) in fixed.iter_mut().zip(&before).take(4) {
        fixed[..7].clone_from_slice(&days[..7]);
    }
    instance.fix(&fixed);
    let after = search(&instance, First::Cost, 2, &Alone, &budget).unwrap().roster;
    let mut kept = 0;
    for (fixed, days) in fixed.iter().zip(&after) {
        for (fixed, day) in fixed.iter().zip(days).filter(|(fixed, _)| fixed.choice != 0) {
            assert_eq!(fixed.choice, day.choice);
            kept += 1;
        }
    }
    assert!(kept > 8, "{kept}");
}

#[test]
fn stopped_at_any_step_the_best_so_far_is_given_back() {
    let instance = Instance::read(&centre(&mut Random::new(6, 0), 12, 14).to_string()).unwrap();
    let mut desk = Desk::new(&instance, First::Cost);
    desk.fill(3).unwrap();
    let start = desk.cost() + instance.fair(desk.roster());
    for steps in [1, 2, 5, 20, 60] {
        let budget = Budget { steps, used: &|| 0.0 };
        let found = search(&instance, First::Cost, 3, &Alone, &budget).unwrap();
        assert!(found.objective <= start, "{steps} steps: {} after {start}", found.objective);
        let from_scratch = instance.cost(&found.roster, &instance.prices(First::Cost)).sum();
        assert_eq!(found.objective, from_scratch);
    }
}
