//! Every step of every feature has exactly one definition. This needs no target.

use cucumber::World as _;
use dataverse_conformance::catalogue::{Catalogue, repository};
use dataverse_conformance::world::World;

#[test]
fn every_step_is_defined_once() {
    let catalogue = Catalogue::load(&repository().join("features")).unwrap();
    let definitions = World::collection();
    let mut wrong = Vec::new();
    for entry in catalogue.scenarios() {
        for step in entry.steps {
            let place = format!(
                "{}:{} {}",
                entry.file.display(),
                step.position.line,
                step.value
            );
            match definitions.find(step) {
                Ok(Some(_)) => {}
                Ok(None) => wrong.push(format!("{place}: no step is defined for it")),
                Err(error) => wrong.push(format!("{place}: {error}")),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
