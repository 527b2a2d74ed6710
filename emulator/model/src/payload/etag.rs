//! Row versions as entity tags (WA-057, BG-0D0, BG-0D1, C-19).
//!
//! The tag of a standard row is its version. The tag of an elastic row has the form of its own
//! store: the last group is the write time in Unix seconds, the first the rest of the version's
//! ticks. So two writes in one second have different tags, and a tag can be converted back to its
//! version.

use dataverse_operation::rules::{ElasticEtag, Rules};
use dataverse_protocol::odata::etag;

use crate::metadata::{Table, TableKind};

const TICKS_PER_SECOND: i64 = 10_000_000;
/// Ticks from the year 1 to the Unix epoch (BG-0D2).
const UNIX_EPOCH_TICKS: i64 = 621_355_968_000_000_000;

/// The weak tag of a row at a version.
pub fn etag_of(table: &Table, version: i64, rules: &Rules) -> String {
    let ticks = version - UNIX_EPOCH_TICKS;
    match (table.kind, rules.elastic_etag) {
        (TableKind::Elastic, ElasticEtag::Cosmos) => etag::print(&format!(
            "{:08x}-0000-0200-0000-{:08x}0000",
            ticks.rem_euclid(TICKS_PER_SECOND),
            ticks.div_euclid(TICKS_PER_SECOND),
        )),
        _ => etag::print(&version.to_string()),
    }
}

/// The version of a tag; `None` for a tag that no row can have.
pub fn version_of(tag: &str) -> Option<i64> {
    if let Ok(version) = tag.parse() {
        return Some(version);
    }
    let mut groups = tag.split('-');
    let rest = i64::from_str_radix(groups.next()?, 16).ok()?;
    let seconds = i64::from_str_radix(groups.next_back()?.get(..8)?, 16).ok()?;
    Some(UNIX_EPOCH_TICKS + seconds * TICKS_PER_SECOND + rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_write_time_is_in_the_last_group() {
        // BG-0D1, BG-0D2: 638183964640916096 is 2023-04-29T20:21:04.0916096Z, 0x644d7c30.
        let ticks = 638_183_964_640_916_096 - UNIX_EPOCH_TICKS;
        assert_eq!(
            format!("{:08x}", ticks.div_euclid(TICKS_PER_SECOND)),
            "644d7c30"
        );
        let tag = format!(
            "{:08x}-0000-0200-0000-644d7c300000",
            ticks.rem_euclid(TICKS_PER_SECOND)
        );
        assert_eq!(version_of(&tag), Some(638_183_964_640_916_096));
    }

    #[test]
    fn what_is_no_tag_of_ours_has_no_version() {
        for tag in ["", "x", "-", "12-zz", "0-0-0-0-1"] {
            assert_eq!(version_of(tag), None, "{tag}");
        }
    }
}
