//! The fuzzer's targets, run on texts that are made of their seeds by small changes. The fuzzer itself finds more:
//! see `emulator/docs/contributing.md`.

#[path = "../../../tests/fuzz/src/targets.rs"]
#[allow(
    unreachable_pub,
    reason = "the fuzzer is another crate, for which they are public"
)]
mod targets;

use proptest::prelude::*;
use targets::TARGETS;

/// A change of a text, at a place and of a length in thousandths of its length.
#[derive(Debug, Clone)]
enum Change {
    Remove {
        at: usize,
        length: usize,
    },
    Repeat {
        at: usize,
        length: usize,
        times: usize,
    },
    Insert {
        at: usize,
        piece: &'static str,
    },
    Replace {
        at: usize,
        byte: u8,
    },
}

/// What the grammars of the parsers have in common.
const PIECES: [&str; 24] = [
    "\"", "'", "\\", "(", ")", "[", "{", "}", "<", ">", "&", "=", ",", ";", ":", "/", "$", "@",
    "\r\n", "\n\n", "--b", "%27", "\u{0}", "é",
];

fn change() -> impl Strategy<Value = Change> {
    let place = 0_usize..=1000;
    prop_oneof![
        (place.clone(), 0_usize..200).prop_map(|(at, length)| Change::Remove { at, length }),
        (place.clone(), 0_usize..200, 1_usize..40).prop_map(|(at, length, times)| Change::Repeat {
            at,
            length,
            times
        }),
        (place.clone(), prop::sample::select(&PIECES[..]))
            .prop_map(|(at, piece)| Change::Insert { at, piece }),
        (place, any::<u8>()).prop_map(|(at, byte)| Change::Replace { at, byte }),
    ]
}

fn changed(text: &mut Vec<u8>, change: &Change) {
    let scaled = |thousandths: usize| text.len() * thousandths / 1000;
    match *change {
        Change::Remove { at, length } => {
            let (begin, end) = (scaled(at), (scaled(at) + scaled(length)).min(text.len()));
            text.drain(begin..end);
        }
        Change::Repeat { at, length, times } => {
            let (begin, end) = (scaled(at), (scaled(at) + scaled(length)).min(text.len()));
            let piece = text[begin..end].repeat(times);
            text.splice(end..end, piece);
        }
        Change::Insert { at, piece } => {
            let at = scaled(at);
            text.splice(at..at, piece.bytes());
        }
        Change::Replace { at, byte } => {
            let at = scaled(at);
            if let Some(place) = text.get_mut(at) {
                *place = byte;
            }
        }
    }
}

#[test]
fn every_target_has_seeds_that_it_reads() {
    for target in TARGETS {
        assert!(!target.seeds.is_empty(), "{}", target.name);
        for seed in target.seeds {
            (target.run)(seed.as_bytes());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn what_is_nearly_right_is_read_or_refused(
        seed in any::<prop::sample::Index>(),
        changes in prop::collection::vec(change(), 0..6),
    ) {
        for target in TARGETS {
            let mut text = seed.get(target.seeds).as_bytes().to_vec();
            for change in &changes {
                changed(&mut text, change);
            }
            (target.run)(&text);
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        for target in TARGETS {
            (target.run)(&bytes);
        }
    }
}
