//! The kept flow against every cut: the least cut is the largest flow.

use proptest::prelude::*;
use roster::cc::cover::Cover;
use roster::random::Random;

/// What `people` of each group can serve of the demand: the least over all sets of skills that are
/// cut on the side of demand.
fn served(demand: &[u32], groups: &[u32], people: &[u32]) -> u32 {
    let cut = |set: u32| -> u32 {
        let wanted =
            demand.iter().enumerate().filter(|(skill, _)| set >> skill & 1 == 1).map(|d| d.1);
        let others =
            groups.iter().zip(people).filter(|(group, _)| **group & !set != 0).map(|g| g.1);
        wanted.sum::<u32>() + others.sum::<u32>()
    };
    (0..1 << demand.len()).map(cut).min().unwrap_or(0)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn served_is_the_largest_flow_after_every_move(seed in any::<u64>()) {
        let mut random = Random::new(seed, 0);
        let skills = 1 + random.below(4);
        let small = |random: &mut Random, limit: usize| u32::try_from(random.below(limit)).unwrap();
        let demand: Vec<u32> = (0..skills).map(|_| small(&mut random, 5)).collect();
        let mut groups: Vec<u32> = (0..1 + random.below(4)).map(|_| 1 + small(&mut random, (1 << skills) - 1)).collect();
        groups.sort_unstable();
        groups.dedup();
        let mut people = vec![0_u32; groups.len()];
        let mut cover = Cover::new(std::slice::from_ref(&demand), &groups);
        let total: u32 = demand.iter().sum();
        for _ in 0..60 {
            let group = random.below(groups.len());
            let before = served(&demand, &groups, &people);
            let useful = groups[group] & cover.hungry(0) != 0;
            if random.below(3) > 0 {
                people[group] += 1;
                let more = served(&demand, &groups, &people) > before;
                prop_assert_eq!(useful, more, "hungry says what one more is worth");
                prop_assert_eq!(cover.add(0, group), more);
            } else if people[group] > 0 {
                people[group] -= 1;
                prop_assert_eq!(cover.remove(0, group), served(&demand, &groups, &people) < before);
            }
            let now = served(&demand, &groups, &people);
            prop_assert_eq!(cover.unmet(0), total - now);
            prop_assert_eq!(cover.idle(0), people.iter().sum::<u32>() - now);
        }
    }
}
