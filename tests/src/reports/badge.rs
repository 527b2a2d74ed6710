//! A badge in the JSON that shields.io reads from an endpoint.

use serde_json::json;

use crate::results::Results;
use crate::verdict::Verdict;

/// The badge's JSON.
pub fn badge(results: &Results) -> String {
    let count = |verdict| results.count(verdict);
    let all = results.scenarios.len();
    let judged = all - count(Verdict::NotSupported) - count(Verdict::Informational);
    let unexpected = Verdict::ALL
        .into_iter()
        .filter(|verdict| !verdict.is_expected())
        .map(count)
        .sum::<usize>();
    let color = match (
        count(Verdict::Fail),
        unexpected,
        count(Verdict::KnownFailure),
    ) {
        _ if judged == 0 => "lightgrey",
        (0, 0, 0) => "brightgreen",
        (0, 0, _) => "green",
        (0, _, _) => "yellow",
        _ => "red",
    };
    let badge = json!({
        "schemaVersion": 1,
        "label": "Dataverse background operations",
        "message": format!("{} of {judged} scenarios", count(Verdict::Pass)),
        "color": color,
    });
    format!("{badge:#}\n")
}
