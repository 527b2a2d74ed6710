//! The fuzzer's target for the names of definitions, run on its seeds with lines of any text among them. The fuzzer itself
//! finds more: see `emulator/docs/contributing.md`.

#[path = "../../../tests/fuzz/src/described.rs"]
#[allow(
    unreachable_pub,
    reason = "the fuzzer is another crate, for which they are public"
)]
mod described;

use described::{SEEDS, described};
use proptest::prelude::*;

#[test]
fn the_seeds_are_described() {
    for seed in SEEDS {
        described(seed.as_bytes());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn any_names_are_described_or_refused(
        seed in any::<prop::sample::Index>(),
        lines in prop::collection::vec((0_usize..13, any::<String>()), 0..4),
    ) {
        let mut text: Vec<String> = seed.get(SEEDS).split('\n').map(str::to_owned).collect();
        for (at, line) in lines {
            if let Some(place) = text.get_mut(at) {
                *place = line;
            }
        }
        described(text.join("\n").as_bytes());
    }
}
